package dev.mcptestbench.journal;

import dev.mcptestbench.protocol.Headers;
import dev.mcptestbench.protocol.Message;
import dev.mcptestbench.protocol.Requirement;
import dev.mcptestbench.protocol.TransportRequirements;
import dev.mcptestbench.time.TestClock;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Fills a journal by hand, on a clock that stands still but for {@link #at}. */
final class Story {

    static final String JSON_HEAD = "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n\r\n";
    static final String STREAM_HEAD = "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\n\r\n";

    private final TestClock clock = new TestClock();
    private final Journal journal;
    private final String server;
    private @Nullable String client;
    private double now;

    Story(String server, String client) {
        clock.advance(Duration.ZERO);
        this.journal = new Journal(clock);
        this.server = server;
        this.client = client;
    }

    /** The same journal and clock seen at another server. */
    private Story(Story other, String server) {
        this.journal = other.journal;
        this.server = server;
        this.client = other.client;
    }

    Journal journal() {
        return journal;
    }

    Story atServer(String name) {
        return new Story(this, name);
    }

    Story at(double millis) {
        clock.advance(Duration.ofNanos(Math.round((millis - now) * 1e6)));
        now = millis;
        return this;
    }

    Story by(@Nullable String name) {
        client = name;
        return this;
    }

    Story post(long exchange, Message message) {
        return request(exchange, "POST", "/mcp", Map.of(Headers.ACCEPT, List.of("application/json")), message, "");
    }

    Story get(long exchange, Map<String, List<String>> headers) {
        return request(exchange, "GET", "/mcp", headers, null, "");
    }

    Story request(
            long exchange,
            String httpMethod,
            String target,
            Map<String, List<String>> headers,
            @Nullable Message message,
            String body) {
        Map<String, List<String>> byName = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        byName.putAll(headers);
        journal.add(stamp -> new JournalEntry.RequestArrived(
                stamp, server, exchange, 1, client, null, httpMethod, target, byName, bytes(body), message));
        return this;
    }

    Story head(long exchange, int status, String head) {
        journal.add(stamp -> new JournalEntry.HeadSent(stamp, server, exchange, client, status, bytes(head)));
        return this;
    }

    Story send(long exchange, @Nullable String eventId, Message message) {
        journal.add(stamp ->
                new JournalEntry.MessageSent(stamp, server, exchange, client, message, eventId, message.toBytes()));
        return this;
    }

    Story sendBytes(long exchange, String text) {
        journal.add(stamp -> new JournalEntry.BytesSent(stamp, server, exchange, client, bytes(text)));
        return this;
    }

    Story end(long exchange, String how) {
        journal.add(stamp -> new JournalEntry.ReplyEnded(stamp, server, exchange, client, how));
        return this;
    }

    /** A reply that is one JSON document. */
    Story answer(long exchange, Message message) {
        return head(exchange, 200, JSON_HEAD).send(exchange, null, message).end(exchange, "finished");
    }

    Story accept(long exchange) {
        return head(exchange, 202, "HTTP/1.1 202 Accepted\r\ncontent-length: 0\r\n\r\n")
                .end(exchange, "finished");
    }

    Story fired(int rule, long exchange, String deed) {
        String text = "rule " + rule + " fired (1 of 1): " + deed;
        journal.add(stamp -> new JournalEntry.RuleFired(stamp, server, rule, 1, exchange, client, text));
        return this;
    }

    Story session(String id, String what) {
        journal.add(stamp -> new JournalEntry.SessionChanged(stamp, server, client, id, what));
        return this;
    }

    Story violation(long about, Requirement requirement, String detail) {
        journal.add(stamp -> new JournalEntry.Violation(stamp, server, client, about, requirement, detail));
        return this;
    }

    static Requirement versionHeader() {
        return TransportRequirements.VERSION_HEADER;
    }

    static Message toolCall(Object id, String tool, Map<String, Object> arguments) {
        return Message.request(id, "tools/call", Map.of("name", tool, "arguments", arguments));
    }

    static Message text(Object id, String text) {
        return Message.result(id, Map.of("content", List.of(Map.of("type", "text", "text", text))));
    }

    static Message initialize(Object id) {
        return Message.request(id, "initialize", Map.of("protocolVersion", "2025-11-25"));
    }

    static Message initialized(Object id) {
        return Message.result(id, Map.of("protocolVersion", "2025-11-25", "capabilities", Map.of()));
    }

    static Message notification(String method, Map<String, Object> params) {
        return Message.notification("notifications/" + method, params);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
