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
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A server on one carrier and in one era, with a tool or two, a client that is connected, and the bytes that a scenario
 * then puts on the wire.
 */
final class Rig implements AutoCloseable {

    static final Duration PATIENCE = Duration.ofSeconds(20);

    /** How long nothing has to come for it to be said that nothing comes. */
    static final int IDLE_MILLIS = 200;

    /** The end of a reply that comes in chunks. */
    static final String LAST_CHUNK = "\r\n0\r\n\r\n";

    final Cell cell;
    private final TestClock clock = new TestClock();
    final MockMcpServer server;
    final Seat seat;
    final AtomicInteger counted = new AtomicInteger();
    private final List<Seat> others = new ArrayList<>();

    Rig(Cell cell) throws IOException {
        this.cell = cell;
        server = cell.server().clock(clock).start();
        server.tool("index")
                .promises(Map.of("type", "object", "properties", Map.of("files", Map.of("type", "integer"))))
                .sends(progress(0.5))
                .returns(structured(Map.of("files", 42)));
        server.tool("steps").sends(progress(0.25), progress(0.5), progress(1)).returns(text("done"));
        server.tool("plain").returns(text("grün"));
        server.tool("count").answers(call -> text("call " + counted.incrementAndGet()));
        server.resource("file:///notes.txt", "Buy milk.");
        seat = Seat.at(cell, server, "peer").connected();
        if (cell == Cell.STDIO || cell == Cell.MEMORY) {
            seat.ownStream().readUntil("\"id\":\"hello of peer\",\"result\":{}}\n");
        }
    }

    void play(Scenario scenario) {
        server.play(scenario);
    }

    // ── messages ────────────────────────────────────────────────────────────────────────────────────────────────────

    /** A call, as the oldest tests make it. */
    static String call(String tool) {
        return "{\"jsonrpc\":\"2.0\",\"id\":9,\"method\":\"tools/call\",\"params\":{\"name\":\"" + tool
                + "\",\"_meta\":{\"progressToken\":1}}}";
    }

    /** A call of a tool that sends progress and then replies, so that its reply is a stream. */
    String call() {
        return callOf("index", 9);
    }

    String callOf(String tool, Object id) {
        return seat.request(id, "tools/call", Map.of("name", tool, "_meta", Map.of("progressToken", 1)));
    }

    String list() {
        return seat.request(9, "tools/list", Map.of());
    }

    // ── what comes back ─────────────────────────────────────────────────────────────────────────────────────────────

    /** Asserts that the reply comes to hold all of this, in this order. */
    String expect(String json, String... parts) throws IOException {
        return all(seat.ask(json), parts);
    }

    /** Asserts that what answers the sending comes to hold all of this, in this order. */
    String expectHead(String json, String... parts) throws IOException {
        return all(seat.post(json), parts);
    }

    /** Asserts that a message is answered with this head, and its reply comes to hold that. */
    void expectHeadAndReply(String json, String head, String reply) throws IOException {
        Ear sent = seat.post(json);
        sent.readUntil(head);
        (cell == Cell.SSE ? seat.standing() : sent).readUntil(reply);
    }

    static String all(Ear ear, String... parts) throws IOException {
        StringBuilder bytes = new StringBuilder();
        for (String part : parts) {
            bytes.append(ear.readUntil(part));
        }
        return bytes.toString();
    }

    /** All of a reply: until these have come, and from there to its end. */
    String whole(String json, String... parts) throws IOException {
        Ear ear = seat.ask(json);
        String begun = all(ear, parts);
        return begun + rest(ear, begun);
    }

    /** From here to the end of the reply; on a shared stream, to that of another that was asked for later. */
    String rest(Ear ear, String begun) throws IOException {
        if (cell.isShared()) {
            return fence(ear);
        }
        String read = begun.contains("\r\n\r\n") ? "" : ear.readUntil("\r\n\r\n");
        String head = (begun + read).substring(0, (begun + read).indexOf("\r\n\r\n"));
        int at = head.indexOf("Content-Length: ");
        if (at < 0) {
            return begun.endsWith(LAST_CHUNK) ? "" : read + ear.readUntil(LAST_CHUNK);
        }
        int length = Integer.parseInt(head.substring(at + 16).split("\r\n", 2)[0]);
        int already =
                (begun + read).substring(head.length() + 4).getBytes(java.nio.charset.StandardCharsets.UTF_8).length;
        return read + ear.readBytes(length - already);
    }

    private String fence(Ear ear) throws IOException {
        seat.post(seat.request("fence", cell.isModern() ? "server/discover" : "ping", Map.of()));
        return ear.readUntil("\"id\":\"fence\"");
    }

    /** The size of a whole reply, in bytes. */
    long expectWhole(String json) throws IOException {
        Ear ear = seat.ask(json);
        return cell.isShared()
                ? ear.countUntil("\"id\":9,\"result\":{") + ear.countUntil("}\n")
                : ear.countUntil(LAST_CHUNK);
    }

