package dev.mcptestbench.server;

import dev.mcptestbench.journal.JournalEntry;
import dev.mcptestbench.plugin.InMemoryServer;
import dev.mcptestbench.protocol.Json;
import dev.mcptestbench.protocol.Message;
import dev.mcptestbench.protocol.RequestMeta;
import java.io.IOException;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A client byte for byte, on any carrier and in any era: what it sends it sends as it should, and what comes back is heard
 * as it comes.
 */
abstract class Seat implements AutoCloseable {

    static final String MODERN_VERSION = "2026-07-28";

    final MockMcpServer server;
    final Cell cell;
    final String name;
    private final List<Ear> open = new ArrayList<>();

    Seat(Cell cell, MockMcpServer server, String name) {
        this.cell = cell;
        this.server = server;
        this.name = name;
    }

    /** A client that has connected where connecting comes first, and said nothing. */
    static Seat at(Cell cell, MockMcpServer server, String name) throws IOException {
        return switch (cell.carrier) {
            case STREAMABLE_HTTP -> new OfHttp(cell, server, name);
            case SSE -> new OfSse(cell, server, name);
            case STDIO -> new OfStdio(cell, server, name);
            case MEMORY -> new OfMemory(cell, server, name);
        };
    }

    /** Sends a message; gives where its sending is answered. */
    abstract Ear post(String json) throws IOException;

    /** Sends a message; gives where its reply is heard. */
    Ear ask(String json) throws IOException {
        return post(json);
    }

    /** Where is heard what belongs to no request: opened, where the client opens it. */
    Ear standing() throws IOException {
        return cell.isModern() ? listen("{\"toolsListChanged\":true}", "subscriptions/acknowledged") : ownStream();
    }

    abstract Ear ownStream() throws IOException;

    /** Sends {@code subscriptions/listen}, and reads until the text has come. */
    Ear listen(String filter, String until) throws IOException {
        Map<String, Object> params = new LinkedHashMap<>();
        params.put("notifications", Json.parse(filter.getBytes(StandardCharsets.UTF_8)));
        Ear ear = ask(request("subscription", "subscriptions/listen", params));
        ear.readUntil(until);
        return ear;
    }

    /** Ends what {@link #standing} has opened, the way the carrier has it. */
    void leaveStanding(Ear standing) throws IOException {
        if (cell.isShared() && cell.isModern()) {
            post(notification("notifications/cancelled", Map.of("requestId", "subscription")));
        } else {
            standing.close();
        }
    }

    /** Does the handshake, if the era has one, and reads its answer until these have come. */
    String handshake(String... parts) throws IOException {
        StringBuilder answer = new StringBuilder();
        Ear ear = ask(initializeRequest());
        for (String part : parts) {
            answer.append(ear.readUntil(part));
        }
        met(answer.toString());
        return answer.toString();
    }

    String initializeRequest() {
        Map<String, Object> params = new LinkedHashMap<>();
        params.put("protocolVersion", cell == Cell.SSE ? "2024-11-05" : "2025-11-25");
        params.put("capabilities", Map.of("sampling", Map.of(), "elicitation", Map.of(), "roots", Map.of()));
        params.put("clientInfo", Map.of("name", name, "version", "1"));
        return Message.request(1, "initialize", params).toJson();
    }

    /** Takes note of what the answer to initialize says. */
    void met(String answer) {}

    /** Connects for good. */
    Seat connected() throws IOException {
        if (!cell.isModern()) {
            handshake("\"id\":1", "\"serverInfo\"");
            swallow();
            Ear sent = post(notification("notifications/initialized", Map.of()));
            if (cell.carrier.isHttp()) {
                sent.readUntil("HTTP/1.1 202 ");
            } else {
                // Nothing answers it, but what is answered next has been taken behind it.
                String id = "hello of " + name;
                post(request(id, "ping", Map.of()));
                boolean answered = server.journal()
                        .await(
                                () -> server.journal().entries(JournalEntry.MessageSent.class).stream()
                                        .anyMatch(
                                                pong -> id.equals(pong.message().id())),
                                Rig.PATIENCE);
                if (!answered) {
                    throw new IOException("No answer to the ping of " + name);
                }
            }
        }
        return this;
    }

    /** Reads the rest of what answered initialize, where more will come behind it. */
    void swallow() throws IOException {}

    String request(Object id, String method, Map<String, Object> params) {
        return Message.request(id, method, told(params, true)).toJson();
    }

    String notification(String method, Map<String, Object> params) {
        return Message.notification(method, told(params, false)).toJson();
    }

    private Map<String, Object> told(Map<String, Object> params, boolean request) {
        if (!cell.isModern() || !request) {
            return params;
        }
        Map<String, Object> meta = new LinkedHashMap<>();
        if (params.get("_meta") instanceof Map<?, ?> own) {
            own.forEach((key, value) -> meta.put(String.valueOf(key), value));
        }
        meta.put(RequestMeta.PROTOCOL_VERSION, MODERN_VERSION);
        meta.put(RequestMeta.CLIENT_INFO, Map.of("name", name, "version", "1"));
        meta.put(
                RequestMeta.CLIENT_CAPABILITIES,
                Map.of("sampling", Map.of(), "elicitation", Map.of(), "roots", Map.of()));
        meta.put(RequestMeta.LOG_LEVEL, "info");
        Map<String, Object> all = new LinkedHashMap<>(params);
        all.put("_meta", meta);
        return all;
    }

    <E extends Ear> E opened(E ear) {
        open.add(ear);
        return ear;
    }

    @Override
    public void close() throws IOException {
        for (Ear ear : open) {
            ear.close();
        }
    }

