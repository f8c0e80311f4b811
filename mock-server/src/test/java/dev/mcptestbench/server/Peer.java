package dev.mcptestbench.server;

import dev.mcptestbench.plugin.McpEndpoint;
import dev.mcptestbench.protocol.Message;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** A client that does as the specification says and no more, on the JDK's own HTTP client. */
final class Peer {

    private final HttpClient http = HttpClient.newHttpClient();
    private final URI url;
    private final Map<String, String> headers = new LinkedHashMap<>();
    private int lastId;

    Peer(McpEndpoint.Provider server) {
        this.url = server.endpoint().url();
    }

    static Peer connected(McpEndpoint.Provider server) {
        return connected(server, "peer");
    }

    static Peer connected(McpEndpoint.Provider server, String name) {
        Peer peer = new Peer(server);
        peer.initialize(name, "2025-11-25");
        return peer;
    }

    Reply initialize(String name, String version) {
        Reply reply = request(
                "initialize",
                Map.of(
                        "protocolVersion",
                        version,
                        "capabilities",
                        Map.of("sampling", Map.of(), "elicitation", Map.of(), "roots", Map.of()),
                        "clientInfo",
                        Map.of("name", name, "version", "1")));
        reply.http().headers().firstValue("Mcp-Session-Id").ifPresent(id -> headers.put("Mcp-Session-Id", id));
        headers.put("MCP-Protocol-Version", version);
        send(Message.notification("notifications/initialized", Map.of()));
        return reply;
    }

    String session() {
        return headers.get("Mcp-Session-Id");
    }

    Reply request(String method, Map<String, Object> params) {
        return send(Message.request(++lastId, method, params));
    }

    Reply call(String tool, Map<String, Object> arguments) {
        return request(
                "tools/call",
                Map.of("name", tool, "arguments", arguments, "_meta", Map.of("progressToken", "t" + (lastId + 1))));
    }

    CompletableFuture<Reply> callAsync(String tool, Map<String, Object> arguments) {
        Message call = Message.request(++lastId, "tools/call", Map.of("name", tool, "arguments", arguments));
        return http.sendAsync(post(call), HttpResponse.BodyHandlers.ofString()).thenApply(Reply::new);
    }

    Reply send(Message message) {
        return exchange(post(message));
    }

    private HttpRequest post(Message message) {
        return request()
                .header("Content-Type", "application/json")
                .header("Accept", "application/json, text/event-stream")
                .POST(HttpRequest.BodyPublishers.ofByteArray(message.toBytes()))
                .build();
    }

    Reply resume(String lastEventId) {
        return exchange(request()
                .header("Accept", "text/event-stream")
                .header("Last-Event-ID", lastEventId)
                .build());
    }

    int lastId() {
        return lastId;
    }

    /** Calls a tool and hands on the lines of its stream as they come. */
    EventLines callStream(String tool) {
        Message call = Message.request(
                ++lastId, "tools/call", Map.of("name", tool, "_meta", Map.of("progressToken", "t" + lastId)));
        return lines(post(call));
    }

    /** Takes up a stream and hands on its lines. */
    EventLines resumeStream(String lastEventId) {
        return lines(request()
                .header("Accept", "text/event-stream")
                .header("Last-Event-ID", lastEventId)
                .build());
    }

    /** Opens the standing stream and hands on its lines until it is closed. */
    EventLines stand() {
        return lines(request().header("Accept", "text/event-stream").build());
    }

    private EventLines lines(HttpRequest request) {
        try {
            return new EventLines(http.send(request, HttpResponse.BodyHandlers.ofInputStream()));
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        } catch (InterruptedException interrupted) {
            throw new IllegalStateException(interrupted);
        }
    }

    Reply delete() {
        return exchange(request().DELETE().build());
    }

    HttpRequest.Builder request() {
        HttpRequest.Builder request = HttpRequest.newBuilder(url);
        headers.forEach(request::header);
        return request;
    }

    Reply exchange(HttpRequest request) {
        try {
            return new Reply(http.send(request, HttpResponse.BodyHandlers.ofString()));
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        } catch (InterruptedException interrupted) {
            throw new IllegalStateException(interrupted);
        }
    }

    /** A reply, whether a stream or a single body. */
    record Reply(HttpResponse<String> http) {

        int status() {
            return http.statusCode();
        }

        boolean isStream() {
            return http.headers().firstValue("Content-Type").orElse("").startsWith("text/event-stream");
        }

        /** The messages, in order. */
        List<Message> messages() {
            if (!isStream()) {
                return http.body().isBlank() ? List.of() : List.of(Message.parse(http.body()));
            }
            List<Message> messages = new ArrayList<>();
            http.body()
                    .lines()
                    .filter(line -> line.startsWith("data: ") && line.length() > 6)
                    .forEach(line -> messages.add(Message.parse(line.substring(6))));
            return messages;
        }

        List<String> eventIds() {
            return http.body()
                    .lines()
                    .filter(line -> line.startsWith("id: "))
                    .map(line -> line.substring(4))
                    .toList();
        }

        Message last() {
            List<Message> messages = messages();
            return messages.get(messages.size() - 1);
        }

        Object at(String path) {
            return last().at(path);
        }
    }
}
