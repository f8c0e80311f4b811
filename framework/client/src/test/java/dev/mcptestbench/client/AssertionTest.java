package dev.mcptestbench.client;

import static dev.mcptestbench.Mcp.CONNECTED;
import static dev.mcptestbench.Mcp.DISCONNECTED;
import static dev.mcptestbench.Mcp.FAILED;
import static dev.mcptestbench.Mcp.INTERNAL_ERROR;
import static dev.mcptestbench.Mcp.INVALID_PARAMS;
import static dev.mcptestbench.Mcp.RECONNECTING;
import static dev.mcptestbench.Mcp.errors;
import static dev.mcptestbench.Mcp.successes;
import static dev.mcptestbench.client.Golden.failsLike;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.BDDAssertions.then;

import dev.mcptestbench.client.transport.ConnectionLostException;
import dev.mcptestbench.client.transport.HttpStatusException;
import dev.mcptestbench.client.transport.Peer;
import dev.mcptestbench.client.transport.ServerUnreachableException;
import dev.mcptestbench.protocol.Message;
import dev.mcptestbench.wire.WireServer.Closing;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Every assertion once as it passes, and once as it reads when it fails. */
class AssertionTest {

    private static final Message TOOL_ERROR = Message.result(
            1, Map.of("isError", true, "content", List.of(Map.of("type", "text", "text", "no such city"))));

    private static CallOutcome answered(String client, Message response) {
        return CallOutcome.answered(client, "tools/call \"weather\"", ofMillis(12), response);
    }

    private static CallOutcome sunny(String client) {
        return answered(
                client,
                Message.result(
                        1,
                        Map.of(
                                "content",
                                List.of(Map.of("type", "text", "text", "sunny")),
                                "structuredContent",
                                Map.of("degrees", 21))));
    }

    private static CallOutcome boom(String client) {
        return answered(client, Message.error(1, INTERNAL_ERROR, "boom", null));
    }

    private static CallOutcome lost(String client) {
        return CallOutcome.failed(
                client,
                "tools/call \"weather\"",
                ofSeconds(2),
                new ConnectionLostException("The stream broke", new IOException("closed after 12 bytes")),
                true);
    }

    @Test
    void outcomesThatAreAsClaimed() {
        assertThat(sunny("a"))
                .succeeded()
                .hasText("sunny")
                .hasStructuredContent(Map.of("degrees", 21))
                .hasResult("content.0.type", "text")
                .tookAtMost(ofMillis(12));
        assertThat(sunny("a")).text().startsWith("sun");
        assertThat(boom("a")).failedWith(INTERNAL_ERROR);
        assertThat(lost("a")).failedWith(ConnectionLostException.class).failedWith(IOException.class);
        assertThat(answered("a", TOOL_ERROR)).isToolError().hasText("no such city");
        then(sunny("a")).succeeded();
    }

    @Test
    void outcomesThatAreNot() {
        failsLike("outcome-succeeded-error", () -> assertThat(boom("a")).succeeded());
        failsLike("outcome-succeeded-failure", () -> assertThat(lost("a")).succeeded());
        failsLike(
                "outcome-succeeded-tool-error",
                () -> assertThat(answered("a", TOOL_ERROR)).succeeded());
        failsLike("outcome-tool-error", () -> assertThat(sunny("a")).isToolError());
        failsLike("outcome-text", () -> assertThat(sunny("a")).hasText("rainy"));
        failsLike("outcome-text-none", () -> assertThat(boom("a")).hasText("rainy"));
        failsLike("outcome-text-claims", () -> assertThat(boom("a")).text());
        failsLike("outcome-structured", () -> assertThat(sunny("a")).hasStructuredContent(Map.of("degrees", 30)));
        failsLike("outcome-structured-none", () -> assertThat(boom("a")).hasStructuredContent(Map.of("degrees", 30)));
        failsLike("outcome-result", () -> assertThat(sunny("a")).hasResult("content.0.type", "image"));
        failsLike("outcome-failed-with-class", () -> assertThat(boom("a")).failedWith(HttpStatusException.class));
        failsLike("outcome-failed-with-code", () -> assertThat(boom("a")).failedWith(INVALID_PARAMS));
        failsLike("outcome-took", () -> assertThat(lost("a")).tookAtMost(ofMillis(1500)));
    }

    @Test
    void parallelOutcomesThatAreAsClaimed() {
        assertThat(new ParallelOutcome(List.of(sunny("a"), boom("b"), lost("c"))))
                .hasSize(3)
                .succeededFor("a")
                .failedFor("b", INTERNAL_ERROR)
                .failedFor("c", ConnectionLostException.class)
                .hasTexts("sunny", "", "");
        assertThat(new ParallelOutcome(List.of(sunny("a"), sunny("b")))).allSucceeded();
    }

    @Test
    void parallelOutcomesThatAreNot() {
        ParallelOutcome mixed = new ParallelOutcome(List.of(sunny("a"), boom("b"), lost("c")));
        failsLike("parallel-size", () -> assertThat(mixed).hasSize(2));
        failsLike("parallel-all", () -> assertThat(mixed).allSucceeded());
        failsLike("parallel-succeeded-for", () -> assertThat(mixed).succeededFor("a", "b"));
        failsLike("parallel-no-call", () -> assertThat(mixed).succeededFor("d"));
        failsLike("parallel-failed-for-code", () -> assertThat(mixed).failedFor("a", INTERNAL_ERROR));
        failsLike("parallel-failed-for-class", () -> assertThat(mixed).failedFor("b", IOException.class));
        failsLike("parallel-texts", () -> assertThat(mixed).hasTexts("sunny", "rainy", ""));
    }

    @Test
    void clientsThatAreAsClaimedAndThatAreNot() {
        try (PeerBench bench = PeerBench.withTheClockStopped()) {
            bench.peer.next("GET", Peer.Answering::stream);
            ManagedClient client = bench.client();
            assertThat(client).is(DISCONNECTED);
            failsLike("client-never", () -> assertThat(client).isConnected());
            failsLike("client-no-last-error", () -> assertThat(client).hasLastError(IOException.class));
            client.connect();
            client.callTool("echo");
            bench.peer.next("tools/call", to -> to.status(503));
            client.callTool("echo");
            bench.peer.server().refuseConnections();
            bench.peer.server().closeConnections(Closing.FIN);
            assertThat(client).eventually(ofSeconds(20)).is(RECONNECTING);
            bench.clock.advance(ofSeconds(1));

            assertThat(client)
                    .is(RECONNECTING)
                    .wentThrough(CONNECTED, RECONNECTING)
                    .retriedAfter(ofSeconds(1), ofSeconds(2))
                    .hasCounted(1, errors())
                    .hasLastError(ServerUnreachableException.class);
            failsLike("client-connected", () -> assertThat(client).isConnected());
            failsLike(
                    "client-is-eventually",
                    () -> assertThat(client).eventually(ofMillis(20)).is(FAILED));
            failsLike("client-went-through", () -> assertThat(client).wentThrough(CONNECTED, RECONNECTING, CONNECTED));
            failsLike("client-went-through-never", () -> assertThat(client).wentThrough(FAILED));
            failsLike("client-retried", () -> assertThat(client).retriedAfter(ofSeconds(1)));
            failsLike("client-counted", () -> assertThat(client).hasCounted(2, successes()));
            failsLike("client-last-error", () -> assertThat(client).hasLastError(HttpStatusException.class));
        }
    }
}
