package dev.mcptestbench.fuzz;

import static dev.mcptestbench.Mcp.text;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.mcptestbench.server.MockMcpServer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;

/** Any bytes on a connection are answered in HTTP, or not at all; the connection ends, and the next one is served. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HttpFuzzTest {

    private static final byte[] NEXT =
            "GET /nowhere HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

    private MockMcpServer server;

    @BeforeAll
    void start() {
        server = MockMcpServer.start();
        server.tool("echo").returns(text("hi"));
    }

    @AfterAll
    void close() {
        server.close();
    }

    @FuzzTest
    void isAnsweredInHttpOrNotAtAll(byte[] input) throws IOException {
        try (Wire wire = new Wire(server)) {
            wire.send(input);
            wire.endInput();
            String answer = wire.toEnd();
            if (!answer.isEmpty()) {
                assertThat(answer).startsWith("HTTP/1.1 ").doesNotContain("HTTP/1.1 500");
            }
        }
        try (Wire wire = new Wire(server)) {
            wire.send(NEXT);
            assertThat(wire.status()).isEqualTo(404);
        }
    }
}
