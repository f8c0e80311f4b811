package dev.mcptestbench.client.transport;

import dev.mcptestbench.protocol.Message;
import dev.mcptestbench.time.Timer;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * The event stream that brings the response to one request. It begins as the reply to a POST; where the connection breaks,
 * it goes on by GET with {@code Last-Event-ID} if any event had an id (basic/transports#resumability-and-redelivery), and
 * is lost if none had. Signals come one after the other, each on some event loop; {@link #cancel} comes from anywhere.
 */
final class ResponseStream implements StreamGet.Stream {

    /** How often in a row a stream is taken up for nothing: a server that says nothing more twice has nothing more. */
    private static final int MOST_FOR_NOTHING = 2;

    private final HttpTransport transport;
    private final HttpSession session;
    private final Object requestId;
    private final String label;
    private final StreamReader reader;
    private final Reconnection reconnection = new Reconnection();
    private final AtomicBoolean over = new AtomicBoolean();
    private volatile boolean answered;
    private volatile @Nullable HttpCall call;
    private volatile @Nullable Timer timer;
    private @Nullable Object otherResponse;
    private @Nullable String resumedAfter;
    private int resumedForNothing;

    ResponseStream(HttpTransport transport, HttpSession session, Message request, Object requestId) {
        this.transport = transport;
        this.session = session;
        this.requestId = requestId;
        this.label = request.toString();
        this.reader = new StreamReader(label, this::message);
    }

    private void message(Message message, @Nullable String eventId) {
        boolean response = message.method() == null;
        if (response && answered) {
            return;
        }
        if (response && !requestId.equals(message.id())) {
            otherResponse = message.id() == null ? "null" : message.id();
        } else if (response && message.kind() == Message.Kind.MALFORMED) {
            throw new MalformedReplyException(
                    "The response to " + label + " is no JSON-RPC response" + Excerpt.after(message.toJson()), null);
        } else if (response) {
            answered = true;
        }
        transport.deliver(message, eventId, label);
    }

    @Override
    public void opened() {
        reader.reconnected();
    }

    @Override
    public void data(byte[] bytes) {
        if (over.get()) {
            return;
        }
        try {
            reader.feed(bytes);
        } catch (MalformedReplyException malformed) {
            lose(malformed);
        }
    }

    @Override
    public void over(@Nullable IOException cause) {
        reader.disconnected();
        if (answered) {
            end();
            return;
        }
        if (over.get()) {
            return;
        }
        if (reader.hasDeliveredAnythingNew()) {
            reconnection.succeeded();
        }
        resumedForNothing = bringsNothing(cause) ? resumedForNothing + 1 : 0;
        boolean resumable = !reader.lastEventId().isEmpty() && transport.resumesStreams();
        if (!resumable || (cause == null && otherResponse != null)) {
            lose(notResumable(cause));
        } else if (resumedForNothing == MOST_FOR_NOTHING) {
            lose(new NoResponseException("The stream of " + label + " ended without a response, and after event "
                    + resumedAfter + " the server has nothing more"));
        } else {
            resumeLater(cause == null ? null : new ConnectionLostException("The stream of " + label + " broke", cause));
        }
    }

    /** Whether the stream was taken up and has ended in good order, without a word, not even of when to come back. */
    private boolean bringsNothing(@Nullable IOException cause) {
        return cause == null
                && reader.retry() == null
                && !reader.hasDeliveredAnythingNew()
                && reader.lastEventId().equals(resumedAfter);
    }

    private TransportException notResumable(@Nullable IOException cause) {
        if (cause != null) {
            return new ConnectionLostException(
                    "The stream of " + label
                            + " broke before the response, and it cannot be resumed since "
                            + (transport.resumesStreams()
                                    ? "no event had an id: "
                                    : "this revision knows no resumption: ")
                            + cause.getMessage(),
                    cause);
        }
        return new NoResponseException("The stream of " + label + " ended without a response"
                + (otherResponse == null ? "" : ", though there was one for id " + otherResponse));
    }

    private void resumeLater(@Nullable TransportException cause) {
        Duration retry = reader.retry();
        // Streams that end cleanly after a retry: are polled, and that may go on until the caller has enough.
        boolean polled = cause == null && retry != null;
        if (polled) {
            reconnection.succeeded();
        }
        Duration delay = reconnection.next(retry);
        if (reconnection.isExhausted()) {
            String last = cause == null ? "it ended without a response each time" : cause.getMessage();
            lose(new ConnectionLostException(
                    "The stream of " + label + " could not be resumed in " + Reconnection.MAX_ATTEMPTS + " attempts: "
                            + last,
                    cause));
        } else if (delay.isZero()) {
            resume();
        } else {
            timer = transport.clock().schedule(delay, this::resume);
        }
    }

    private void resume() {
        if (!over.get()) {
            resumedAfter = reader.lastEventId();
            String what = "GET to resume the stream of " + label;
            call = transport.http().get(session, reader.lastEventId(), new StreamGet(what, session, this));
            if (over.get()) {
                cancel();
            }
        }
    }

    @Override
    public void refused(TransportException cause) {
        boolean passing = cause instanceof ServerUnreachableException
                || cause instanceof ConnectionLostException
                || (cause instanceof HttpStatusException status && (status.status() >= 500 || status.status() == 429));
        if (passing && !over.get()) {
            resumeLater(cause);
            return;
        }
        lose(new ConnectionLostException(
                "The stream of " + label + " broke before the response, and it cannot be resumed: "
                        + cause.getMessage(),
                cause));
        if (cause instanceof SessionExpiredException) {
            transport.expired(session);
        }
    }

    private void lose(TransportException cause) {
        boolean unanswered = !answered;
        if (end() && unanswered) {
            transport.lost(requestId, cause);
        }
        cancel();
    }

    private boolean end() {
        transport.forget(requestId, this);
        return over.compareAndSet(false, true);
    }

    /** Stops listening without telling anybody. */
    void cancel() {
        end();
        Timer waiting = timer;
        if (waiting != null) {
            waiting.cancel();
        }
        HttpCall current = call;
        if (current != null) {
            current.cancel();
        }
    }

    void carriedBy(HttpCall post) {
        call = post;
        if (over.get()) {
            post.cancel();
        }
    }
}
