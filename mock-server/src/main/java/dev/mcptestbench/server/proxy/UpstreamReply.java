package dev.mcptestbench.server.proxy;

import dev.mcptestbench.protocol.Headers;
import dev.mcptestbench.protocol.Json;
import dev.mcptestbench.protocol.JsonException;
import dev.mcptestbench.protocol.Message;
import dev.mcptestbench.server.carrier.Refused;
import dev.mcptestbench.wire.BrokenReplyException;
import dev.mcptestbench.wire.EventStreamParser;
import dev.mcptestbench.wire.Frame;
import dev.mcptestbench.wire.FrameSink;
import dev.mcptestbench.wire.ReplyListener;
import dev.mcptestbench.wire.ServerSentEvent;
import dev.mcptestbench.wire.WireCall;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The reply of a real server on its way to the client, as frames: an event stream event by event, a JSON body as one
 * message, all else as its bytes come. When the client does not take what there is, no more is read.
 */
final class UpstreamReply implements ReplyListener {

    /** So many bytes may wait for the client before no more are read, and so few before they are again. */
    private static final long HIGH_WATER = 512 * 1024;

    private static final long LOW_WATER = 64 * 1024;

    /** A larger body is passed on as bytes, unread. */
    private static final int LARGEST_MESSAGE = EventStreamParser.DEFAULT_MAX_BYTES;

    private final Passage passage;
    private final FrameSink sink;
    private final boolean changesBody;
    private final ByteArrayOutputStream body = new ByteArrayOutputStream();
    private @Nullable EventStreamParser events;
    private boolean json;
    private boolean headPassed;
    private long waiting;
    private boolean paused;
    private volatile @Nullable WireCall call;

    UpstreamReply(Passage passage, FrameSink sink, boolean changesBody) {
        this.passage = passage;
        this.sink = sink;
        this.changesBody = changesBody;
    }

    /** What this is the reply to: read no further while the client does not read. */
    void of(WireCall asked) {
        call = asked;
    }

    @Override
    public void head(int status, Map<String, List<String>> headers) {
        String type = first(headers, Headers.CONTENT_TYPE);
        String media = type == null ? "" : type.toLowerCase(Locale.ROOT);
        boolean stream = media.startsWith(Headers.EVENT_STREAM);
        json = media.startsWith(Headers.JSON);
        if (stream) {
            events = new EventStreamParser(this::event).withComments(this::comment);
        }
        passage.seen(type == null ? String.valueOf(status) : status + " " + type, null, 0);
        passage.answered(status, first(headers, Headers.SESSION_ID));
        headPassed = true;
        sink.push(passage.head(status, headers, stream || (changesBody && json)));
    }

    private static @Nullable String first(Map<String, List<String>> headers, String name) {
        List<String> values = headers.get(name);
        return values == null || values.isEmpty() ? null : values.get(0);
    }

    @Override
    public void data(byte[] bytes) {
        EventStreamParser parser = events;
        if (parser != null) {
            try {
                parser.feed(bytes);
            } catch (IOException tooLarge) {
                passage.seen("an event stream that cannot be read: " + tooLarge.getMessage(), null, bytes.length);
                sink.push(new Frame.Close());
                return;
            }
        } else if (json) {
            body.writeBytes(bytes);
            if (body.size() > LARGEST_MESSAGE) {
                json = false;
                sink.push(new Frame.Data(body.toByteArray(), null));
            }
        } else {
            sink.push(new Frame.Data(bytes, null));
        }
        hold(bytes.length);
    }

    /** Reads no more while too much waits for the client; what is collected first waits for nobody. */
    private void hold(int size) {
        if (json) {
            return;
        }
        synchronized (this) {
            waiting += size;
            WireCall asked = call;
            if (waiting > HIGH_WATER && asked != null && !paused) {
                paused = true;
                asked.pause();
            }
        }
        sink.push(new Frame.Aside(() -> taken(size)));
    }

    private synchronized void taken(int size) {
        waiting -= size;
        WireCall asked = call;
        if (waiting < LOW_WATER && asked != null && paused) {
            paused = false;
            asked.resume();
        }
    }

    private void event(ServerSentEvent event) {
        byte[] data = event.data().getBytes(StandardCharsets.UTF_8);
        Message message = data.length == 0 ? null : parse(data);
        String what = event.id() == null ? "event" : "event " + event.id();
        passage.seen(what, message, data.length);
        sink.push(new Frame.Event(event.id(), event.name(), data, event.retry(), message));
    }

    private void comment(String text) {
        sink.push(Frame.Data.text(":" + text + "\n"));
    }

    private @Nullable Message parse(byte[] bytes) {
        try {
            List<Message> messages = Message.allIn(Json.parse(bytes));
            if (messages.size() == 1) {
                passage.said(messages.get(0));
                return messages.get(0);
            }
        } catch (JsonException unreadable) {
            // Passed on as it is: whoever tests his client against this server wants to see it.
        }
        return null;
    }

    @Override
    public void ended() {
        if (json) {
            byte[] whole = body.toByteArray();
            Message message = whole.length == 0 ? null : parse(whole);
            passage.seen("body", message, whole.length);
            sink.push(new Frame.Data(whole, message));
        }
        passage.seen("ended", null, 0);
        sink.push(new Frame.Finish());
    }

    @Override
    public void broke(IOException cause) {
        passage.seen("broke: " + cause.getMessage(), null, 0);
        BrokenReplyException.Reason reason = cause instanceof BrokenReplyException broken
                ? broken.reason()
                : BrokenReplyException.Reason.UNREACHABLE;
        switch (reason) {
            case RESET -> sink.push(new Frame.Reset());
            case CLOSED_BEFORE_REPLY, CLOSED_WITHIN_HEAD, CLOSED_WITHIN_BODY, CANCELLED, CLIENT_CLOSED ->
                sink.push(new Frame.Close());
            default -> {
                if (headPassed) {
                    sink.push(new Frame.Close());
                } else {
                    Refused.with(sink, 502, "The real server cannot be reached: " + cause.getMessage());
                }
            }
        }
    }
}
