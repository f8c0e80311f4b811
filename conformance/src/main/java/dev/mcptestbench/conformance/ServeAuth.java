package dev.mcptestbench.conformance;

import dev.mcptestbench.auth.MockAuthServer;
import dev.mcptestbench.auth.endpoint.RegisteredClient;
import dev.mcptestbench.script.OAuthTrait;
import java.io.UncheckedIOException;
import java.util.concurrent.CountDownLatch;

/** The mock authorization server with the client that the suite goes by, until the process is killed. */
final class ServeAuth {

    private ServeAuth() {}

    /** Expects the port, checked by the script; 0 for any. */
    public static void main(String[] args) throws InterruptedException {
        MockAuthServer server;
        try {
            server = start(Integer.parseInt(args[0]));
        } catch (UncheckedIOException noPort) {
            System.err.println("conformance/serve-auth: " + noPort.getMessage());
            System.exit(1);
            return;
        }
        Runtime.getRuntime().addShutdownHook(new Thread(server::close, "close"));
        System.out.println("ready " + server.issuer());
        System.out.flush();
        new CountDownLatch(1).await();
    }

    /**
     * Starts the server. The suite names no resource, and shows the client's secret or none, as it sees fit.
     *
     * @throws UncheckedIOException if the port is taken
     */
    static MockAuthServer start(int port) {
        return MockAuthServer.builder()
                .name("mcp-testbench")
                .port(port)
                .start()
                .without(OAuthTrait.REQUIRES_RESOURCE)
                .without(OAuthTrait.REQUIRES_CLIENT_AUTHENTICATION)
                .register(RegisteredClient.confidential(
                        "conformance-client",
                        "conformance-secret",
                        "http://127.0.0.1/callback",
                        "http://localhost/callback"));
    }
}
