package dev.mcptestbench.client.transport;

import dev.mcptestbench.plugin.Credentials;
import dev.mcptestbench.plugin.CredentialsException;
import dev.mcptestbench.wire.HttpRequest;
import dev.mcptestbench.wire.ReplyListener;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A request with credentials: they are put on before it is sent, and where the server refuses them it is sent again with
 * others. Only the reply that counts reaches the listener.
 */
final class Authorized implements ReplyListener {

    private static final int EXCERPT_BYTES = 4096;

    private final Credentials.Attempt credentials;
    private final HttpRequest request;
    private final Consumer<HttpRequest> send;
    private final ReplyListener listener;
    private final ByteArrayOutputStream excerpt = new ByteArrayOutputStream();
    private int refusedBy;
    private Map<String, List<String>> headers = Map.of();

    /**
     * A request that has not been sent.
     *
     * @param send sends it; what comes of it is told here
     * @param listener told of the reply that counts
     */
    Authorized(
            Credentials.Attempt credentials, HttpRequest request, Consumer<HttpRequest> send, ReplyListener listener) {
        this.credentials = credentials;
        this.request = request;
        this.send = send;
        this.listener = listener;
    }

    void send() {
        credentials.headers().whenComplete((more, failure) -> {
            if (failure == null) {
                send.accept(with(more));
            } else {
                listener.broke(reason(failure));
            }
        });
    }

    private HttpRequest with(Map<String, String> more) {
        if (more.isEmpty()) {
            return request;
        }
        Map<String, List<String>> all = new LinkedHashMap<>(request.headers());
        more.forEach((name, value) -> all.put(name, List.of(value)));
        return new HttpRequest(request.method(), request.target(), all, request.body());
    }

    private static IOException reason(Throwable failure) {
        Throwable beneath =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        return beneath instanceof IOException known
                ? known
                : new CredentialsException("Credentials were not to be had: " + beneath, beneath);
    }

    @Override
    public void head(int status, Map<String, List<String>> replyHeaders) {
        if (status == 401 || status == 403) {
            refusedBy = status;
            headers = replyHeaders;
            excerpt.reset();
        } else {
            refusedBy = 0;
            credentials.accepted(replyHeaders);
            listener.head(status, replyHeaders);
        }
    }

    @Override
    public void data(byte[] bytes) {
        if (refusedBy == 0) {
            listener.data(bytes);
        } else if (excerpt.size() < EXCERPT_BYTES) {
            excerpt.write(bytes, 0, Math.min(bytes.length, EXCERPT_BYTES));
        }
    }

    @Override
    public void ended() {
        if (refusedBy == 0) {
            listener.ended();
        } else {
            refused(null);
        }
    }

    @Override
    public void broke(IOException cause) {
        if (refusedBy == 0) {
            listener.broke(cause);
        } else {
            refused(cause);
        }
    }

    private void refused(@Nullable IOException cause) {
        credentials.refused(refusedBy, headers).whenComplete((again, failure) -> {
            if (failure != null) {
                listener.broke(reason(failure));
            } else if (again) {
                refusedBy = 0;
                send();
            } else {
                pass(cause);
            }
        });
    }

    /** The refusal is the reply. */
    private void pass(@Nullable IOException cause) {
        listener.head(refusedBy, headers);
        listener.data(excerpt.toByteArray());
        if (cause == null) {
            listener.ended();
        } else {
            listener.broke(cause);
        }
    }
}
