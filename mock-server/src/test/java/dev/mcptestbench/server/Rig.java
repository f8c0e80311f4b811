package dev.mcptestbench.server;

import static dev.mcptestbench.Mcp.progress;
import static dev.mcptestbench.Mcp.structured;
import static dev.mcptestbench.Mcp.text;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mcptestbench.journal.JournalEntry;
import dev.mcptestbench.script.Scenario;
import dev.mcptestbench.server.RawCall.Answer;
import dev.mcptestbench.server.RawCall.End;
import dev.mcptestbench.time.TestClock;
import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketException;
import java.time.Duration;
import java.util.Map;

/** A server with a tool or two, a client that is initialized, and raw sockets to see what a scenario does on the wire. */
final class Rig implements AutoCloseable {

    static final Duration PATIENCE = Duration.ofSeconds(20);

    /** A call of a tool that sends progress and then replies, so that its reply is a stream. */
    static final String CALL = call("index");

    private final TestClock clock = new TestClock();
    final MockMcpServer server =
            MockMcpServer.builder().name("rig").clock(clock).start();
    final Peer peer;

    Rig() {
        server.tool("index")
                .promises(Map.of("type", "object", "properties", Map.of("files", Map.of("type", "integer"))))
                .sends(progress(0.5))
                .returns(structured(Map.of("files", 42)));
        server.tool("plain").returns(text("grün"));
        server.resource("file:///notes.txt", "Buy milk.");
        peer = Peer.connected(server);
    }

    void play(Scenario scenario) {
        server.play(scenario);
    }

    static String call(String tool) {
        return "{\"jsonrpc\":\"2.0\",\"id\":9,\"method\":\"tools/call\",\"params\":{\"name\":\"" + tool
                + "\",\"_meta\":{\"progressToken\":1}}}";
    }

    /** Asserts that the reply to a POST comes to hold all of this, in this order. */
    String expect(String json, String... parts) throws IOException {
        try (RawCall raw = new RawCall(server)) {
            raw.post(peer, json);
            StringBuilder bytes = new StringBuilder();
            for (String part : parts) {
                bytes.append(raw.readUntil(part));
            }
            return bytes.toString();
        }
    }

    /** The size of a whole reply that comes in chunks, in bytes. */
    long expectWhole(String json) throws IOException {
        try (RawCall raw = new RawCall(server)) {
            return raw.post(peer, json).countUntil("\r\n0\r\n\r\n");
        }
    }

    /** Asserts how the connection of a POST ends, and what came before. */
    String expectEnd(String json, End end, String... parts) throws IOException {
        try (RawCall raw = new RawCall(server)) {
            Answer answer = raw.post(peer, json).readFor(20_000);
            assertThat(answer.end()).isEqualTo(end);
            for (String part : parts) {
                assertThat(answer.bytes()).contains(part);
            }
            return answer.bytes();
        }
    }

    /** Asserts that the reply to a POST comes so far, and then no further, with the connection left open. */
    void expectStall(String json, String upTo, String never) throws IOException {
        try (RawCall raw = new RawCall(server)) {
            raw.post(peer, json);
            String begun = upTo.isEmpty() ? "" : raw.readUntil(upTo);
            Answer rest = raw.readFor(300);
            assertThat(rest.end()).isEqualTo(End.OPEN);
            assertThat(begun + rest.bytes()).doesNotContain(never);
        }
    }

    /** An open standing stream of the peer's, its head read. */
    RawCall standing() throws IOException {
        return standing(peer);
    }

    RawCall standing(Peer whose) throws IOException {
        RawCall raw = new RawCall(server);
        raw.get(whose, "").readUntil("\r\n\r\n");
        return raw;
    }

    /** Reads until the text has come, from the standing stream, after something was done. */
    void expectOnStandingStream(Act act, String... parts) throws IOException {
        try (RawCall standing = standing()) {
            act.run();
            for (String part : parts) {
                standing.readUntil(part);
            }
        }
    }

    /** Something that a test does. */
    interface Act {
        void run() throws IOException;
    }

    void advance(Duration duration) {
        clock.advance(duration);
    }

    /** Waits until new connections are refused. */
    void expectRefusal() {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (System.nanoTime() < deadline) {
            try (RawCall raw = new RawCall(server)) {
                raw.readFor(20);
            } catch (ConnectException refused) {
                return;
            } catch (IOException accepted) {
                // By the system, and never by us: the port is being closed.
                assertThat(accepted).isInstanceOf(SocketException.class);
            }
        }
        throw new AssertionError("Connections were taken all the time");
    }

    void awaitFiring() {
        assertThat(server.journal()
                        .await(
                                () -> !server.journal()
                                        .entries(JournalEntry.RuleFired.class)
                                        .isEmpty(),
                                PATIENCE))
                .as("a rule fired within %s", PATIENCE)
                .isTrue();
    }

    @Override
    public void close() {
        server.close();
        clock.close();
    }
}
