package dev.mcptestbench.client.auth;

import dev.mcptestbench.plugin.CredentialsException;
import dev.mcptestbench.time.TestClock;
import dev.mcptestbench.wire.Exchange;
import dev.mcptestbench.wire.Frame;
import dev.mcptestbench.wire.WireListener;
import dev.mcptestbench.wire.WireServer;
import dev.mcptestbench.wire.WireSettings;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Takes one authorization response on the loopback (RFC 8252, section 7.3). Thread-safe.
 */
final class RedirectListener implements WireListener, AutoCloseable {

    private static final String PATH = "/callback";
    private static final int MAX_BODY_BYTES = 16 * 1024;

    private final CompletableFuture<Map<String, String>> response = new CompletableFuture<>();
    private final WireServer wire;

    private RedirectListener(TestClock clock, int port) {
        this.wire = WireServer.start(
                WireSettings.defaults().withMaxBodyBytes(MAX_BODY_BYTES).withPort(port), clock, this);
    }

    /** Listens on the wanted port if that is to be had, else on any; 0 for any. */
    static RedirectListener start(TestClock clock, int wanted) {
        if (wanted != 0) {
            try {
                return new RedirectListener(clock, wanted);
            } catch (UncheckedIOException taken) {
                // Somebody else listens there meanwhile.
            }
        }
        return new RedirectListener(clock, 0);
    }

    /** The redirect URI. */
    URI uri() {
        return wire.url(PATH);
    }

    /** The parameters of the response, once it has come. */
    CompletionStage<Map<String, String>> response() {
        return response;
    }

    @Override
    public void requestArrived(Exchange exchange) {
        boolean here = exchange.request().isFromHere();
        if (!here
                || !exchange.request().path().equals(PATH)
                || !exchange.request().method().equals("GET")) {
            answer(exchange, here ? 404 : 403, "There is nothing here.");
            return;
        }
        String target = exchange.request().target();
        int query = target.indexOf('?');
        try {
            Map<String, String> parameters = parameters(query < 0 ? "" : target.substring(query + 1));
            answer(exchange, 200, "The client has its answer. This page can be closed.");
            response.complete(parameters);
        } catch (CredentialsException e) {
            answer(exchange, 400, "The client does not understand this answer.");
            response.completeExceptionally(e);
        }
    }

    private static Map<String, String> parameters(String query) throws CredentialsException {
        Map<String, String> parameters = new HashMap<>();
        for (String pair : query.split("&", -1)) {
            int equals = pair.indexOf('=');
            String name = decoded(equals < 0 ? pair : pair.substring(0, equals));
            String before = parameters.put(name, equals < 0 ? "" : decoded(pair.substring(equals + 1)));
            if (before != null) {
                throw new CredentialsException(
                        "The authorization response has a parameter twice (RFC 6749, section 3.1)");
            }
        }
        return parameters;
    }

    private static String decoded(String text) throws CredentialsException {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw new CredentialsException("The authorization response is not form-encoded", e);
        }
    }

    private static void answer(Exchange exchange, int status, String text) {
        byte[] body = text.getBytes(StandardCharsets.UTF_8);
        exchange.reply()
                .push(Frame.Head.of(status)
                        .with("Content-Type", "text/plain; charset=utf-8")
                        .with("Content-Length", String.valueOf(body.length)));
        exchange.reply().push(new Frame.Data(body, null));
        exchange.reply().push(new Frame.Finish());
    }

    @Override
    public void close() {
        wire.close();
    }
}
