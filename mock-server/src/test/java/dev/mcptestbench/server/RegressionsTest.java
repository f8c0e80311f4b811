package dev.mcptestbench.server;

import static dev.mcptestbench.Mcp.toolCall;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mcptestbench.protocol.Message;
import dev.mcptestbench.script.Scenario;
import dev.mcptestbench.server.RawCall.End;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Each scenario of the regression pack, as it shows on the wire. */
class RegressionsTest {

    private static final Path FOLDER = Path.of("src", "main", "resources", "scenarios", "regressions");

    private MockMcpServer server;

    private MockMcpServer playing(String name) {
        server = MockMcpServer.playing(Scenario.regression(name));
        return server;
    }

    @AfterEach
    void close() {
        if (server != null) {
            server.close();
        }
    }

    @Test
    void everyScenarioIsListedTestedAndNamesItsOrigin() throws IOException {
        List<String> files;
        try (Stream<Path> all = Files.list(FOLDER)) {
            files = all.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".mcp.yaml"))
                    .map(name -> name.replace(".mcp.yaml", ""))
                    .sorted()
                    .toList();
        }
        String test = Files.readString(Path.of("src", "test", "java", "dev", "mcptestbench", "server")
                .resolve(getClass().getSimpleName() + ".java"));

        assertThat(Files.readAllLines(FOLDER.resolve("index.txt"))).isEqualTo(files);
        for (String name : files) {
            Scenario scenario = Scenario.regression(name);
            assertThat(scenario.name()).isEqualTo(name);
            assertThat(scenario.description()).containsPattern("[\\w-]+/[\\w-]+#\\d+");
            assertThat(test).contains("playing(\"" + name + "\")");
        }
    }

    @Test
    void anUnknownNameIsToldWithThoseThereAre() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Scenario.regression("silent-root"))
                .withMessageContaining("Did you mean \"silent-roots\"?")
                .withMessageContaining("accepted-202-variants");
    }

    private static String call(String tool) {
        return Rig.call(tool);
    }

    private RawCall post(Peer peer, String json) throws IOException {
        return new RawCall(server).post(peer, json);
    }

    @Test
    void tellsARetryTimeAndEndsTheStreamBeforeTheResponse() throws IOException {
        playing("retry-line-then-close");
        Peer peer = Peer.connected(server);
        try (RawCall raw = post(peer, call("slow"))) {
            String cut = raw.readUntil("retry: 50\n\n") + raw.readUntil("\r\n0\r\n\r\n");
            assertThat(cut).contains("\"progress\":0.5").doesNotContain("\"result\"");
        }
        assertThat(peer.resume("2-2").last().at("content.0.text")).isEqualTo("done");
    }

    @Test
    void answersInitializeWith404() {
        playing("initialize-404-loop");
        assertThat(new Peer(server).exchange(initialize()).status()).isEqualTo(404);
        assertThat(new Peer(server).exchange(initialize()).status()).isEqualTo(404);
    }

    private java.net.http.HttpRequest initialize() {
        return new Peer(server)
                .request()
                .header("Content-Type", "application/json")
                .header("Accept", "application/json, text/event-stream")
                .POST(java.net.http.HttpRequest.BodyPublishers.ofString(
                        "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"initialize\",\"params\":{\"protocolVersion\":\"2025-11-25\","
                                + "\"capabilities\":{},\"clientInfo\":{\"name\":\"c\",\"version\":\"1\"}}}"))
                .build();
    }

    @Test
    void answersThePostOfInitializeWith405() {
        playing("post-405-no-get-storm");
        Peer.Reply refused = new Peer(server).exchange(initialize());
        assertThat(refused.status()).isEqualTo(405);
        assertThat(refused.http().headers().firstValue("Allow")).hasValue("GET");
    }

    @Test
    void losesTheSessionWithTheSecondCall() {
        playing("session-404-renewed");
        Peer peer = Peer.connected(server);
        assertThat(peer.call("echo", Map.of()).status()).isEqualTo(200);
        assertThat(peer.call("echo", Map.of()).status()).isEqualTo(404);
        assertThat(peer.call("echo", Map.of()).status()).isEqualTo(404);
        assertThat(Peer.connected(server).call("echo", Map.of()).status()).isEqualTo(200);
    }

    @Test
    void failsToOpenANewSessionOnce() {
        playing("reinitialize-fails-once");
        Peer peer = Peer.connected(server);
        peer.call("echo", Map.of());
        assertThat(peer.call("echo", Map.of()).status()).isEqualTo(404);
        assertThat(new Peer(server).exchange(initialize()).status()).isEqualTo(503);
        assertThat(Peer.connected(server).call("echo", Map.of()).status()).isEqualTo(200);
    }

    @Test
    void breaksTheStreamTwice() throws IOException {
        playing("second-drop-keeps-last-event-id");
        Peer peer = Peer.connected(server);
        try (RawCall raw = post(peer, call("slow"))) {
            RawCall.Answer first = raw.readFor(20_000);
            assertThat(first.end()).isEqualTo(End.FIN);
            assertThat(first.bytes()).contains("id: 2-2\n", "0.25").doesNotContain("0.5");
        }
        try (RawCall raw = new RawCall(server)) {
            RawCall.Answer second = raw.get(peer, "Last-Event-ID: 2-2\r\n").readFor(20_000);
            assertThat(second.end()).isEqualTo(End.FIN);
            assertThat(second.bytes()).startsWith("HTTP/1.1 200 ").doesNotContain("id: ");
        }
        assertThat(peer.resume("2-2").messages())
                .hasSize(3)
                .last()
                .satisfies(last -> assertThat(last.at("content.0.text")).isEqualTo("done"));
    }

    @Test
    void acceptsNotificationsInManyWays() throws IOException {
        playing("accepted-202-variants");
        Peer peer = Peer.connected(server);
        try (RawCall raw = post(peer, "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/initialized\"}")) {
            raw.readUntil("HTTP/1.1 202 Accepted\r\nContent-Type: text/plain\r\n");
            raw.readUntil("\r\n\r\nAccepted");
        }
        String changed = "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/roots/list_changed\"}";
        try (RawCall raw = post(peer, changed)) {
            raw.readUntil("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
        }
        try (RawCall raw = post(peer, changed)) {
            raw.readUntil("HTTP/1.1 202 Accepted\r\nContent-Length: 0\r\n\r\n");
        }
        assertThat(peer.call("echo", Map.of()).status()).isEqualTo(200);
    }

    @Test
    void listsMoreThanTwentyKilobytes() {
        playing("large-tool-list");
        Peer.Reply list = Peer.connected(server).request("tools/list", Map.of());
        assertThat(list.http().body()).hasSizeGreaterThan(22_000);
        assertThat(list.at("tools.11.name")).isEqualTo("restore");
    }

    @Test
    void holdsEightCallsAtOnce() throws Exception {
        playing("parallel-distinct-ids");
        assertThat(texts(8))
                .containsExactly(
                        "you said 0",
                        "you said 1",
                        "you said 2",
                        "you said 3",
                        "you said 4",
                        "you said 5",
                        "you said 6",
                        "you said 7");
        assertThat(server).received(toolCall("echo")).overlapping(8).withDistinctRequestIds();
    }

    @Test
    void answersFourCallsInReverse() throws Exception {
        playing("parallel-reversed-replies");
        assertThat(texts(4)).containsExactly("you said 0", "you said 1", "you said 2", "you said 3");
    }

    private List<Object> texts(int calls) throws Exception {
        Peer peer = Peer.connected(server);
        List<CompletableFuture<Peer.Reply>> replies = new ArrayList<>();
        for (int i = 0; i < calls; i++) {
            replies.add(peer.callAsync("echo", Map.of("text", String.valueOf(i))));
        }
        List<Object> texts = new ArrayList<>();
        for (CompletableFuture<Peer.Reply> reply : replies) {
            texts.add(reply.get(20, TimeUnit.SECONDS).at("content.0.text"));
        }
        return texts;
    }

    @Test
    void floodsAheadOfFourResultsAtOnce() throws IOException {
        playing("stdio-burst");
        try (Seat seat = Seat.at(Cell.STDIO, server, "peer").connected()) {
            for (int i = 1; i <= 4; i++) {
                seat.post(seat.request(i, "tools/call", Map.of("name", "flood", "arguments", Map.of("n", i))));
            }
            for (int i = 1; i <= 4; i++) {
                String reply = seat.standing().readUntil("\"text\":\"done " + i + "\"");
                assertThat(reply.split("\"data\":\"line ", -1)).hasSize(251);
                assertThat(reply).contains("\"line 250\"", "\"id\":" + i + ",\"result\"");
            }
        }
    }

    @Test
    void isOutOfReachThreeTimes() {
        playing("one-of-n-fails");
        for (int i = 0; i < 3; i++) {
            assertThatThrownBy(() -> new Peer(server).exchange(initialize())).isInstanceOf(UncheckedIOException.class);
        }
        assertThat(Peer.connected(server).call("echo", Map.of()).at("content.0.text"))
                .isEqualTo("hello");
    }

    @Test
    void asksEachClientOnItsOwnCall() throws Exception {
        playing("concurrent-sampling-routing");
        Peer anna = Peer.connected(server, "anna");
        Peer bob = Peer.connected(server, "bob");
        try (RawCall ofAnna = post(anna, call("ask"));
                RawCall ofBob = post(bob, call("ask"))) {
            assertThat(ofAnna.readUntil("asked anna"))
                    .contains("a word for anna, please")
                    .doesNotContain("bob");
            assertThat(ofBob.readUntil("asked bob"))
                    .contains("a word for bob, please")
                    .doesNotContain("anna");
        }
    }

    @Test
    void tellsBobWhatAnnaDid() throws IOException {
        playing("notification-for-another-client");
        Peer anna = Peer.connected(server, "anna");
        try (RawCall ofBob = new RawCall(server)) {
            ofBob.get(Peer.connected(server, "bob"), "").readUntil("\r\n\r\n");
            assertThat(anna.call("echo", Map.of()).messages()).hasSize(1);
            ofBob.readUntil("said to bob");
        }
    }

    @Test
    void sendsProgressBehindTheResponse() {
        playing("progress-races-response");
        assertThat(Peer.connected(server).call("slow", Map.of()).messages())
                .extracting(Message::kind)
                .containsExactly(Message.Kind.RESULT, Message.Kind.NOTIFICATION, Message.Kind.NOTIFICATION);
    }

    @Test
    void keepsItsQuestionUntilTheStreamIsOpened() throws IOException {
        playing("server-request-before-get-stream");
        Peer peer = Peer.connected(server);
        try (RawCall raw = new RawCall(server)) {
            raw.get(peer, "").readUntil("\"method\":\"roots/list\"");
        }
    }

    @Test
    void withdrawsAToolOnceItWasListedAndTellsNobody() throws IOException {
        playing("stale-tool-cache");
        Peer peer = Peer.connected(server);
        try (RawCall standing = new RawCall(server)) {
            standing.get(peer, "").readUntil("\r\n\r\n");
            assertThat(peer.request("tools/list", Map.of()).at("tools.0.name")).isEqualTo("old");
            assertThat(peer.call("old", Map.of()).last().kind()).isEqualTo(Message.Kind.ERROR);
            assertThat(standing.readFor(200).bytes()).doesNotContain("list_changed");
        }
        assertThat(peer.request("tools/list", Map.of()).at("tools.0.name")).isEqualTo("echo");
    }

    @Test
    void asksForRootsWhenTheyHaveChanged() throws IOException {
        playing("silent-roots");
        Peer peer = Peer.connected(server);
        try (RawCall standing = new RawCall(server)) {
            standing.get(peer, "").readUntil("\r\n\r\n");
            peer.send(Message.notification("notifications/roots/list_changed", Map.of()));
            standing.readUntil("\"method\":\"roots/list\"");
        }
        assertThat(peer.call("echo", Map.of()).at("content.0.text")).isEqualTo("hello");
    }

    @Test
    void cancelsTheCallThatItTook() throws IOException {
        playing("server-cancels-in-flight");
        try (RawCall raw = post(Peer.connected(server), call("slow"))) {
            assertThat(raw.readUntil("\"progress\":0.5"))
                    .contains("\"method\":\"notifications/cancelled\",\"params\":{\"requestId\":9,");
            assertThat(raw.readFor(200).end()).isEqualTo(End.OPEN);
        }
    }

    @Test
    void worksUntilItIsCancelled() throws IOException {
        playing("client-cancels-mid-call");
        Peer peer = Peer.connected(server);
        try (RawCall raw = post(peer, call("slow"))) {
            raw.readUntil("\"progress\":0.5");
            assertThat(raw.readFor(200).end()).isEqualTo(End.OPEN);
            peer.send(Message.notification("notifications/cancelled", Map.of("requestId", 9)));
            assertThat(raw.readUntil("0\r\n\r\n")).doesNotContain("\"result\"");
        }
    }

    @Test
    void needsInputAndThenStalls() throws IOException {
        assertThat(playing("input-required-then-stall").violations()).isEmpty();
        for (Cell cell : Cell.MODERN) {
            try (MockMcpServer own = MockMcpServer.playing(Scenario.regression("input-required-then-stall"));
                    Seat seat = Seat.at(cell, own, "peer")) {
                String asked = Rig.all(
                        seat.ask(seat.request(9, "tools/call", Map.of("name", "book"))),
                        "\"resultType\":\"input_required\"",
                        "\"requestState\":\"",
                        "}");
                Ear retry = seat.ask(ModernFaults.answered(seat, "book", asked));
                own.assertThat()
                        .eventually(Duration.ofSeconds(20))
                        .received(toolCall("book"))
                        .times(2);
                RawCall.Answer rest = retry.readFor(Rig.IDLE_MILLIS);
                assertThat(rest.end()).isEqualTo(End.OPEN);
                assertThat(rest.bytes()).doesNotContain("\"id\":10");
            }
        }
    }
}
