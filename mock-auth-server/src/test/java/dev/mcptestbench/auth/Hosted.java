package dev.mcptestbench.auth;

import java.util.Optional;
import java.util.ServiceLoader;

/** Servers under test, on the host that is tested. */
final class Hosted {

    private static final Optional<TestHost> HOST =
            ServiceLoader.load(TestHost.class).findFirst();

    private Hosted() {}

    static MockAuthServer.Builder auth() {
        return on(MockAuthServer.builder());
    }

    static MockIdentityProvider.Builder idp() {
        return on(MockIdentityProvider.builder());
    }

    private static <B extends TokenIssuer.Builder<B>> B on(B builder) {
        return HOST.map(host -> builder.hostedOn(host.open())).orElse(builder);
    }

    static boolean isOnOurWire() {
        return HOST.isEmpty();
    }
}
