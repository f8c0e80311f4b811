package dev.mcptestbench.client.auth;

import dev.mcptestbench.plugin.CredentialsException;
import dev.mcptestbench.protocol.Headers;
import dev.mcptestbench.protocol.Json;
import dev.mcptestbench.time.TestClock;
import dev.mcptestbench.time.Timer;
import dev.mcptestbench.wire.HttpRequest;
import dev.mcptestbench.wire.ReplyListener;
import dev.mcptestbench.wire.WireCall;
import dev.mcptestbench.wire.WireClient;
import dev.mcptestbench.wire.WireClient.IfStale;
import dev.mcptestbench.wire.WireClientSettings;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Requests to authorization servers: each is bounded in time and size, is sent once, and follows no redirect but that of a GET
 * within its origin. Thread-safe; never blocks.
 */
final class AuthHttp implements AutoCloseable {

    /** How long a reply may take, on the test's clock. */
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private static final int MAX_BYTES = 256 * 1024;
    private static final int MAX_REDIRECTS = 3;

    private final TestClock clock;
    private final WireClient wire;

    AuthHttp(TestClock clock, WireClientSettings settings) {
        this.clock = clock;
        this.wire = WireClient.open(settings);
        clock.restsWith(wire.restProbe());
    }

    CompletionStage<AuthReply> get(URI url) {
        return get(url, MAX_REDIRECTS);
    }

    private CompletionStage<AuthReply> get(URI url, int redirects) {
        return send("GET", url, Map.of(), new byte[0]).thenCompose(reply -> {
            URI next = redirects == 0 ? null : reply.redirectWithin(url);
            return next == null ? CompletableFuture.completedStage(reply) : get(next, redirects - 1);
        });
    }

    /** Posts a form. */
    CompletionStage<AuthReply> post(URI url, Map<String, String> headers, String form) {
        Map<String, String> all = new LinkedHashMap<>(headers);
        all.put(Headers.CONTENT_TYPE, "application/x-www-form-urlencoded");
        return send("POST", url, all, form.getBytes(StandardCharsets.UTF_8));
    }

    CompletionStage<AuthReply> postJson(URI url, Map<String, ?> document) {
        return send("POST", url, Map.of(Headers.CONTENT_TYPE, Headers.JSON), Json.writeBytes(document));
    }

    private CompletionStage<AuthReply> send(String method, URI url, Map<String, String> headers, byte[] body) {
        Map<String, List<String>> all = new LinkedHashMap<>();
        all.put(Headers.ACCEPT, List.of(Headers.JSON));
        headers.forEach((name, value) -> all.put(name, List.of(value)));
        String path = url.getRawPath().isEmpty() ? "/" : url.getRawPath();
        String target = url.getRawQuery() == null ? path : path + "?" + url.getRawQuery();
        Gathered gathered = new Gathered(method + " " + AuthReply.withoutQuery(url), url);
        try {
            gathered.start(wire.call(url, new HttpRequest(method, target, all, body), gathered, IfStale.BREAK));
        } catch (IllegalArgumentException | IllegalStateException e) {
            gathered.broke(new IOException(e.getMessage(), e));
        }
        return gathered.reply;
    }

    @Override
    public void close() {
        clock.restsWithout(wire.restProbe());
        wire.close();
    }

    /** Gathers a reply. */
    private final class Gathered implements ReplyListener {

        private final String what;
        private final URI url;
        private final CompletableFuture<AuthReply> reply = new CompletableFuture<>();
        private final ByteArrayOutputStream body = new ByteArrayOutputStream();
        private int status;
        private Map<String, List<String>> headers = Map.of();
        private volatile @Nullable WireCall call;

        Gathered(String what, URI url) {
            this.what = what;
            this.url = url;
        }

        void start(WireCall started) {
            call = started;
            Timer timer = clock.schedule(PATIENCE, () -> fail("was not answered within " + PATIENCE, null));
            var unused = reply.whenComplete((done, failure) -> timer.cancel());
        }

        private void fail(String how, @Nullable IOException cause) {
            reply.completeExceptionally(new CredentialsException(what + " " + how, cause));
            WireCall current = call;
            if (current != null) {
                current.cancel();
            }
        }

        @Override
        public void head(int replied, Map<String, List<String>> replyHeaders) {
            status = replied;
            headers = replyHeaders;
        }

        @Override
        public void data(byte[] bytes) {
            if (body.size() + bytes.length > MAX_BYTES) {
                fail("was answered with more than " + MAX_BYTES + " bytes", null);
            } else {
                body.write(bytes, 0, bytes.length);
            }
        }

        @Override
        public void ended() {
            reply.complete(new AuthReply(what, url, status, headers, body.toByteArray()));
        }

        @Override
        public void broke(IOException cause) {
            fail("has no reply: " + cause.getMessage(), cause);
        }
    }
}
