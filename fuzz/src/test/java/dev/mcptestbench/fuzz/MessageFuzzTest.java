package dev.mcptestbench.fuzz;

import static dev.mcptestbench.Mcp.progress;
import static dev.mcptestbench.Mcp.text;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.mcptestbench.protocol.Conversation;
import dev.mcptestbench.protocol.Direction;
import dev.mcptestbench.protocol.Json;
import dev.mcptestbench.protocol.JsonException;
import dev.mcptestbench.protocol.Message;
import dev.mcptestbench.protocol.MessageRules;
import dev.mcptestbench.protocol.Revision;
import dev.mcptestbench.protocol.RoundTrips;
import dev.mcptestbench.server.MockMcpServer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;

/** A running server answers any message, or refuses it; and no message is too strange to be judged. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class MessageFuzzTest {

    private static final String JSON =
            "Content-Type: application/json\r\nAccept: application/json, text/event-stream\r\n";
    private static final String INITIALIZE =
            "{\"jsonrpc\":\"2.0\",\"id\":\"init\",\"method\":\"initialize\",\"params\":{\"protocolVersion\":\"%s\","
                    + "\"capabilities\":{},\"clientInfo\":{\"name\":\"fuzz\",\"version\":\"1\"}}}";

    private MockMcpServer server;

    @BeforeAll
    void start() {
        server = MockMcpServer.start();
        server.tool("echo")
                .takesArguments(Map.of("type", "object", "properties", Map.of("text", Map.of("type", "string"))))
                .sends(progress(0.5))
                .returns(text("{arguments.text}"));
        server.resource("file:///a", "b");
        server.prompt("ask", "Why {arguments.what}?", "what");
    }

    @AfterAll
    void close() {
        server.close();
    }

    /** The first byte says to which of the doors the rest goes. */
    @FuzzTest
    void isAnsweredOrRefused(byte[] input) throws IOException {
        if (input.length == 0) {
            return;
        }
        byte[] body = new byte[input.length - 1];
        System.arraycopy(input, 1, body, 0, body.length);
        judge(body);
        String headers = switch (input[0] & 3) {
            case 0 -> session("2025-11-25");
            case 1 -> session("2025-03-26");
            case 2 -> "MCP-Protocol-Version: 2026-07-28\r\nMcp-Method: tools/call\r\nMcp-Name: echo\r\n";
            default -> "";
        };
        try (Wire wire = new Wire(server)) {
            wire.send(post(headers, body));
            assertThat(wire.status()).isIn(200, 202, 400, 403, 404, 406);
        }
    }

    private String session(String revision) throws IOException {
        try (Wire wire = new Wire(server)) {
            wire.send(post("", INITIALIZE.formatted(revision).getBytes(StandardCharsets.UTF_8)));
            return "Mcp-Session-Id: " + wire.header("Mcp-Session-Id") + "\r\nMCP-Protocol-Version: " + revision
                    + "\r\n";
        }
    }

    private static byte[] post(String headers, byte[] body) {
        byte[] head = ("POST /mcp HTTP/1.1\r\nHost: localhost\r\n" + JSON + headers + "Content-Length: " + body.length
                        + "\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII);
        byte[] whole = new byte[head.length + body.length];
        System.arraycopy(head, 0, whole, 0, head.length);
        System.arraycopy(body, 0, whole, head.length, body.length);
        return whole;
    }

    private static void judge(byte[] body) {
        Object json;
        try {
            json = Json.parse(body);
        } catch (JsonException refused) {
            assertThat(refused.getMessage()).isNotBlank();
            return;
        }
        assertThat(Json.parse(Json.writeBytes(json))).isEqualTo(json);
        for (Revision revision : Revision.values()) {
            MessageRules.checkDocument(json, revision);
            Conversation conversation = new Conversation();
            RoundTrips trips = new RoundTrips();
            for (Message message : Message.allIn(json)) {
                for (Direction direction : Direction.values()) {
                    MessageRules.check(message, revision, direction)
                            .forEach(breach -> assertThat(breach.toString()).isNotBlank());
                }
                MessageRules.checkAnswer(message, message, revision);
                conversation.received(message);
                conversation.sent(message);
                conversation.received(message, 1);
                trips.sent(message, message);
                trips.received(message);
                assertThat(message.toString()).isNotBlank();
            }
        }
    }
}
