package dev.mcptestbench.server;

import static dev.mcptestbench.Mcp.structured;
import static dev.mcptestbench.Mcp.text;
import static dev.mcptestbench.Mcp.toolCall;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mcptestbench.journal.JournalEntry;
import dev.mcptestbench.protocol.ErrorCode;
import dev.mcptestbench.protocol.Json;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a tool does with arguments that it does not take. */
class ToolArgumentsTest {

    private static final Map<String, Object> FORECAST = Map.of(
            "type",
            "object",
            "properties",
            Map.of(
                    "city", Map.of("type", "string"),
                    "days", Map.of("type", "array", "items", Map.of("type", "integer", "minimum", 1)),
                    "unit", Map.of("anyOf", List.of(Map.of("const", "C"), Map.of("const", "F")))),
            "required",
            List.of("city"),
            "additionalProperties",
            false);

    private final MockMcpServer server = MockMcpServer.start();

    @AfterEach
    void close() {
        server.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"2024-11-05", "2025-03-26", "2025-06-18"})
    void areAnErrorAtFirst(String revision) {
        server.tool("forecast").takesArguments(FORECAST).returns(text("sunny"));
        Peer peer = new Peer(server);
        peer.initialize("peer", revision);

        Peer.Reply reply = peer.call("forecast", Map.of("city", 7));

        assertThat(reply.last().errorCode()).isEqualTo(ErrorCode.INVALID_PARAMS);
        assertThat(reply.at("message"))
                .isEqualTo("Invalid arguments of tool \"forecast\": "
                        + "arguments.city: Value is [integer] but should be [string] (type)");
    }

    @Test
    void areToldToTheModelLater() {
        server.tool("forecast").takesArguments(FORECAST).returns(text("sunny"));

        Peer.Reply reply = Peer.connected(server).call("forecast", Map.of("city", 7));

        assertThat(reply.at("isError")).isEqualTo(true);
        assertThat(reply.at("content.0.text"))
                .asString()
                .startsWith("Invalid arguments of tool \"forecast\": arguments.city: ");
        assertThat(server.violations()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{}|arguments: Object does not have some of the required properties [[city]] (required)",
                "{\"city\":\"a\",\"days\":[1,0]}|arguments.days.1: 0 is less than 1 (minimum)",
                "{\"city\":\"a\",\"unit\":\"K\"}|arguments.unit: Value does not match against any of the schemas (anyOf)",
                "{\"city\":\"a\",\"{n}/~\":1}|arguments.{n}/~: is not expected",
            })
    void areToldByPathAndExpectation(String arguments, String told) {
        server.tool("forecast").takesArguments(FORECAST).returns(text("sunny"));

        assertThat(Peer.connected(server).call("forecast", json(arguments)).at("content.0.text"))
                .isEqualTo("Invalid arguments of tool \"forecast\": " + told);
    }

    @Test
    void areNotLookedAtWhereTheyAreRight() {
        server.tool("forecast").takesArguments(FORECAST).returns(text("sunny"));
        server.tool("anything").returns(text("fine"));
        Peer peer = Peer.connected(server);

        assertThat(peer.call("forecast", Map.of("city", "Oslo", "days", List.of(1), "unit", "F"))
                        .at("content.0.text"))
                .isEqualTo("sunny");
        assertThat(peer.call("anything", Map.of("x", List.of())).at("content.0.text"))
                .isEqualTo("fine");
        assertThat(peer.request("tools/call", Map.of("name", "anything")).at("content.0.text"))
                .isEqualTo("fine");
    }

    @Test
    void areHeldAgainstTheSchemaOfTheMoment() {
        server.tool("forecast").takesArguments(FORECAST).returns(text("sunny"));
        Peer peer = Peer.connected(server);
        assertThat(peer.call("forecast", Map.of()).at("isError")).isEqualTo(true);

        server.tool("forecast").takesArguments(Map.of("type", "object", "maxProperties", 0));

        assertThat(peer.call("forecast", Map.of()).at("isError")).isNull();
        assertThat(peer.call("forecast", Map.of("city", "Oslo")).at("isError")).isEqualTo(true);
    }

    @Test
    void areOfTheDialectThatTheSchemaNames() {
        server.tool("old")
                .takesArguments(Map.of(
                        "$schema",
                        "http://json-schema.org/draft-07/schema#",
                        "type",
                        "object",
                        "dependencies",
                        Map.of("a", List.of("b"))))
                .returns(text("fine"));

        assertThat(Peer.connected(server).call("old", Map.of("a", 1)).at("isError"))
                .isEqualTo(true);
    }

    @Test
    void areNotHeldAgainstWhatIsNoSchema() {
        server.tool("odd").takesArguments(Map.of("type", 7)).returns(text("fine"));
        server.tool("older")
                .takesArguments(Map.of("$schema", "https://example.com/dialect", "type", "object"))
                .returns(text("fine"));
        server.tool("endless").takesArguments(Map.of("$ref", "#")).returns(text("fine"));
        Peer peer = Peer.connected(server);

        assertThat(peer.call("endless", Map.of("a", 1)).at("content.0.text")).isEqualTo("fine");
        assertThat(peer.call("odd", Map.of("a", 1)).at("content.0.text")).isEqualTo("fine");
        assertThat(peer.call("older", Map.of("a", 1)).at("content.0.text")).isEqualTo("fine");
    }

    @Test
    void neverHaveASchemaFetched() {
        try (MockMcpServer elsewhere = MockMcpServer.start()) {
            String reference = elsewhere.url() + "/schema.json";
            server.tool("remote")
                    .takesArguments(Map.of("type", "object", "properties", Map.of("a", Map.of("$ref", reference))))
                    .returns(text("fine"));

            assertThat(Peer.connected(server).call("remote", Map.of("a", 1)).at("content.0.text"))
                    .asString()
                    .contains("arguments.a: ", reference);
            assertThat(elsewhere.journal().entries()).noneMatch(JournalEntry.ConnectionOpened.class::isInstance);
        }
    }

    @Test
    void holdNobodyElseUpWhileTheirSchemaIsLearned() {
        Map<String, Object> properties = new HashMap<>();
        for (int i = 0; i < 30_000; i++) {
            properties.put("p" + i, Map.of("type", "string"));
        }
        server.tool("vast").takesArguments(Map.of("type", "object", "properties", properties));
        List<Peer> others =
                Stream.generate(() -> Peer.connected(server)).limit(4).toList();
        Peer peer = Peer.connected(server);

        CompletableFuture<Peer.Reply> vast = CompletableFuture.supplyAsync(() -> peer.call("vast", Map.of("p1", 1)));
        assertThat(server).eventually(Duration.ofSeconds(20)).received(toolCall("vast"));
        others.forEach(other -> other.request("ping", Map.of()));

        assertThat(vast).isNotDone();
        assertThat(vast.join().at("isError")).isEqualTo(true);
    }

    @Test
    void giveWayToAScriptedFailure() {
        server.tool("forecast").takesArguments(FORECAST).returns(text("sunny"));
        server.on(toolCall("forecast")).failWith(ErrorCode.INTERNAL_ERROR, "no");

        assertThat(Peer.connected(server).call("forecast", Map.of()).last().errorCode())
                .isEqualTo(ErrorCode.INTERNAL_ERROR);
    }

    @Test
    void areNoConcernOfWhatTheToolPromises() {
        server.tool("liar")
                .promises(Map.of("type", "object", "required", List.of("n")))
                .returns(structured(Map.of("m", 1)));

        assertThat(Peer.connected(server).call("liar", Map.of()).at("structuredContent.m"))
                .isEqualTo(1);
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> json(String text) {
        return (Map<String, Object>) Json.parse(text);
    }
}
