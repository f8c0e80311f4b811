package dev.mcptestbench.client.transport;

import dev.mcptestbench.protocol.Headers;
import dev.mcptestbench.protocol.Json;
import dev.mcptestbench.protocol.Message;
import dev.mcptestbench.protocol.Methods;
import dev.mcptestbench.time.TestClock;
import dev.mcptestbench.wire.Exchange;
import dev.mcptestbench.wire.Frame;
import dev.mcptestbench.wire.HttpRequest;
import dev.mcptestbench.wire.WireListener;
import dev.mcptestbench.wire.WireServer;
import dev.mcptestbench.wire.WireSettings;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * A server that is told frame by frame what to reply, for what no mock would send. Unless told otherwise it opens sessions s1,
 * s2…, has no standing stream, and answers tools with the text "done".
 */
public final class Peer implements WireListener, AutoCloseable {

    /** A reply to one request. */
    public interface Reply extends Consumer<Answering> {}

    /** One request that is being answered. */
    public record Answering(Exchange exchange, Message message) {

        public Object id() {
            return message.id();
        }

        public Answering head(int status, String contentType) {
            return frame(Frame.Head.of(status).with(Headers.CONTENT_TYPE, contentType));
        }

        public Answering stream() {
            return head(200, Headers.EVENT_STREAM);
        }

        public Answering event(String id, Message sent) {
            return event(id, sent.toJson());
        }

        public Answering event(String id, String data) {
            return frame(new Frame.Event(id, null, data.getBytes(StandardCharsets.UTF_8), null, null));
        }

        public Answering retry(Duration after) {
            return frame(new Frame.Event(null, null, new byte[0], after, null));
        }

        public Answering text(String text) {
            return event(null, result(text));
        }

        public Message result(String text) {
            return Peer.result(id(), text);
        }

        public Answering finish() {
            return frame(new Frame.Finish());
        }

        public Answering close() {
            return frame(new Frame.Close());
        }

        public Answering reset() {
            return frame(new Frame.Reset());
        }

        public Answering frame(Frame frame) {
            exchange.reply().push(frame);
            return this;
        }

        public void whole(int status, String contentType, String body) {
            head(status, contentType).frame(Frame.Data.text(body)).finish();
        }

        public void json(Message sent) {
            whole(200, Headers.JSON, sent.toJson());
        }

        public void status(int status) {
            frame(Frame.Head.of(status).with("Content-Length", "0")).finish();
        }
    }

    public static Message result(Object id, String text) {
        return Message.result(id, Map.of("content", List.of(Map.of("type", "text", "text", text))));
    }

    public final List<HttpRequest> requests = new ArrayList<>();
    private final Map<String, Queue<Reply>> next = new ConcurrentHashMap<>();
    private final Map<String, Reply> always = new ConcurrentHashMap<>();
    private final AtomicInteger sessions = new AtomicInteger();
    private final WireServer server;
    private volatile String version;

    public Peer(TestClock clock) {
        server = WireServer.start(WireSettings.defaults(), clock, this);
    }

    public URI url() {
        return server.url("/mcp");
    }

    public WireServer server() {
        return server;
    }

    /** What it answers next to a JSON-RPC method, or to GET or DELETE; several are taken one after the other. */
    @SafeVarargs
    @SuppressWarnings("varargs")
    public final Peer next(String what, Reply... replies) {
        next.computeIfAbsent(what, key -> new ConcurrentLinkedQueue<>()).addAll(List.of(replies));
        return this;
    }

    /** What it answers always. */
    public Peer always(String what, Reply reply) {
        always.put(what, reply);
        return this;
    }

    /** The revision it answers to initialize, in place of the one asked for. */
    public Peer speaks(String revision) {
        version = revision;
        return this;
    }

    /** What was asked so far, such as {@code initialize}, {@code tools/call} or {@code GET}. */
    public List<String> asked() {
        List<String> asked = new ArrayList<>();
        for (HttpRequest request : all()) {
            asked.add(what(request));
        }
        return asked;
    }

    public long asked(String what) {
        return asked().stream().filter(what::equals).count();
    }

    public List<HttpRequest> all(String what) {
        return all().stream().filter(request -> what(request).equals(what)).toList();
    }

    private List<HttpRequest> all() {
        synchronized (requests) {
            return List.copyOf(requests);
        }
    }

    private static String what(HttpRequest request) {
        if (request.body().length == 0) {
            return request.method();
        }
        Message message = Message.allIn(Json.parse(request.body())).get(0);
        return message.method() == null ? message.kind().toString() : message.method();
    }

    @Override
    public void requestArrived(Exchange exchange) {
        HttpRequest request = exchange.request();
        String what = what(request);
        Message message = request.body().length == 0
                ? Message.of(Map.of())
                : Message.allIn(Json.parse(request.body())).get(0);
        synchronized (requests) {
            requests.add(request);
        }
        Queue<Reply> queue = next.getOrDefault(what, new ArrayDeque<>());
        Reply reply = queue.poll();
        if (reply == null) {
            reply = always.getOrDefault(what, this::byDefault);
        }
        reply.accept(new Answering(exchange, message));
    }

    private void byDefault(Answering to) {
        String method = to.exchange().request().method();
        if (method.equals("GET")) {
            to.status(405);
        } else if (method.equals("DELETE")) {
            to.status(200);
        } else if (Methods.INITIALIZE.equals(to.message().method())) {
            Object revision = version == null ? to.message().at("protocolVersion") : version;
            Message result = Message.result(
                    to.id(),
                    Map.of(
                            "protocolVersion",
                            revision,
                            "capabilities",
                            Map.of("tools", Map.of()),
                            "serverInfo",
                            Map.of("name", "peer", "version", "1")));
            to.frame(Frame.Head.of(200)
                            .with(Headers.CONTENT_TYPE, Headers.JSON)
                            .with(Headers.SESSION_ID, "s" + sessions.incrementAndGet()))
                    .frame(Frame.Data.text(result.toJson()))
                    .finish();
        } else if (Methods.SERVER_DISCOVER.equals(to.message().method())) {
            to.json(Message.result(
                    to.id(),
                    Map.of(
                            "resultType",
                            "complete",
                            "supportedVersions",
                            List.of("2026-07-28"),
                            "capabilities",
                            Map.of("tools", Map.of()),
                            "serverInfo",
                            Map.of("name", "peer", "version", "1"))));
        } else if (to.message().kind() == Message.Kind.REQUEST) {
            to.json(
                    Methods.TOOLS_CALL.equals(to.message().method())
                            ? to.result("done")
                            : Message.result(to.id(), Map.of()));
        } else {
            to.status(202);
        }
    }

    @Override
    public void close() {
        server.close();
    }
}
