package dev.mcptestbench.server.carrier;

import dev.mcptestbench.protocol.Headers;
import dev.mcptestbench.protocol.Json;
import dev.mcptestbench.protocol.Message;
import dev.mcptestbench.script.Fault;
import dev.mcptestbench.script.ServerSettings;
import dev.mcptestbench.server.engine.Outlet;
import dev.mcptestbench.wire.Backlog;
import dev.mcptestbench.wire.Exchange;
import dev.mcptestbench.wire.Frame;
import dev.mcptestbench.wire.FrameSink;
import dev.mcptestbench.wire.Room;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One stream of messages to the client, as the specification has it: it outlives the connections that carry it. It gives
 * the ids, remembers what was sent, and goes on where a client resumes it. The reply to a request begins as a single
 * JSON body if its first message is the response and nothing asks for a stream. Thread-safe.
 */
final class ReplyStream implements Outlet {

    /** How many events a stream remembers for resumption. */
    private static final int MEMORY = 20_000;

    private final String name;
    private final ServerSettings settings;
    private final boolean standing;
    private final boolean primed;
    private final Consumer<ReplyStream> begun;
    private final int mostBytes;
    private final Deque<Frame.Event> sent = new ArrayDeque<>(1);
    private @Nullable FrameSink sink;
    private @Nullable FrameSink lastSink;
    private Room room = Room.ALWAYS;
    private Frame.Head streamHead = new Frame.Head(200, STREAM_HEADERS);
    private Frame.Head bodyHead = new Frame.Head(200, BODY_HEADERS);
    private long sentBytes;
    private boolean streaming;
    private boolean lengthUnknown;
    private boolean forgotten;
    private long lastEvent;
    private long undelivered;
    private boolean ended;

    private static final List<Frame.Header> STREAM_HEADERS = List.of(
            new Frame.Header(Headers.CONTENT_TYPE, Headers.EVENT_STREAM),
            new Frame.Header("Cache-Control", "no-cache"));
    private static final List<Frame.Header> BODY_HEADERS =
            List.of(new Frame.Header(Headers.CONTENT_TYPE, Headers.JSON));

    private ReplyStream(
            String name,
            ServerSettings settings,
            int mostBytes,
            boolean standing,
            boolean primed,
            Consumer<ReplyStream> begun) {
        this.name = name;
        this.mostBytes = mostBytes;
        this.settings = settings;
        this.standing = standing;
        this.begun = begun;
        this.primed = primed && settings.eventIds();
    }

    /**
     * The stream that belongs to no request; it has no connection until the client opens one.
     *
     * @param mostBytes how much it remembers for resumption, in bytes: no more than may wait for a client to read it
     */
    static ReplyStream standing(ServerSettings settings, int mostBytes, boolean primed) {
        return new ReplyStream("0", settings, mostBytes, true, primed, stream -> {});
    }

    /**
     * The reply to one request.
     *
     * @param name its name, unique in the session and without a dash: the first part of its events' ids
     * @param mostBytes how much it remembers for resumption, in bytes
     * @param streams whether it is a stream even if it is a single message
     * @param lengthUnknown whether the length of a single body may change on its way
     * @param begun told when it turns out to be a stream, which may have to be found again; not if it is a single body
     */
    static ReplyStream reply(
            String name,
            ServerSettings settings,
            int mostBytes,
            boolean primed,
            Exchange exchange,
            FrameSink sink,
            boolean streams,
            boolean lengthUnknown,
            Consumer<ReplyStream> begun) {
        ReplyStream stream = new ReplyStream(name, settings, mostBytes, false, primed, begun);
        stream.sink = sink;
        stream.lastSink = sink;
        stream.room = exchange.room();
        stream.lengthUnknown = lengthUnknown;
        if (streams || settings.streamsReplies()) {
            stream.begin();
        }
        return stream;
    }

    /** The first part of its events' ids. */
    String name() {
        return name;
    }

    /** Adds a header to every head of this stream. */
    synchronized void header(String header, String value) {
        streamHead = streamHead.with(header, value);
        bodyHead = bodyHead.with(header, value);
    }

    private void begin() {
        streaming = true;
        begun.accept(this);
        push(streamHead);
        prime();
    }

    /** An event without data, so that even a stream that breaks at once can be resumed (from 2025-11-25 on). */
    private void prime() {
        if (primed || settings.retry() != null) {
            push(new Frame.Event(primed ? nextId() : null, null, new byte[0], settings.retry(), null));
        }
    }

    private @Nullable String nextId() {
        return settings.eventIds() ? name + "-" + ++lastEvent : null;
    }

    @Override
    public synchronized void send(Message message) {
        if (ended) {
            return;
        }
        if (!streaming && !standing) {
            begin();
        }
        pushEvent(message);
    }

