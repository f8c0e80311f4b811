package dev.mcptestbench.client.transport;

import dev.mcptestbench.protocol.Json;
import dev.mcptestbench.protocol.JsonException;
import dev.mcptestbench.protocol.Message;
import dev.mcptestbench.wire.EventStreamParser;
import dev.mcptestbench.wire.ServerSentEvent;
import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads the messages of one event stream, which may come over several connections one after the other. An event that
 * an earlier connection delivered already is dropped when it is replayed. For one thread at a time.
 */
final class StreamReader {

    /** The bound on one event, in bytes. */
    static final int MAX_EVENT_BYTES = 64 * 1024 * 1024;

    /** Of so many events, the latest, it is known that they were delivered. */
    private static final int REMEMBERED_IDS = 4096;

    /** Takes the messages, in the order of the stream. */
    interface Sink {
        void message(Message message, @Nullable String eventId);

        /** The messages of one event have come, and are told next, one by one. */
        default void arrived(List<Message> messages) {}

        /** An event of another type than {@code message} came; by default it means nothing. */
        default void other(String type, String data) {}
    }

    private final String label;
    private final Sink sink;
    private final Set<String> delivered = new LinkedHashSet<>();
    private final Set<String> onThisConnection = new LinkedHashSet<>();
    private EventStreamParser parser = newParser();
    private String lastEventId = "";
    private @Nullable Duration retry;
    private boolean anythingNew;

    StreamReader(String label, Sink sink) {
        this(label, null, sink);
    }

    /**
     * Reads a stream of which others have read the beginning.
     *
     * @param lastEventId the last event that they have read, or {@code null} if none had an id
     */
    StreamReader(String label, @Nullable String lastEventId, Sink sink) {
        this.label = label;
        this.sink = sink;
        if (lastEventId != null) {
            this.lastEventId = lastEventId;
            delivered.add(lastEventId);
        }
    }

    private EventStreamParser newParser() {
        return new EventStreamParser(MAX_EVENT_BYTES, MAX_EVENT_BYTES, this::event);
    }

    /** The stream goes on over another connection. */
    void reconnected() {
        delivered.addAll(onThisConnection);
        onThisConnection.clear();
        trim(delivered);
        anythingNew = false;
        parser = newParser();
    }

    /**
     * Takes the next bytes.
     *
     * @throws MalformedReplyException if they are no stream of messages; what came before has been told
     */
    void feed(byte[] bytes) {
        requireText(bytes);
        try {
            parser.feed(bytes);
        } catch (IOException tooLarge) {
            throw new MalformedReplyException("The stream of " + label + ": " + tooLarge.getMessage(), tooLarge);
        }
    }

    /** Other encodings than UTF-8 have bytes of nothing in every line, which would be passed over as unknown fields. */
    private void requireText(byte[] bytes) {
        for (byte each : bytes) {
            if (each == 0) {
                throw new MalformedReplyException(
                        "The stream of " + label + " is no event stream in UTF-8: it holds a NUL byte", null);
            }
        }
    }

    /** The connection is over; half an event is no event. */
    void disconnected() {
        parser.end();
    }

    /** The id to resume after; empty if there was none. */
    String lastEventId() {
        return lastEventId;
    }

    /** Forgets the place to resume after, and what was read up to it; {@code false} if there was none. */
    boolean startOver() {
        boolean known = !lastEventId.isEmpty();
        lastEventId = "";
        delivered.clear();
        onThisConnection.clear();
        return known;
    }

    /** The time that the server wants to pass before the next connection, or {@code null}. */
    @Nullable
    Duration retry() {
        return retry;
    }

    /** Whether this connection has delivered a message that no earlier one had. */
    boolean hasDeliveredAnythingNew() {
        return anythingNew;
    }

    private void event(ServerSentEvent event) {
        if (event.retry() != null) {
            retry = event.retry();
        }
        String id = event.id();
        if (id != null) {
            if (delivered.contains(id)) {
                return;
            }
            lastEventId = id;
            onThisConnection.add(id);
            trim(onThisConnection);
        }
        String type = event.name();
        if (event.data().isEmpty()) {
            return;
        }
        if (type != null && !type.equals("message")) {
            sink.other(type, event.data());
            return;
        }
        List<Message> messages = parse(event.data());
        sink.arrived(messages);
        for (Message message : messages) {
            anythingNew = true;
            sink.message(message, id);
        }
    }

    private static void trim(Set<String> ids) {
        while (ids.size() > REMEMBERED_IDS) {
            ids.remove(ids.iterator().next());
        }
    }

    private List<Message> parse(String data) {
        Object json;
        try {
            json = Json.parse(data);
        } catch (JsonException e) {
            throw new MalformedReplyException(
                    "An event on the stream of " + label + " is no JSON: " + e.getMessage() + Excerpt.after(data), e);
        }
        List<Message> messages = Message.allIn(json);
        if (messages.isEmpty()) {
            throw new MalformedReplyException(
                    "An event on the stream of " + label + " holds no message" + Excerpt.after(data), null);
        }
        return messages;
    }
}