    /** Asserts how the connection ends in place of an answer, with nothing before. */
    void expectNothingBut(End end, String json) throws IOException {
        assertThat(seat.post(json).readToTheEnd()).isEqualTo(new Answer("", end));
    }

    /** Asserts that the server's half of the connection ends in place of an answer, and that the other is read on. */
    void expectHalfAnEnd(String json) throws IOException {
        Ear ear = seat.post(json);
        assertThat(ear.readToTheEnd()).isEqualTo(new Answer("", End.FIN));
        if (ear instanceof RawCall raw) {
            // What is sent to a connection that is closed is answered with a reset, after which nothing can be sent.
            raw.send("GET /mcp HTTP/1.1\r\n");
            server.journal().await(() -> false, Duration.ofMillis(IDLE_MILLIS));
            raw.send("Host: localhost\r\n");
        } else {
            seat.post(seat.request("more", "tools/list", Map.of()));
            assertThat(server.journal()
                            .await(
                                    () -> server.journal().entries(JournalEntry.RequestArrived.class).stream()
                                            .anyMatch(arrived -> arrived.message() != null
                                                    && "more"
                                                            .equals(arrived.message()
                                                                    .id())),
                                    PATIENCE))
                    .isTrue();
        }
    }

    /** Asserts how the connection of a reply ends, and what came before. */
    String expectEnd(String json, End end, String... parts) throws IOException {
        Answer answer = seat.ask(json).readToTheEnd();
        for (String part : parts) {
            assertThat(answer.bytes()).contains(part);
        }
        assertThat(answer.end()).as(answer.bytes()).isEqualTo(end);
        return answer.bytes();
    }

    /** Asserts that a reply comes so far, and then no further, with the connection left open. */
    void expectStall(String json, String upTo, String never) throws IOException {
        stalls(upTo.isEmpty() ? seat.post(json) : seat.ask(json), upTo, never);
    }

    static void stalls(Ear ear, String upTo, String never) throws IOException {
        String begun = upTo.isEmpty() ? "" : ear.readUntil(upTo);
        Answer rest = ear.readFor(IDLE_MILLIS);
        assertThat(rest.end()).isEqualTo(End.OPEN);
        assertThat(begun + rest.bytes()).doesNotContain(never);
        if (upTo.isEmpty()) {
            assertThat(rest.bytes()).isEmpty();
        }
    }

    /** Asserts that this holds up a reply from there on, for an hour of the test clock. */
    void expectAfterAnHour(String before, String after) throws IOException {
        clock.advance(Duration.ZERO);
        Ear ear = seat.ask(call());
        if (!before.isEmpty()) {
            ear.readUntil(before);
        }
        assertThat(ear.readFor(IDLE_MILLIS).bytes()).doesNotContain(after);
        clock.advance(Duration.ofHours(1));
        ear.readUntil(after);
    }

    /** What has just connected and said nothing, as bytes. */
    Ear knock() throws IOException {
        return cell.carrier.isHttp()
                ? seat.opened(new RawCall(server))
                : other("late").ownStream();
    }

    /** What has just connected and asked for something, as bytes. */
    Ear knockAndAsk() throws IOException {
        if (cell.carrier.isHttp()) {
            return seat.opened(new RawCall(server)).send("GET /nowhere HTTP/1.1\r\nHost: localhost\r\n\r\n");
        }
        Seat late = other("late");
        return late.post(late.request(9, "tools/list", Map.of()));
    }

    /** Asserts that the sending is answered with this head, and the stream then ends with nothing of the reply. */
    void expectNothingOnTheStream(End end, String head) throws IOException {
        seat.post(call()).readUntil(head);
        Answer rest = seat.standing().readToTheEnd();
        assertThat(rest.bytes()).doesNotContain("\"id\":9");
        assertThat(rest.end()).isEqualTo(end);
    }

    // ── clients and streams ─────────────────────────────────────────────────────────────────────────────────────────

    /** Another client, which has said nothing yet. */
    Seat other(String name) throws IOException {
        Seat other = Seat.at(cell, server, name);
        others.add(other);
        return other;
    }

    /** Reads until the text has come, from the client's standing stream, after something was done. */
    void expectOnStandingStream(Act act, String... parts) throws IOException {
        Ear standing = seat.standing();
        act.run();
        for (String part : parts) {
            standing.readUntil(part);
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

    /** Asserts that connections come to be taken; a busy machine may be late to listen. */
    void expectAcceptance() throws IOException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            try {
                new RawCall(server).close();
                return;
            } catch (ConnectException refused) {
                assertThat(System.nanoTime())
                        .as("connections are refused all the time")
                        .isLessThan(deadline);
            }
        }
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
    public void close() throws IOException {
        seat.close();
        for (Seat other : others) {
            other.close();
        }
        server.close();
        clock.close();
    }
}
