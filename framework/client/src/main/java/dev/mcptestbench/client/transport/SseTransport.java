package dev.mcptestbench.client.transport;

import dev.mcptestbench.plugin.McpEndpoint;
import dev.mcptestbench.plugin.TransportProvider.MessageListener;
import dev.mcptestbench.plugin.TransportProvider.MessageTransport;
import dev.mcptestbench.protocol.Message;
import dev.mcptestbench.time.TestClock;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * HTTP+SSE of 2024-11-05 (basic/transports#http-with-sse): everything that the server says comes on one event stream, which
 * is the session, and names where messages are posted. A stream that breaks cannot be resumed; what was under way on it
 * is lost, and the connection is made anew.
 */
final class SseTransport implements MessageTransport, StreamGet.Stream, StreamReader.Sink {

    private static final String STREAM = "sse";

    private final URI url;
    private final HttpCalls http;
    private final StreamReader reader = new StreamReader("HTTP+SSE", this);
    private final Unanswered unanswered = new Unanswered();
    private final CompletableFuture<URI> address = new CompletableFuture<>();
    private volatile @Nullable MessageListener listener;
    private volatile @Nullable HttpCall stream;
    private volatile boolean closed;

    SseTransport(McpEndpoint endpoint, TestClock clock) {
        this.url = endpoint.sse() == null ? endpoint.url() : endpoint.sse();
        this.http = new HttpCalls(endpoint, url, clock);
    }

    @Override
    public void start(MessageListener newListener) {
        listener = newListener;
        stream = http.get(HttpSession.NONE, "", new StreamGet("GET of the event stream", HttpSession.NONE, this));
    }

    @Override
    public CompletionStage<Void> send(Message message) {
        return address.thenCompose(to -> {
            TransportException refusal = unanswered.sent(message);
            if (refusal == null && closed) {
                refusal = new ServerUnreachableException(message + " was not sent: " + this + " is closed", null);
            }
            if (refusal != null) {
                return CompletableFuture.failedFuture(refusal);
            }
            SsePost post = new SsePost(message);
            http.postTo(to, message, post);
            return post.taken();
        });
    }

    // ── what comes on the stream ────────────────────────────────────────────────────────────────────────────────────

    @Override
    public void opened() {}

    @Override
    public void data(byte[] bytes) {
        if (closed) {
            return;
        }
        try {
            reader.feed(bytes);
        } catch (MalformedReplyException malformed) {
            // Which request it answered nobody knows, so nobody is left to wait for it.
            lose(malformed);
        }
    }

    @Override
    public void other(String type, String data) {
        if (!type.equals("endpoint") || address.isDone()) {
            return;
        }
        URI named;
        try {
            named = url.resolve(data.strip());
        } catch (IllegalArgumentException noUri) {
            lose(new MalformedReplyException("The event \"endpoint\" names no URI: \"" + data + "\"", noUri));
            return;
        }
        boolean same = Objects.equals(url.getScheme(), named.getScheme())
                && Objects.equals(url.getRawAuthority(), named.getRawAuthority());
        if (same) {
            address.complete(named);
        } else {
            lose(new MalformedReplyException(
                    "The event \"endpoint\" names " + named + ", which is of another origin than " + url
                            + ": nothing is sent there",
                    null));
        }
    }

    @Override
    public void arrived(List<Message> messages) {
        MessageListener current = listener;
        if (current != null) {
            unanswered.received(messages, current);
        }
    }

    @Override
    public void message(Message message, @Nullable String eventId) {
        MessageListener current = listener;
        if (current != null && !closed) {
            current.received(message, eventId, STREAM);
        }
    }

    @Override
    public void over(@Nullable IOException cause) {
        reader.disconnected();
        lose(new ConnectionLostException(
                this + (cause == null ? " was ended by the server" : " broke: " + cause.getMessage()), cause));
    }

    @Override
    public void refused(TransportException cause) {
        lose(cause);
    }

    /** The connection is no more. */
    private void lose(TransportException cause) {
        MessageListener current = listener;
        if (closed || current == null) {
            return;
        }
        boolean connected = address.isDone();
        unanswered.loseAll(current, cause);
        closed = true;
        address.completeExceptionally(cause);
        cancelStream();
        if (connected) {
            current.broken(cause);
        }
    }

    private void cancelStream() {
        HttpCall current = stream;
        if (current != null) {
            current.cancel();
        }
    }

    @Override
    public void close() {
        closed = true;
        address.completeExceptionally(new ServerUnreachableException(this + " is closed", null));
        cancelStream();
        http.close();
    }

    @Override
    public String toString() {
        return "HTTP+SSE to " + url;
    }
}
