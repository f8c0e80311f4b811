package dev.mcptestbench.wire;

import dev.mcptestbench.protocol.Message;
import dev.mcptestbench.time.Gate;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apiguardian.api.API;
import org.jspecify.annotations.Nullable;

/**
 * One step of a reply. A reply is a run of frames: usually a {@link Head}, then {@link Event}s or {@link Data}, then
 * {@link Finish}; faults put in, change or leave out frames. Immutable.
 */
@API(status = API.Status.EXPERIMENTAL)
// Nobody compares frames, and a megabyte of body is not to be copied at each step.
@SuppressWarnings("ArrayRecordComponent")
public sealed interface Frame {

    /** The message this frame carries, or {@code null}: positions are counted on meaning, not on bytes. */
    default @Nullable Message message() {
        return null;
    }

    /**
     * Status line and headers. Whatever the headers say is sent as it stands, wrong or doubled; a reply without
     * {@code Content-Length} is sent in chunks.
     *
     * @param status the HTTP status
     * @param headers in the order of sending; names may repeat
     */
    record Head(int status, List<Header> headers) implements Frame {

        /** A head without headers of its own. */
        public static Head of(int status) {
            return new Head(status, List.of());
        }

        /** The same head with a header put in place of all of that name. */
        public Head with(String name, String value) {
            return without(name).and(name, value);
        }

        /** The same head with one more header, also where one of that name is there. */
        public Head and(String name, String value) {
            Header[] changed = headers.toArray(new Header[headers.size() + 1]);
            changed[headers.size()] = new Header(name, value);
            return new Head(status, List.of(changed));
        }

        /** The same head without any header of that name. */
        public Head without(String name) {
            if (header(name) == null) {
                return this;
            }
            List<Header> changed = new ArrayList<>(headers);
            changed.removeIf(header -> header.name().equalsIgnoreCase(name));
            return new Head(status, List.copyOf(changed));
        }

        /** The first value of the header, or {@code null}. */
        public @Nullable String header(String name) {
            for (Header header : headers) {
                if (header.name().equalsIgnoreCase(name)) {
                    return header.value();
                }
            }
            return null;
        }
    }

    /** One header line. */
    record Header(String name, String value) {}

    /**
     * A server-sent event.
     *
     * @param id the event id, or {@code null} for none
     * @param name the event type, or {@code null} for none, which reads as {@code message}
     * @param data the data; each line of it becomes one {@code data:} line
     * @param retry the reconnection time, or {@code null} for none
     * @param message the message in the data, or {@code null}
     */
    record Event(
            @Nullable String id,
            @Nullable String name,
            byte[] data,
            @Nullable Duration retry,
            @Nullable Message message)
            implements Frame {

        /**
         * The event as {@code text/event-stream}, blank line included. Without data, an event with an id or a name has
         * one empty {@code data:} line (which is how a stream is primed), one with neither has none.
         */
        public byte[] encoded() {
            return EventText.of(this);
        }
    }

    /**
     * A message on a line of its own, as stdio carries it; in memory it crosses without the line.
     *
     * @param json the message, without a line break in it
     * @param message the message
     */
    record Line(byte[] json, Message message) implements Frame {

        /** The message, with the line feed that ends it. */
        public byte[] encoded() {
            return ended(json);
        }

        /** Bytes, with the line feed that ends them. */
        static byte[] ended(byte[] bytes) {
            byte[] line = Arrays.copyOf(bytes, bytes.length + 1);
            line[bytes.length] = '\n';
            return line;
        }
    }

    /**
     * Bytes of the body as they are; on stdio, bytes of the standard output; in memory, one message as it stands.
     *
     * @param bytes the bytes
     * @param message the message in them, or {@code null}
     */
    record Data(byte[] bytes, @Nullable Message message) implements Frame {

        /** Text as UTF-8. */
        public static Data text(String text) {
            return new Data(text.getBytes(StandardCharsets.UTF_8), null);
        }
    }

    /**
     * Bytes on the connection itself, outside of any chunk: for what no HTTP message may hold.
     *
     * @param bytes the bytes
     */
    record Raw(byte[] bytes) implements Frame {

        /**
         * A chunk that announces more than it brings: before a {@link Close} or {@link Reset} it leaves the reply
         * broken within a chunk, in a reply that is sent in chunks.
         *
         * @param announced the size that its first line gives, in bytes
         * @param part the bytes that come
         */
        public static Raw tornChunk(int announced, byte[] part) {
            byte[] line = (Integer.toHexString(announced) + "\r\n").getBytes(StandardCharsets.US_ASCII);
            byte[] bytes = Arrays.copyOf(line, line.length + part.length);
            System.arraycopy(part, 0, bytes, line.length, part.length);
            return new Raw(bytes);
        }
    }

    /** Nothing for a while: every later frame waits behind it, on the test clock. */
    record Pause(Duration duration) implements Frame {}

    /** Nothing until the gate opens: every later frame waits behind it. */
    record Wait(Gate gate) implements Frame {}

    /** Nothing on the wire: the action runs when all frames before it have been written. Short, and never blocking. */
    record Aside(Runnable action) implements Frame {}

    /** From here on no more than so many bytes a second. */
    record Throttle(long bytesPerSecond) implements Frame {}

    /**
     * The reply is complete.
     *
     * @param leave how the connection ends after it, unannounced, or {@code null} if it stays for the next request
     */
    record Finish(@Nullable Frame leave) implements Frame {

        /** The reply is complete, and the connection stays for the next request. */
        public Finish() {
            this(null);
        }
    }

    /** The connection is closed with a FIN, wherever the reply stands. */
    record Close() implements Frame {}

    /** Our half of the connection is closed; the peer may still send. */
    record HalfClose() implements Frame {}

    /** The connection is reset with an RST. */
    record Reset() implements Frame {}

    /** Nothing more is sent, and the connection stays open. */
    record Hang() implements Frame {}

    /**
     * Bytes on the standard error stream of a process. On carriers without a process it is passed over.
     *
     * @param bytes the bytes
     */
    record Stderr(byte[] bytes) implements Frame {}

    /**
     * The process ends. On carriers without a process it is passed over.
     *
     * @param code its exit code
     */
    record Exit(int code) implements Frame {}
}
