package dev.mcptestbench.benchmarks;

import dev.mcptestbench.auth.MockAuthServer;
import dev.mcptestbench.auth.endpoint.RegisteredClient;
import java.net.URI;
import no.nav.security.mock.oauth2.MockOAuth2Server;

/** An authorization server that takes part, as a test has it: with its defaults, and with a client that it knows. */
abstract class AuthContender implements ServerUnderLoad {

    /** Where its metadata is. */
    abstract URI metadata();

    @Override
    public final void broadcast() {
        throw new UnsupportedOperationException("Authorization servers know of no streams");
    }

    /** The one of this name: {@code mock-auth} or {@code mock-oauth2-server}. */
    static AuthContender start(String name) {
        return switch (name) {
            case "mock-auth" -> new Ours();
            case "mock-oauth2-server" -> new Peer();
            default -> throw new IllegalArgumentException("No authorization server: " + name);
        };
    }

    private static final class Ours extends AuthContender {

        private final MockAuthServer server = MockAuthServer.start();

        Ours() {
            server.register(
                    RegisteredClient.confidential(AuthRequests.CLIENT, AuthRequests.SECRET, AuthRequests.REDIRECT_URI));
        }

        @Override
        public URI url() {
            return server.issuer();
        }

        @Override
        URI metadata() {
            return server.issuer()
                    .resolve("/.well-known/oauth-authorization-server"
                            + server.issuer().getPath());
        }

        @Override
        public int complaints() {
            return server.violations().size();
        }

        @Override
        public void close() {
            server.close();
        }
    }

    /** It takes whatever client comes. */
    private static final class Peer extends AuthContender {

        private final MockOAuth2Server server = new MockOAuth2Server();

        Peer() {
            server.start();
        }

        @Override
        public URI url() {
            return server.issuerUrl("default").uri();
        }

        @Override
        URI metadata() {
            return server.oauth2AuthorizationServerMetadataUrl("default").uri();
        }

        @Override
        public int complaints() {
            return 0;
        }

        @Override
        public void close() {
            server.shutdown();
        }
    }
}
