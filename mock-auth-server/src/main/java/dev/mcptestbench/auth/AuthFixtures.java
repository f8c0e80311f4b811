package dev.mcptestbench.auth;

import dev.mcptestbench.plugin.Browser;
import dev.mcptestbench.plugin.FixtureContext;
import dev.mcptestbench.plugin.FixtureProvider;
import dev.mcptestbench.plugin.Guard;
import java.util.Set;
import org.apiguardian.api.API;

/**
 * Provides mock authorization servers, identity providers, protected resources and user agents to tests, several by name. In a
 * secured test resources guard the mock MCP server of their name; elsewhere they stand alone. They trust the authorization
 * server without a name.
 */
@API(status = API.Status.INTERNAL)
public final class AuthFixtures implements FixtureProvider {

    /** For {@link java.util.ServiceLoader}. */
    public AuthFixtures() {}

    @Override
    public Set<Class<?>> provides() {
        return Set.of(
                MockAuthServer.class,
                MockIdentityProvider.class,
                MockProtectedResource.class,
                Guard.class,
                UserAgent.class,
                Browser.class);
    }

    @Override
    public Object provide(Class<?> type, String name, FixtureContext context) {
        if (type == Guard.class) {
            return context.get(MockProtectedResource.class, name);
        }
        if (type == Browser.class) {
            return context.get(UserAgent.class, name);
        }
        if (type == UserAgent.class) {
            return new UserAgent(context.clock());
        }
        if (type == MockIdentityProvider.class) {
            return in(context, name, MockIdentityProvider.builder()).start();
        }
        return type == MockAuthServer.class ? server(name, context) : resource(name, context);
    }

    private static MockAuthServer server(String name, FixtureContext context) {
        MockAuthServer.Builder builder = in(context, name, MockAuthServer.builder());
        if (context.settings().revisionPinned()) {
            builder.revision(context.settings().revision());
        }
        WireHosts.onClassPath().of(name, context).ifPresent(builder::hostedOn);
        return builder.start();
    }

    private static MockProtectedResource resource(String name, FixtureContext context) {
        MockProtectedResource.Builder builder = MockProtectedResource.builder()
                .name(name.isEmpty() ? "resource" : name)
                .trusting(context.get(MockAuthServer.class, ""))
                .seed(context.settings().seed())
                .journal(context.journal())
                .clock(context.clock());
        if (context.settings().revisionPinned()) {
            builder.revision(context.settings().revision());
        }
        return context.settings().secured() ? builder.guard() : builder.start();
    }

    private static <B extends TokenIssuer.Builder<B>> B in(FixtureContext context, String name, B builder) {
        B named = name.isEmpty() ? builder : builder.name(name);
        return named.seed(context.settings().seed()).journal(context.journal()).clock(context.clock());
    }
}
