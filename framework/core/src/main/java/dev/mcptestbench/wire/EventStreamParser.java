package dev.mcptestbench.wire;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.function.Consumer;
import org.apiguardian.api.API;
import org.jspecify.annotations.Nullable;

/**
 * Reads {@code text/event-stream} (WHATWG HTML, section 9.2.6) from bytes that may be cut anywhere. For one thread at a
 * time.
 */
@API(status = API.Status.EXPERIMENTAL)
public final class EventStreamParser {

    /** 16 MiB: the bound on a line, and on all lines of an event, unless another is given. */
    public static final int DEFAULT_MAX_BYTES = 16 * 1024 * 1024;

    private static final int MAX_RETRY_DIGITS = 15;
    private static final char BYTE_ORDER_MARK = '\uFEFF';

    private final int maxLineBytes;
    private final int maxEventBytes;
    private final Consumer<ServerSentEvent> events;
    private Consumer<String> comments = comment -> {};
    private final ByteArrayOutputStream begun = new ByteArrayOutputStream(256);
    private boolean atStart = true;
    private boolean afterCarriageReturn;

    private final StringBuilder data = new StringBuilder();
    private boolean anyData;
    private @Nullable String id;
    private @Nullable String name;
    private @Nullable Duration retry;
    private long eventBytes;

    private String lastEventId = "";
    private @Nullable Duration reconnectionTime;

    /** A parser with the default bounds that hands each event to the consumer. */
    public EventStreamParser(Consumer<ServerSentEvent> events) {
        this(DEFAULT_MAX_BYTES, DEFAULT_MAX_BYTES, events);
    }

    /**
     * A parser that hands each event to the consumer.
     *
     * @param maxLineBytes the bound on one line, comments too
     * @param maxEventBytes the bound on all lines of one event
     * @param events called within {@link #feed}
     */
    public EventStreamParser(int maxLineBytes, int maxEventBytes, Consumer<ServerSentEvent> events) {
        this.maxLineBytes = maxLineBytes;
        this.maxEventBytes = maxEventBytes;
        this.events = events;
    }

    /** Hands comments on, too, which the format has one skip: without the colon, as they come between and within events. */
    public EventStreamParser withComments(Consumer<String> consumer) {
        this.comments = consumer;
        return this;
    }

    /**
     * Takes the next bytes.
     *
     * @throws IOException if a line or an event is larger than allowed; the parser is of no use then
     */
    public void feed(byte[] bytes) throws IOException {
        int start = 0;
        for (int i = 0; i < bytes.length; i++) {
            byte b = bytes[i];
            if (b == '\n' && afterCarriageReturn) {
                afterCarriageReturn = false;
                start = i + 1;
            } else if (b == '\n' || b == '\r') {
                afterCarriageReturn = b == '\r';
                line(bytes, start, i);
                start = i + 1;
            } else {
                afterCarriageReturn = false;
            }
        }
        int left = bytes.length - start;
        checkLine(begun.size() + (long) left);
        begun.write(bytes, start, left);
    }

    /** The stream has ended: an event that was not ended by a blank line is dropped. */
    public void end() {
        begun.reset();
        clear();
    }

    /** The id of the last event that came with one, also without data; empty if there was none. */
    public String lastEventId() {
        return lastEventId;
    }

    /** The reconnection time last asked for, in force from its line on; {@code null} if there was none. */
    public @Nullable Duration reconnectionTime() {
        return reconnectionTime;
    }

    private void line(byte[] bytes, int start, int end) throws IOException {
        int length = begun.size() + end - start;
        checkLine(length);
        eventBytes += length;
        if (eventBytes > maxEventBytes) {
            throw new IOException("An event of the stream is larger than " + maxEventBytes + " bytes");
        }
        String line;
        if (begun.size() == 0) {
            line = new String(bytes, start, end - start, StandardCharsets.UTF_8);
        } else {
            begun.write(bytes, start, end - start);
            line = begun.toString(StandardCharsets.UTF_8);
            begun.reset();
        }
        if (atStart) {
            atStart = false;
            line = !line.isEmpty() && line.charAt(0) == BYTE_ORDER_MARK ? line.substring(1) : line;
        }
        if (line.isEmpty()) {
            dispatch();
        } else {
            field(line);
        }
    }

    private void checkLine(long length) throws IOException {
        if (length > maxLineBytes) {
            throw new IOException("A line of the event stream is longer than " + maxLineBytes + " bytes");
        }
    }

    private void field(String line) {
        int colon = line.indexOf(':');
        if (colon == 0) {
            comments.accept(line.substring(1));
            return;
        }
        String field = colon < 0 ? line : line.substring(0, colon);
        int from = colon + 1 < line.length() && line.charAt(colon + 1) == ' ' ? colon + 2 : colon + 1;
        String value = colon < 0 ? "" : line.substring(from);
        switch (field) {
            case "data" -> {
                data.append(value).append('\n');
                anyData = true;
            }
            case "event" -> name = value;
            case "id" -> id = value.indexOf('\0') < 0 ? value : id;
            case "retry" -> retry(value);
            default -> {
                // The format says: ignored.
            }
        }
    }

    private void retry(String value) {
        boolean digits = value.chars().allMatch(c -> c >= '0' && c <= '9');
        if (digits && !value.isEmpty() && value.length() <= MAX_RETRY_DIGITS) {
            retry = Duration.ofMillis(Long.parseLong(value));
            reconnectionTime = retry;
        }
    }

    private void dispatch() {
        if (id != null) {
            lastEventId = id;
        }
        boolean tell = anyData || id != null || retry != null;
        ServerSentEvent event = new ServerSentEvent(
                id, name == null || name.isEmpty() ? null : name, anyData ? withoutLastFeed() : "", retry);
        clear();
        if (tell) {
            events.accept(event);
        }
    }

    private String withoutLastFeed() {
        return data.substring(0, data.length() - 1);
    }

    private void clear() {
        data.setLength(0);
        anyData = false;
        id = null;
        name = null;
        retry = null;
        eventBytes = 0;
    }
}
