package dev.mcptestbench.conformance;

import dev.mcptestbench.server.MockMcpServer;
import java.io.UncheckedIOException;
import java.util.concurrent.CountDownLatch;

/** The mock server with all that the suite asks a server to offer, until the process is killed. */
final class Serve {

    private Serve() {}

    /** Expects the port, checked by the script; 0 for any. */
    public static void main(String[] args) throws InterruptedException {
        MockMcpServer server;
        try {
            server = start(Integer.parseInt(args[0]));
        } catch (UncheckedIOException noPort) {
            System.err.println("conformance/serve: " + noPort.getMessage());
            System.exit(1);
            return;
        }
        Runtime.getRuntime().addShutdownHook(new Thread(server::close, "close"));
        System.out.println("ready " + server.url());
        System.out.flush();
        new CountDownLatch(1).await();
    }

    /**
     * Starts the server.
     *
     * @throws UncheckedIOException if the port is taken
     */
    static MockMcpServer start(int port) {
        MockMcpServer server =
                MockMcpServer.builder().name("mcp-testbench").port(port).start();
        SpeakingTools.offer(server);
        AskingTools.offer(server);
        InputTools.offer(server);
        ChangingTools.offer(server);
        TaskTools.offer(server);
        Contents.offer(server);
        return server;
    }
}
