package dev.mcptestbench.client.transport;

import dev.mcptestbench.time.Timer;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * The event stream that belongs to no request (basic/transports#listening-for-messages-from-the-server). When it ends it is
 * opened again; a server that offers none, or answers with errors for too long, has none. A server that cannot be
 * reached is for others to find again: {@link #reopen}.
 */
final class StandingStream implements StreamGet.Stream {

    private static final String LABEL = "standing";

    private final StreamableHttpTransport transport;
    private final HttpSession session;
    private final StreamReader reader;
    private final Reconnection reconnection = new Reconnection();
    private final CompletableFuture<Void> settled = new CompletableFuture<>();
    private volatile boolean closed;
    private volatile boolean offered = true;
    private volatile boolean opening;
    private volatile boolean open;
    private boolean malformed;
    private volatile @Nullable HttpCall call;
    private volatile @Nullable Timer timer;
    private volatile @Nullable CompletableFuture<Void> reopening;

    /**
     * A stream that is not open yet.
     *
     * @param lastEventId where it is to go on, or {@code null} if it never was open
     */
    StandingStream(StreamableHttpTransport transport, HttpSession session, @Nullable String lastEventId) {
        this.transport = transport;
        this.session = session;
        this.reader = new StreamReader(
                "standing stream", lastEventId, (message, eventId) -> transport.deliver(message, eventId, LABEL));
    }

    /** Done when the first attempt has shown whether there is such a stream. */
    CompletableFuture<Void> settled() {
        return settled;
    }

    /** Whether the server has such a stream, as far as is known. */
    boolean isOffered() {
        return offered;
    }

    void open() {
        if (!closed && offered) {
            opening = true;
            String what = "GET of the standing stream";
            call = transport.http().get(session, reader.lastEventId(), new StreamGet(what, session, this));
            if (closed) {
                close();
            }
        }
    }

    /** Whether a connection of it is there. */
    boolean isOpen() {
        return open;
    }

    /** Tries once to open it again. */
    CompletableFuture<Void> reopen() {
        CompletableFuture<Void> attempt = new CompletableFuture<>();
        reopening = attempt;
        cancelTimer();
        if (!opening) {
            open();
        }
        return attempt;
    }

    @Override
    public void opened() {
        open = true;
        opening = false;
        malformed = false;
        reader.reconnected();
        settled.complete(null);
        CompletableFuture<Void> attempt = takeReopening();
        if (attempt != null) {
            reconnection.succeeded();
            attempt.complete(null);
        }
    }

    @Override
    public void data(byte[] bytes) {
        if (closed) {
            return;
        }
        String before = reader.lastEventId();
        try {
            reader.feed(bytes);
            if (!reader.lastEventId().equals(before)) {
                transport.reached(session, reader.lastEventId());
            }
        } catch (MalformedReplyException e) {
            malformed = true;
            transport.log("An event on the standing stream was dropped, and the stream is read anew", e);
            HttpCall current = call;
            if (current != null) {
                current.cancel();
            }
        }
    }

    @Override
    public void over(@Nullable IOException cause) {
        open = false;
        reader.disconnected();
        if (reader.hasDeliveredAnythingNew() && !malformed) {
            reconnection.succeeded();
        }
        openLater();
    }

    private void openLater() {
        if (closed) {
            return;
        }
        Duration delay = reconnection.next(reader.retry());
        if (delay.isZero()) {
            open();
        } else {
            timer = transport.clock().schedule(delay, this::open);
        }
    }

    @Override
    public void refused(TransportException cause) {
        opening = false;
        boolean forgotten = cause instanceof HttpStatusException status && status.status() == 400;
        if (forgotten && !closed && reader.startOver()) {
            transport.log("The server cannot go on after the last event: what it said meanwhile is lost", cause);
            open();
            return;
        }
        settled.complete(null);
        if (closed) {
            return;
        }
        CompletableFuture<Void> attempt = takeReopening();
        boolean unreachable = cause instanceof ServerUnreachableException || cause instanceof ConnectionLostException;
        if (attempt != null && (unreachable || cause instanceof SessionExpiredException)) {
            attempt.completeExceptionally(cause);
        } else if (unreachable) {
            transport.broken(cause);
        } else if (cause instanceof SessionExpiredException) {
            transport.expired(session);
        } else {
            withoutStream(cause);
            if (attempt != null) {
                attempt.complete(null);
            }
        }
    }

    /** The server is there and gives no stream: for a while if it has trouble, else for good. */
    private void withoutStream(TransportException cause) {
        boolean trouble =
                cause instanceof HttpStatusException status && (status.status() >= 500 || status.status() == 429);
        // Not implemented is what some servers say in place of 405.
        boolean passing = trouble && ((HttpStatusException) cause).status() != 501;
        if (passing && !reconnection.isExhausted()) {
            if (reconnection.next(null).isZero()) {
                transport.log("The standing stream could not be opened, and will be tried again", cause);
            }
            openLater();
        } else {
            offered = false;
            if (!(cause instanceof HttpStatusException status && status.status() == 405)) {
                transport.log("The server has no standing stream", cause);
            }
        }
    }

    private @Nullable CompletableFuture<Void> takeReopening() {
        CompletableFuture<Void> attempt = reopening;
        reopening = null;
        return attempt == null || attempt.isDone() ? null : attempt;
    }

    private void cancelTimer() {
        Timer waiting = timer;
        if (waiting != null) {
            waiting.cancel();
        }
    }

    void close() {
        closed = true;
        cancelTimer();
        HttpCall current = call;
        if (current != null) {
            current.cancel();
        }
        settled.complete(null);
        CompletableFuture<Void> attempt = takeReopening();
        if (attempt != null) {
            attempt.completeExceptionally(new ConnectionLostException("The transport was closed", null));
        }
    }
}
