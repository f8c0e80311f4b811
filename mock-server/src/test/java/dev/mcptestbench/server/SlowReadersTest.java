package dev.mcptestbench.server;

import static dev.mcptestbench.Mcp.INFO;
import static dev.mcptestbench.Mcp.connected;
import static dev.mcptestbench.Mcp.logging;
import static dev.mcptestbench.Mcp.text;
import static dev.mcptestbench.Mcp.toolCall;
import static dev.mcptestbench.script.Carrier.STDIO;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mcptestbench.journal.Journal;
import dev.mcptestbench.journal.JournalEntry;
import dev.mcptestbench.script.Notification;
import dev.mcptestbench.server.RawCall.End;
import dev.mcptestbench.server.proxy.FaultProxy;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Isolated;

/** Clients that do not read what they are sent, or late. Alone, for some of it is large. */
@Isolated
@Timeout(60)
class SlowReadersTest {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private static final int BOUND = 2 * 1024 * 1024;

    /** Eight times the bound, and more than any system keeps for a socket that is not read. */
    private static final int MANY = 4_000;

    private static final Notification TICK = logging(INFO, "tick {n}." + "x".repeat(8_000));

    private static final String HELLO =
            "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"initialize\",\"params\":{\"protocolVersion\":\"2025-11-25\","
                    + "\"capabilities\":{},\"clientInfo\":{\"name\":\"slow\",\"version\":\"1\"}}}\n"
                    + "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/initialized\"}\n";

    private static MockMcpServer started() {
        return MockMcpServer.builder().maxUnreadBytes(BOUND).start();
    }

    // ── HTTP ────────────────────────────────────────────────────────────────────────────────────────────────────────

    @Test
    void aScriptedBurstWaitsForAReaderThatIsLate() throws Exception {
        try (MockMcpServer server = started()) {
            server.tool("start").returns(text("started"));
            server.on(toolCall("start")).send(TICK, Duration.ZERO, MANY).toAll();
            Peer peer = Peer.connected(server);
            try (RawCall stream = new RawCall(server)) {
                stream.get(peer, "").readUntil("\r\n\r\n");
                peer.call("start", Map.of());
                awaitRest(server.journal());
                for (int n = 1; n <= MANY; n++) {
                    stream.countUntil("tick " + n + ".");
                }
            }
        }
    }

    @Test
    void codeThatAnswersACallWaitsForAReaderThatIsLate() throws Exception {
        try (MockMcpServer server = started()) {
            server.tool("flood").answers(call -> {
                for (int n = 1; n <= MANY; n++) {
                    call.send(logging(INFO, "tick " + n + "." + "x".repeat(8_000)));
                }
                return text("done.");
            });
            Peer peer = Peer.connected(server);
            try (RawCall call = new RawCall(server)) {
                call.post(peer, Rig.call("flood"));
                awaitRest(server.journal());
                call.countUntil("tick " + MANY + ".");
                call.countUntil("done.");
            }
        }
    }

    @Test
    void aResultThatIsLargerThanTheBoundReachesAReaderThatIsLate() throws Exception {
        try (MockMcpServer server = started()) {
            server.tool("large").returns(text("x".repeat(16_000_000) + "end."));
            Peer peer = Peer.connected(server);
            try (RawCall call = new RawCall(server)) {
                call.post(peer, Rig.call("large"));
                awaitRest(server.journal());
                assertThat(call.countUntil("end.")).isGreaterThan(16_000_000);
            }
        }
    }

    @Test
    void aClientThatNeverReadsIsGivenUpAndTheJournalSaysWhy() throws Exception {
        try (MockMcpServer server = started()) {
            Peer slow = Peer.connected(server, "slow");
            Peer brisk = Peer.connected(server, "brisk");
            server.tool("index").returns(text("still here"));
            try (RawCall stream = new RawCall(server)) {
                stream.get(slow, "").readUntil("\r\n\r\n");
                tell(server, "slow");

                awaitGivenUp(server.journal());
                assertThat(stream.readFor(20_000).end()).isEqualTo(End.RST);
            }
            assertThat(brisk.call("index", Map.of()).at("content.0.text")).isEqualTo("still here");
        }
    }

    @Test
    void httpWithServerSentEventsKeepsToTheSame() throws Exception {
        try (MockMcpServer server = started()) {
            server.on(connected()).send(TICK, Duration.ZERO, MANY);
            try (RawCall stream = new RawCall(server)) {
                openSse(server, stream);
                awaitRest(server.journal());
                stream.countUntil("tick " + MANY + ".");

                tell(server, "slow");
                awaitGivenUp(server.journal());
                assertThat(stream.readFor(20_000).end()).isEqualTo(End.RST);
            }
        }
    }

