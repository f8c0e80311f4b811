package dev.mcptestbench.auth;

import dev.mcptestbench.plugin.FixtureContext;
import dev.mcptestbench.plugin.FixtureProvider;
import java.util.Set;
import org.apiguardian.api.API;

/** Provides mock authorization servers to tests, several by name. */
@API(status = API.Status.INTERNAL)
public final class AuthFixtures implements FixtureProvider {

    /** For {@link java.util.ServiceLoader}. */
    public AuthFixtures() {}

    @Override
    public Set<Class<?>> provides() {
        return Set.of(MockAuthServer.class);
    }

    @Override
    public Object provide(Class<?> type, String name, FixtureContext context) {
        MockAuthServer.Builder builder = MockAuthServer.builder()
                .name(name.isEmpty() ? "auth" : name)
                .seed(context.settings().seed())
                .journal(context.journal())
                .clock(context.clock());
        if (context.settings().revisionPinned()) {
            builder.revision(context.settings().revision());
        }
        return builder.start();
    }
}