    @Override
    public synchronized void respond(Message response) {
        if (ended) {
            return;
        }
        ended = true;
        if (streaming) {
            pushEvent(response);
            push(new Frame.Finish());
            return;
        }
        // Not by toBytes(), which keeps a copy with the message: nobody is going to ask for the bytes again.
        byte[] body = Json.writeBytes(response.members());
        Frame.Head head = bodyHead;
        push(lengthUnknown ? head : head.with("Content-Length", String.valueOf(body.length)));
        push(new Frame.Data(body, response));
        push(new Frame.Finish());
    }

    private void pushEvent(Message message) {
        Frame.Event event = new Frame.Event(nextId(), null, message.toBytes(), null, message);
        if (event.id() != null || sink == null) {
            sent.addLast(event);
            sentBytes += Backlog.sizeOf(event);
            while (sent.size() > MEMORY || (sentBytes > mostBytes && sent.size() > 1)) {
                sentBytes -= Backlog.sizeOf(sent.removeFirst());
                forgotten = true;
            }
        }
        if (sink == null) {
            undelivered++;
        }
        push(event);
    }

    private void push(Frame frame) {
        FrameSink current = sink;
        if (current != null) {
            current.push(frame);
        }
    }

    @Override
    public synchronized Room room() {
        return sink == null ? Room.ALWAYS : room;
    }

    @Override
    public synchronized void abandon() {
        if (!ended) {
            ended = true;
            if (!streaming) {
                push(bodyHead.with("Content-Length", "0"));
            }
            push(new Frame.Finish());
        }
    }

    @Override
    public synchronized void closeConnection() {
        if (!ended && !streaming) {
            begin();
        }
        if (settings.retry() == null && settings.eventIds()) {
            push(new Frame.Event(null, null, new byte[0], Duration.ofMillis(500), null));
        }
        push(new Frame.Finish());
        sink = null;
    }

    /** The connection that carried it is gone; what follows is kept for whoever comes back. */
    synchronized void detach(FrameSink gone) {
        if (lastSink == gone) {
            sink = null;
        }
    }

    /** Whether nothing more will come. */
    synchronized boolean isEnded() {
        return ended;
    }

    /**
     * Goes on over another connection.
     *
     * @param lastEventId the last event that the client knows, or {@code null} to go on with what it was never sent
     * @param exchange where the client has asked for it
     * @param to where frames go from now on
     * @param extent how much of what was missed is sent
     */
    synchronized void attach(@Nullable String lastEventId, Exchange exchange, FrameSink to, Fault.Extent extent) {
        sink = to;
        lastSink = to;
        room = exchange.room();
        streaming = true;
        push(streamHead);
        List<Frame.Event> missed = missed(lastEventId);
        switch (extent) {
            case COMPLETE -> {}
            case PARTIAL -> missed = missed.isEmpty() ? missed : missed.subList(1, missed.size());
            case DUPLICATED -> missed = withLastKnown(lastEventId, missed);
            case NOTHING -> missed = List.of();
        }
        if (missed.isEmpty() && !ended) {
            prime();
        }
        undelivered = 0;
        missed.forEach(this::push);
        if (ended) {
            push(new Frame.Finish());
        }
    }

    private List<Frame.Event> missed(@Nullable String lastEventId) {
        List<Frame.Event> all = new ArrayList<>(sent);
        if (lastEventId == null) {
            return all.subList((int) Math.max(0, all.size() - undelivered), all.size());
        }
        long known = sequence(lastEventId);
        return all.stream().filter(event -> sequence(event.id()) > known).toList();
    }

    private List<Frame.Event> withLastKnown(@Nullable String lastEventId, List<Frame.Event> missed) {
        List<Frame.Event> more = new ArrayList<>();
        sent.stream()
                .filter(event -> lastEventId != null && lastEventId.equals(event.id()))
                .forEach(more::add);
        more.addAll(missed);
        return more;
    }

    /** Whether it remembers all that came after this event. */
    synchronized boolean remembers(String lastEventId) {
        long known = sequence(lastEventId);
        return known >= 0 && known <= lastEvent && !(forgotten && known + 1 < sequence(sent.peekFirst()));
    }

    private static long sequence(Frame.@Nullable Event event) {
        return event == null ? 0 : sequence(event.id());
    }

    private static long sequence(@Nullable String eventId) {
        if (eventId == null) {
            return -1;
        }
        try {
            return Long.parseLong(eventId.substring(eventId.lastIndexOf('-') + 1));
        } catch (NumberFormatException notOurs) {
            return -1;
        }
    }

    /** The name of the stream that an event id belongs to. */
    static String nameIn(String eventId) {
        int dash = eventId.lastIndexOf('-');
        return dash < 0 ? "" : eventId.substring(0, dash);
    }
}
