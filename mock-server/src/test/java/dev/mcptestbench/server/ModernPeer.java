package dev.mcptestbench.server;

import dev.mcptestbench.plugin.McpEndpoint;
import dev.mcptestbench.protocol.Message;
import dev.mcptestbench.protocol.RequestMeta;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** A client of revision 2026-07-28 that does as the specification says and no more, on the JDK's own HTTP client. */
final class ModernPeer {

    static final String VERSION = "2026-07-28";

    private final HttpClient http = HttpClient.newHttpClient();
    private final URI url;
    private final Map<String, Object> meta = new LinkedHashMap<>();
    private final Map<String, String> headers = new LinkedHashMap<>();
    private int lastId;

    ModernPeer(McpEndpoint.Provider server) {
        this(server, "peer");
    }

    ModernPeer(McpEndpoint.Provider server, String name) {
        url = server.endpoint().url();
        meta.put(RequestMeta.PROTOCOL_VERSION, VERSION);
        meta.put(RequestMeta.CLIENT_INFO, Map.of("name", name, "version", "1"));
        meta.put(RequestMeta.CLIENT_CAPABILITIES, Map.of());
    }

    /** From now on has this in the {@code _meta} of each request; {@code null} leaves it out. */
    ModernPeer saying(String key, Object value) {
        if (value == null) {
            meta.remove(key);
        } else {
            meta.put(key, value);
        }
        return this;
    }

    ModernPeer able(Map<String, Object> capabilities) {
        return saying(RequestMeta.CLIENT_CAPABILITIES, capabilities);
    }

    /** From now on sends this header in place of the right one; {@code null} leaves it out. */
    ModernPeer heading(String header, String value) {
        headers.put(header, value);
        return this;
    }

    Message message(String method, Map<String, Object> params) {
        Map<String, Object> all = new LinkedHashMap<>(params);
        Map<String, Object> ownMeta = new LinkedHashMap<>(meta);
        if (params.get("_meta") instanceof Map<?, ?> more) {
            more.forEach((key, value) -> ownMeta.put((String) key, value));
        }
        all.put("_meta", ownMeta);
        return Message.request(++lastId, method, all);
    }

    Message callMessage(String tool, Map<String, Object> arguments) {
        return message("tools/call", Map.of("name", tool, "arguments", arguments));
    }

    Peer.Reply request(String method, Map<String, Object> params) {
        return send(message(method, params));
    }

    Peer.Reply call(String tool, Map<String, Object> arguments) {
        return send(callMessage(tool, arguments));
    }

    /** Calls a tool with a progress token. */
    Peer.Reply track(String tool) {
        return request("tools/call", Map.of("name", tool, "_meta", Map.of("progressToken", "t")));
    }

    Peer.Reply send(Message message) {
        try {
            return new Peer.Reply(http.send(post(message), HttpResponse.BodyHandlers.ofString()));
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        } catch (InterruptedException interrupted) {
            throw new IllegalStateException(interrupted);
        }
    }

    CompletableFuture<Peer.Reply> sendAsync(Message message) {
        return http.sendAsync(post(message), HttpResponse.BodyHandlers.ofString())
                .thenApply(Peer.Reply::new);
    }

    /** Opens a stream of notifications; its first message is the acknowledgement. */
    EventLines listen(Map<String, Object> notifications) {
        return stream(message("subscriptions/listen", Map.of("notifications", notifications)));
    }

    EventLines stream(Message message) {
        try {
            HttpResponse<InputStream> response = http.send(post(message), HttpResponse.BodyHandlers.ofInputStream());
            return new EventLines(response);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        } catch (InterruptedException interrupted) {
            throw new IllegalStateException(interrupted);
        }
    }

    HttpRequest post(Message message) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(url).POST(HttpRequest.BodyPublishers.ofByteArray(message.toBytes()));
        headersOf(message).forEach(request::header);
        return request.build();
    }

    /** The headers that belong to a message, but for those that were changed. */
    Map<String, String> headersOf(Message message) {
        Map<String, String> all = new LinkedHashMap<>();
        all.put("Content-Type", "application/json");
        all.put("Accept", "application/json, text/event-stream");
        all.put("MCP-Protocol-Version", VERSION);
        if (message.method() != null) {
            all.put("Mcp-Method", message.method());
            Object name = message.params().get("name");
            for (String member : java.util.List.of("uri", "taskId")) {
                name = message.params().getOrDefault(member, name);
            }
            if (name != null) {
                all.put("Mcp-Name", name.toString());
            }
        }
        headers.forEach((header, value) -> {
            all.remove(header);
            if (value != null) {
                all.put(header, value);
            }
        });
        return all;
    }

    /** The bytes of a POST, for sending them by hand. */
    String bytesOf(Message message) {
        StringBuilder text = new StringBuilder("POST /mcp HTTP/1.1\r\nHost: localhost\r\n");
        headersOf(message)
                .forEach((header, value) ->
                        text.append(header).append(": ").append(value).append("\r\n"));
        String body = message.toJson();
        return text + "Content-Length: " + body.getBytes(java.nio.charset.StandardCharsets.UTF_8).length + "\r\n\r\n"
                + body;
    }

    int lastId() {
        return lastId;
    }
}
