package dev.mcptestbench.client.transport;

import dev.mcptestbench.plugin.Credentials;
import dev.mcptestbench.wire.HttpRequest;
import dev.mcptestbench.wire.ReplyListener;
import dev.mcptestbench.wire.WireCall;
import dev.mcptestbench.wire.WireClient;
import dev.mcptestbench.wire.WireClient.IfStale;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One HTTP request and its reply. Redirects that keep method and body are followed within the origin; to another one they
 * would carry the session id, and later a token, to whomever the server names.
 */
final class HttpCall implements ReplyListener {

    static final int MAX_REDIRECTS = 3;

    private final WireClient wire;
    private final URI origin;
    private final IfStale ifStale;
    private final ReplyListener listener;
    private final @Nullable Authorized authorized;
    private HttpRequest request;
    private int redirects;
    private @Nullable String next;
    private volatile @Nullable WireCall current;
    private volatile boolean cancelled;

    /** A call that has not been sent; {@code credentials} go with it where there are any. */
    HttpCall(
            WireClient wire,
            URI origin,
            HttpRequest request,
            IfStale ifStale,
            Credentials.@Nullable Attempt credentials,
            ReplyListener listener) {
        this.wire = wire;
        this.origin = origin;
        this.request = request;
        this.ifStale = ifStale;
        this.authorized =
                credentials == null ? null : new Authorized(credentials, request, this::sendAuthorized, listener);
        this.listener = authorized == null ? listener : authorized;
    }

    void send() {
        if (authorized == null) {
            sendOnce();
        } else {
            authorized.send();
        }
    }

    private void sendAuthorized(HttpRequest changed) {
        redirects = 0;
        request = changed;
        sendOnce();
    }

    private void sendOnce() {
        if (cancelled && authorized != null) {
            listener.broke(new IOException("The request was given up before it was sent"));
            return;
        }
        WireCall call;
        try {
            call = wire.call(origin, request, this, ifStale);
        } catch (IllegalArgumentException | IllegalStateException e) {
            listener.broke(new IOException(e.getMessage(), e));
            return;
        }
        current = call;
        if (cancelled) {
            call.cancel();
        }
    }

    /** Gives the call up; the listener may hear of it as {@link ReplyListener#broke}. */
    void cancel() {
        cancelled = true;
        WireCall call = current;
        if (call != null) {
            call.cancel();
        }
    }

    @Override
    public void head(int status, Map<String, List<String>> headers) {
        next = redirects < MAX_REDIRECTS ? targetOf(status, headers) : null;
        if (next == null) {
            listener.head(status, headers);
        }
    }

    private @Nullable String targetOf(int status, Map<String, List<String>> headers) {
        List<String> location = headers.get("Location");
        if ((status != 307 && status != 308) || location == null) {
            return null;
        }
        URI to;
        try {
            to = origin.resolve(location.get(0));
        } catch (IllegalArgumentException notAUri) {
            return null;
        }
        boolean same = origin.getScheme().equalsIgnoreCase(to.getScheme())
                && origin.getHost().equalsIgnoreCase(to.getHost())
                && origin.getPort() == to.getPort();
        if (!same) {
            return null;
        }
        String path = to.getRawPath().isEmpty() ? "/" : to.getRawPath();
        return to.getRawQuery() == null ? path : path + "?" + to.getRawQuery();
    }

    @Override
    public void data(byte[] bytes) {
        if (next == null) {
            listener.data(bytes);
        }
    }

    @Override
    public void ended() {
        String target = next;
        if (target == null) {
            listener.ended();
            return;
        }
        next = null;
        redirects++;
        request = new HttpRequest(request.method(), target, request.headers(), request.body());
        sendOnce();
    }

    @Override
    public void broke(IOException cause) {
        listener.broke(cause);
    }
}
