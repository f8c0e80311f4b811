package dev.mcptestbench.server;

import static dev.mcptestbench.Mcp.text;
import static dev.mcptestbench.Mcp.toolCall;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mcptestbench.protocol.Message;
import dev.mcptestbench.protocol.RequestMeta;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What a client of revision 2026-07-28 does wrong, on the wire: how it is refused, and what is written down about it. */
class ModernRefusalsTest {

    private final MockMcpServer server = MockMcpServer.start();

    @BeforeEach
    void offer() {
        server.tool("sql")
                .takesArguments(Map.of(
                        "type",
                        "object",
                        "properties",
                        Map.of(
                                "region", Map.of("type", "string", "x-mcp-header", "Region"),
                                "rows", Map.of("type", "integer", "x-mcp-header", "Rows"),
                                "query", Map.of("type", "string"))))
                .returns(text("ok"));
    }

    @AfterEach
    void close() {
        server.close();
    }

    static Stream<Arguments> wrongs() {
        return Stream.of(
                row(
                        "no version",
                        peer -> peer.saying(RequestMeta.PROTOCOL_VERSION, null),
                        400,
                        -32602,
                        "meta-protocol-version"),
                row("no capabilities", peer -> peer.able(null), 400, -32602, "meta-client-capabilities"),
                row(
                        "client without name",
                        peer -> peer.saying(RequestMeta.CLIENT_INFO, Map.of()),
                        400,
                        -32602,
                        "meta-fields"),
                row(
                        "no such log level",
                        peer -> peer.saying(RequestMeta.LOG_LEVEL, "loud"),
                        400,
                        -32602,
                        "meta-fields"),
                row(
                        "no version header",
                        peer -> peer.heading("MCP-Protocol-Version", null),
                        400,
                        -32020,
                        "modern-version-header"),
                row(
                        "other version header",
                        peer -> peer.heading("MCP-Protocol-Version", "2025-11-25"),
                        400,
                        -32020,
                        "modern-version-header"),
                row("no method header", peer -> peer.heading("Mcp-Method", null), 400, -32020, "method-header"),
                row(
                        "other method header",
                        peer -> peer.heading("Mcp-Method", "tools/list"),
                        400,
                        -32020,
                        "method-header"),
                row("no name header", peer -> peer.heading("Mcp-Name", null), 400, -32020, "name-header"),
                row("other name header", peer -> peer.heading("Mcp-Name", "Sql"), 400, -32020, "name-header"),
                row("no param header", peer -> peer.heading("Mcp-Param-Region", null), 400, -32020, "param-header"),
                row("other param header", peer -> peer.heading("Mcp-Param-Region", "us"), 400, -32020, "param-header"),
                row(
                        "param header for nothing",
                        peer -> peer.heading("Mcp-Param-Rows", "1"),
                        400,
                        -32020,
                        "param-header"),
                row(
                        "no Base64",
                        peer -> peer.heading("Mcp-Param-Region", "=?base64?ZXU?="),
                        400,
                        -32020,
                        "header-encoding"),
                row("no streams", peer -> peer.heading("Accept", "application/json"), 406, -32600, "post-accept"));
    }

    private static Arguments row(
            String what, UnaryOperator<ModernPeer> wrong, int status, int code, String requirement) {
        return Arguments.of(what, wrong, status, code, requirement);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("wrongs")
    void isRefusedAndWrittenDown(
            String what, UnaryOperator<ModernPeer> wrong, int status, int code, String requirement) {
        ModernPeer peer = wrong.apply(new ModernPeer(server).heading("Mcp-Param-Region", "eu"));
        Peer.Reply reply = peer.call("sql", Map.of("region", "eu"));

        assertThat(reply.status()).isEqualTo(status);
        assertThat(reply.last().errorCode().value()).isEqualTo(code);
        assertThat(reply.last().id()).isEqualTo(1);
        assertThat(server.violations()).hasSize(1);
        server.assertThat()
                .hasViolationOf(requirement)
                .received(toolCall("sql"))
                .once();
    }

    @Test
    void takesWhatIsRight() {
        ModernPeer peer = new ModernPeer(server)
                .heading("Mcp-Param-Region", "  =?base64?4oKs?=  ")
                .heading("MCP-PARAM-ROWS", "42.0")
                .heading("Mcp-Name", " sql ")
                .saying(RequestMeta.CLIENT_INFO, null);

        Peer.Reply reply = peer.call("sql", Map.of("region", "\u20ac", "rows", 42));

        assertThat(reply.at("content.0.text")).isEqualTo("ok");
        assertThat(server.violations()).isEmpty();
        server.assertThat().received(toolCall("sql")).once();
    }

    @Test
    void saysWhichVersionsThereAre() {
        ModernPeer peer = new ModernPeer(server)
                .saying(RequestMeta.PROTOCOL_VERSION, "2031-01-01")
                .heading("MCP-Protocol-Version", "2031-01-01");

        Peer.Reply reply = peer.request("server/discover", Map.of());

        assertThat(reply.status()).isEqualTo(400);
        assertThat(reply.last().errorCode().value()).isEqualTo(-32022);
        assertThat(reply.at("data.requested")).isEqualTo("2031-01-01");
        assertThat(reply.at("data.supported.0")).isEqualTo("2026-07-28");
        assertThat(server.violations()).isEmpty();
    }

    @Test
    void takesNoResponsesAndNoBatches() {
        ModernPeer peer = new ModernPeer(server);

        assertThat(peer.send(Message.result(1, Map.of())).status()).isEqualTo(400);
        server.assertThat().hasViolationOf("modern-no-responses");
        assertThat(peer.send(Message.notification("notifications/cancelled", Map.of("requestId", 1)))
                        .status())
                .isEqualTo(202);
    }

    @Test
    void refusesABatch() throws Exception {
        ModernPeer peer = new ModernPeer(server);
        String one = peer.message("tools/list", Map.of()).toJson();
        try (RawCall raw = new RawCall(server)) {
            String bytes = raw.send("POST /mcp HTTP/1.1\r\nHost: localhost\r\nMCP-Protocol-Version: 2026-07-28\r\n"
                            + "Accept: application/json, text/event-stream\r\nContent-Length: " + (one.length() + 2)
                            + "\r\n\r\n[" + one + "]")
                    .readUntil("\r\n\r\n");
            assertThat(bytes).startsWith("HTTP/1.1 400 ");
        }
    }
}
