package dev.mcptestbench.server;

import dev.mcptestbench.script.Carrier;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A JVM with a mock server in it, which prints the command of its stdio, a word a line, and lives until it is killed. */
final class MortalMock {

    private MortalMock() {}

    public static void main(String[] args) throws IOException {
        try (MockMcpServer server =
                MockMcpServer.builder().carriers(Carrier.STDIO).start()) {
            var command = server.stdioCommand();
            Path ticket = Path.of(command.get(command.size() - 1));
            command.forEach(System.out::println);
            System.out.println();
            System.out.flush();
            // Whoever started this JVM holds the other end, and never writes.
            while (System.in.read() >= 0) {
                Files.exists(ticket);
            }
        }
    }
}