    private static void openSse(MockMcpServer server, RawCall stream) throws IOException {
        stream.send("GET /sse HTTP/1.1\r\nHost: localhost\r\nAccept: text/event-stream\r\n\r\n");
        stream.readUntil("data: ");
        String endpoint = stream.readUntil("\n").strip();
        for (String line : HELLO.lines().toList()) {
            try (RawCall post = new RawCall(server)) {
                post.send("POST " + endpoint + " HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                        + "Content-Length: " + line.length() + "\r\n\r\n" + line);
                post.readUntil("202");
            }
        }
    }

    // ── stdio ───────────────────────────────────────────────────────────────────────────────────────────────────────

    @Test
    void aBurstWaitsForAProcessWhoseOutputIsReadLate() throws Exception {
        try (MockMcpServer server = started()) {
            server.on(connected()).send(TICK, Duration.ZERO, MANY);
            Process process = launched(server.stdioCommand());
            try {
                awaitRest(server.journal());
                expectTicks(process.getInputStream());
            } finally {
                process.destroyForcibly();
            }
        }
    }

    @Test
    void aProcessWhoseOutputIsNeverReadIsGivenUp() throws Exception {
        try (MockMcpServer server = started()) {
            Process process = launched(server.stdioCommand());
            try {
                // Only who is initialized is told anything, and that has been taken in when its exchange is over.
                await(
                        server.journal(),
                        journal ->
                                journal.entries(JournalEntry.ReplyEnded.class).size() == 2);
                tell(server, "slow");

                awaitGivenUp(server.journal());
                assertThat(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS))
                        .isTrue();
                assertThat(process.exitValue()).isEqualTo(69);
            } finally {
                process.destroyForcibly();
            }
        }
    }

    @Test
    void closingEndsAProcessWhoseOutputIsNotRead() throws Exception {
        Process process;
        try (MockMcpServer server = started()) {
            server.on(connected()).send(TICK, Duration.ZERO, MANY);
            process = launched(server.stdioCommand());
            awaitRest(server.journal());
        }
        assertThat(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isEqualTo(69);
    }

    @Test
    void aBurstWaitsForStreamsThatAreReadLate() throws Exception {
        try (MockMcpServer server = started();
                PipedOutputStream toServer = new PipedOutputStream();
                PipedInputStream fromServer = new PipedInputStream()) {
            server.on(connected()).send(TICK, Duration.ZERO, MANY);
            server.serve(new PipedInputStream(toServer), new PipedOutputStream(fromServer));
            toServer.write(HELLO.getBytes(StandardCharsets.UTF_8));
            toServer.flush();
            awaitRest(server.journal());
            expectTicks(fromServer);

            tell(server, "slow");
            awaitGivenUp(server.journal());
        }
    }

    /** Ten times what the proxy lets wait, so that it is the real server that has to. */
    @Test
    void theProxyReadsNoFasterThanItsClient() throws Exception {
        int moreThanAllBuffers = 9_000;
        try (MockMcpServer real = MockMcpServer.builder().carriers(STDIO).start()) {
            real.on(connected()).send(TICK, Duration.ZERO, moreThanAllBuffers);
            List<String> command = real.stdioCommand();
            try (FaultProxy proxy = FaultProxy.inFrontOf(
                    command.get(0), command.subList(1, command.size()).toArray(String[]::new))) {
                Process process = launched(proxy.stdioCommand());
                try {
                    awaitRest(real.journal());
                    expectTicks(process.getInputStream(), moreThanAllBuffers);
                } finally {
                    process.destroyForcibly();
                }
            }
        }
    }

    private static Process launched(List<String> command) throws IOException {
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        OutputStream in = process.getOutputStream();
        in.write(HELLO.getBytes(StandardCharsets.UTF_8));
        in.flush();
        return process;
    }

    // ── what all have in common ─────────────────────────────────────────────────────────────────────────────────────

    /** Tells more than may wait, however much the system takes. */
    private static void tell(MockMcpServer server, String client) {
        for (int n = 0; n < MANY; n++) {
            server.sendTo(client, logging(INFO, "x".repeat(8_000)));
        }
    }

    private static void expectTicks(InputStream stream) throws IOException {
        expectTicks(stream, MANY);
    }

    private static void expectTicks(InputStream stream, int count) throws IOException {
        InputStream in = new BufferedInputStream(stream, 64 * 1024);
        for (int n = 1; n <= count; n++) {
            until(in, ("tick " + n + ".").getBytes(StandardCharsets.US_ASCII));
        }
    }

    private static void until(InputStream in, byte[] text) throws IOException {
        int matched = 0;
        while (matched < text.length) {
            int next = in.read();
            if (next < 0) {
                throw new IOException("Ended before " + new String(text, StandardCharsets.US_ASCII));
            }
            matched = next == text[matched] ? matched + 1 : next == text[0] ? 1 : 0;
        }
    }

    /** Waits until the server has begun to send, and then until it waits, or is through. */
    private static void awaitRest(Journal journal) {
        await(journal, entries -> sent(entries) > 0);
        int before;
        do {
            before = sent(journal);
        } while (moves(journal, before));
    }

    private static boolean moves(Journal journal, int before) {
        return journal.await(() -> sent(journal) > before, Duration.ofMillis(400));
    }

    private static int sent(Journal journal) {
        return journal.entries(JournalEntry.MessageSent.class).size();
    }

    private static void awaitGivenUp(Journal journal) {
        String why = "reset, for more than " + BOUND + " bytes waited to be read: let the client read on,"
                + " or allow more with maxUnreadBytes";
        await(
                journal,
                entries -> entries.entries(JournalEntry.ReplyEnded.class).stream()
                                .anyMatch(ended -> ended.how().equals(why))
                        || entries.entries(JournalEntry.ConnectionClosed.class).stream()
                                .anyMatch(closed -> closed.how().equals(why)));
    }

    private static void await(Journal journal, Predicate<Journal> condition) {
        assertThat(journal.await(() -> condition.test(journal), PATIENCE))
                .as("within %s; the ends: %s", PATIENCE, journal.entries(JournalEntry.ReplyEnded.class))
                .isTrue();
    }
}