    /** Streamable HTTP: each message on a connection of its own. */
    private static final class OfHttp extends Seat {

        private String session = "";

        OfHttp(Cell cell, MockMcpServer server, String name) {
            super(cell, server, name);
        }

        @Override
        Ear post(String json) throws IOException {
            StringBuilder head = new StringBuilder("POST /mcp HTTP/1.1\r\nHost: localhost\r\n"
                    + "Content-Type: application/json\r\nAccept: application/json, text/event-stream\r\n");
            if (cell.isModern()) {
                Message message = Message.parse(json);
                head.append("MCP-Protocol-Version: ").append(MODERN_VERSION).append("\r\n");
                head.append("Mcp-Method: ").append(message.method()).append("\r\n");
                Object about =
                        message.params().getOrDefault("uri", message.params().get("name"));
                if (about != null) {
                    head.append("Mcp-Name: ").append(about).append("\r\n");
                }
            } else if (!session.isEmpty()) {
                head.append("MCP-Protocol-Version: 2025-11-25\r\nMcp-Session-Id: ")
                        .append(session)
                        .append("\r\n");
            }
            int length = json.getBytes(StandardCharsets.UTF_8).length;
            return connect().send(head + "Content-Length: " + length + "\r\n\r\n" + json);
        }

        private RawCall connect() throws IOException {
            return opened(new RawCall(server));
        }

        @Override
        void met(String answer) {
            int at = answer.indexOf("Mcp-Session-Id: ");
            session = at < 0 ? "" : answer.substring(at + 16, answer.indexOf("\r\n", at));
        }

        @Override
        Ear ownStream() throws IOException {
            Ear ear = resume("");
            ear.readUntil("\r\n\r\n");
            return ear;
        }

        @Override
        Ear resume(String headers) throws IOException {
            return connect()
                    .send("GET /mcp HTTP/1.1\r\nHost: localhost\r\nAccept: text/event-stream\r\nMcp-Session-Id: "
                            + session + "\r\nMCP-Protocol-Version: 2025-11-25\r\n" + headers + "\r\n");
        }

        @Override
        Ear leave() throws IOException {
            return connect().send("DELETE /mcp HTTP/1.1\r\nHost: localhost\r\nMcp-Session-Id: " + session + "\r\n\r\n");
        }
    }

    /** Opens the client's stream with these headers more; streamable HTTP of the legacy era. */
    Ear resume(String headers) throws IOException {
        throw new UnsupportedOperationException("only streamable HTTP has streams to resume");
    }

    /** Takes leave, and gives where that is answered. */
    Ear leave() throws IOException {
        throw new UnsupportedOperationException("nothing answers when a client of " + cell + " leaves");
    }

    /** HTTP+SSE: one connection for the stream, one for each message. */
    private static final class OfSse extends Seat {

        private final RawCall stream;
        private final String endpoint;

        OfSse(Cell cell, MockMcpServer server, String name) throws IOException {
            super(cell, server, name);
            stream = opened(new RawCall(server));
            stream.send("GET /sse HTTP/1.1\r\nHost: localhost\r\nAccept: text/event-stream\r\n\r\n");
            stream.readUntil("data: ");
            endpoint = stream.readUntil("\n").trim();
            stream.readUntil("\n\r\n");
        }

        @Override
        Ear post(String json) throws IOException {
            int length = json.getBytes(StandardCharsets.UTF_8).length;
            return opened(new RawCall(server))
                    .send("POST " + endpoint + " HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                            + "Content-Length: " + length + "\r\n\r\n" + json);
        }

        @Override
        Ear ask(String json) throws IOException {
            post(json);
            return stream;
        }

        @Override
        Ear ownStream() {
            return stream;
        }

        @Override
        void swallow() throws IOException {
            stream.readUntil("\n\r\n");
        }
    }

    /** stdio over given streams. */
    private static final class OfStdio extends Seat {

        private final PipedOutputStream toServer = new PipedOutputStream();
        private final Tap tap = opened(new Tap(toServer));

        OfStdio(Cell cell, MockMcpServer server, String name) throws IOException {
            super(cell, server, name);
            server.serve(new PipedInputStream(toServer, 64 * 1024), tap.stream());
        }

        @Override
        Ear post(String json) throws IOException {
            toServer.write((json + "\n").getBytes(StandardCharsets.UTF_8));
            toServer.flush();
            return tap;
        }

        @Override
        Ear ownStream() {
            return tap;
        }

        @Override
        Ear leave() throws IOException {
            toServer.close();
            return tap;
        }

        @Override
        void swallow() throws IOException {
            tap.readUntil("\n");
        }
    }

    /** In memory; each message that comes is heard with a line feed behind it. */
    private static final class OfMemory extends Seat implements InMemoryServer.Listener {

        private final Tap tap = opened(new Tap(() -> leaveMemory()));
        private final InMemoryServer.Connection connection;

        OfMemory(Cell cell, MockMcpServer server, String name) {
            super(cell, server, name);
            connection =
                    java.util.Objects.requireNonNull(server.endpoint().memory()).connect(this);
        }

        private void leaveMemory() {
            connection.close();
        }

        @Override
        public void received(byte[] message) {
            tap.take(message);
            tap.take(new byte[] {'\n'});
        }

        @Override
        public void closed() {
            tap.end();
        }

        @Override
        Ear post(String json) {
            connection.send(json.getBytes(StandardCharsets.UTF_8));
            return tap;
        }

        @Override
        Ear ownStream() {
            return tap;
        }

        @Override
        void swallow() throws IOException {
            tap.readUntil("\n");
        }
    }
}
