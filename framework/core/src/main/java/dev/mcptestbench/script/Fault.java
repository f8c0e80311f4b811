package dev.mcptestbench.script;

import dev.mcptestbench.protocol.ErrorCode;
import java.util.Map;
import java.util.Set;
import org.apiguardian.api.API;
import org.jspecify.annotations.Nullable;

/**
 * What goes wrong. Plain data; the decorator that does it stands in {@code wire}, the word for it in a scenario file in
 * {@code FaultWords}.
 */
@API(status = API.Status.EXPERIMENTAL)
public sealed interface Fault extends Action
        permits Fault.Ending,
                Fault.Altering,
                Fault.OfSession,
                MessageFault,
                ModernFault,
                ToolFault,
                ServerFault,
                ChallengeFault,
                OAuthFault {

    /** A fault after which nothing more of the reply comes. */
    sealed interface Ending extends Fault {}

    /** A fault that changes the reply, or adds to it, and lets it go on. */
    sealed interface Altering extends Fault {}

    /** A fault of the session that the request belongs to. */
    sealed interface OfSession extends Fault {}

    // ── connection ──────────────────────────────────────────────────────────────────────────────────────────────────

    /** The connection ends with a FIN, wherever the reply stands. */
    record CloseConnection() implements Ending {
        @Override
        public String toString() {
            return "close the connection";
        }
    }

    /** The connection ends with an RST. */
    record ResetConnection() implements Ending {
        @Override
        public String toString() {
            return "reset the connection";
        }
    }

    /** Our half of the connection is closed; the peer's stays open. */
    record HalfCloseConnection() implements Ending {
        @Override
        public String toString() {
            return "half-close the connection";
        }
    }

    /** Nothing more comes, and the connection stays open. */
    record Hang() implements Ending {
        @Override
        public String toString() {
            return "never answer";
        }
    }

    /**
     * The server dies: all its connections are reset, its sessions and what is under way in them are gone, and new
     * connections are refused. In a cluster it is the node that serves the request.
     */
    record Crash() implements Ending {
        @Override
        public String toString() {
            return "crash";
        }
    }

    /** A chunk is announced, begun, and the connection closed within it. */
    record CloseMidChunk() implements Ending {
        @Override
        public String toString() {
            return "close within a chunk";
        }
    }

    /** The stream ends in good order, without the response; what it would have carried can be resumed. */
    record CloseStream() implements Ending {
        @Override
        public String toString() {
            return "close the stream";
        }
    }

    // ── HTTP ────────────────────────────────────────────────────────────────────────────────────────────────────────

    /**
     * Another reply altogether.
     *
     * @param code the HTTP status, 100 to 999
     * @param headers its headers
     * @param body its body, as text
     */
    record Status(int code, Map<String, String> headers, String body) implements Ending {
        /** Checks the status. */
        public Status {
            if (code < 100 || code > 999) {
                throw new IllegalArgumentException("An HTTP status has three digits: " + code);
            }
            headers = Copies.map(headers);
        }

        @Override
        public String toString() {
            return "answer HTTP " + code + (body.isEmpty() ? "" : " with " + body.length() + " characters");
        }
    }

    /**
     * The head goes out changed.
     *
     * @param code another status, or 0 for the reply's own
     * @param set headers to put in place of those of that name
     * @param remove names of headers to leave out
     * @param repeat names of headers to send twice
     */
    record ChangeHead(int code, Map<String, String> set, Set<String> remove, Set<String> repeat) implements Altering {
        /** Checks the status and copies its collections. */
        public ChangeHead {
            if (code != 0 && (code < 100 || code > 999)) {
                throw new IllegalArgumentException("An HTTP status has three digits: " + code);
            }
            set = Copies.map(set);
            remove = Copies.set(remove);
            repeat = Copies.set(repeat);
        }

        @Override
        public String toString() {
            StringBuilder text = new StringBuilder("change the head:");
            if (code != 0) {
                text.append(" status ").append(code);
            }
            set.forEach(
                    (name, value) -> text.append(' ').append(name).append(" = ").append(value));
            remove.forEach(name -> text.append(" no ").append(name));
            repeat.forEach(name -> text.append(" twice ").append(name));
            return text.toString();
        }
    }

    /** A header line of so many bytes is added to the head. */
    record OversizeHead(int bytes) implements Altering {
        /** Checks the size. */
        public OversizeHead {
            if (bytes < 1) {
                throw new IllegalArgumentException("An oversized header has at least 1 byte more, not " + bytes);
            }
        }

        @Override
        public String toString() {
            return "send a header of " + bytes + " bytes";
        }
    }

    /** So many bytes of filler are added to the body, as comments in a stream, as white space elsewhere. */
    record OversizeBody(int bytes) implements Altering {
        /** Checks the size. */
        public OversizeBody {
            if (bytes < 1) {
                throw new IllegalArgumentException("An oversized body has at least 1 byte more, not " + bytes);
            }
        }

        @Override
        public String toString() {
            return "add " + bytes + " bytes to the body";
        }
    }

    /** The head goes out byte by byte, each this much later than the one before. */
    record SlowHead(Latency perByte) implements Altering {
        @Override
        public String toString() {
            return "send the head a byte each " + perByte;
        }
    }

    /** No more than so many bytes a second. */
    record Throttle(long bytesPerSecond) implements Altering {
        /** Checks the rate. */
        public Throttle {
            if (bytesPerSecond < 1) {
                throw new IllegalArgumentException(
                        "A throttled reply goes at 1 byte a second or more, not " + bytesPerSecond);
            }
        }

        @Override
        public String toString() {
            return "throttle to " + bytesPerSecond + " bytes a second";
        }
    }

    /** What is no chunk stands where a chunk should. */
    record BadChunk() implements Ending {
        @Override
        public String toString() {
            return "send a bad chunk";
        }
    }

    // ── server-sent events ──────────────────────────────────────────────────────────────────────────────────────────

    /**
     * Text of one's own within the stream: comments, {@code retry:}, unknown events, a byte order mark. On stdio it goes
     * to the standard output as it stands; in memory it is one message more.
     */
    record Insert(String text) implements Altering {
        @Override
        public String toString() {
            return "insert " + Words.value(text.replace("\r", "\\r").replace("\n", "\\n"));
        }
    }

    /** How the events of a stream are spelled. */
    enum EventSpelling {
        /** Lines end with LF: what the mock does anyway. */
        LF,
        /** Lines end with CR. */
        CR,
        /** Lines end with CR LF. */
        CRLF,
        /** No event has an id. */
        WITHOUT_ID,
        /** The data stands on several lines. */
        MULTI_LINE,
        /** A character of several bytes is split over two chunks. */
        SPLIT_CHARACTER,
        /** The last event has no blank line after it. */
        WITHOUT_BLANK_LINE,
        /** Events come with a type that nobody knows. */
        UNKNOWN_TYPE,
        /** A byte order mark stands first. */
        BOM,
        /** In UTF-16, which nobody has agreed to; the byte that ends a line in UTF-8 ends one still. */
        UTF_16;

        /** Whether it is a matter of lines and bytes, so that it can be done to the lines of stdio, too. */
        public boolean isOfLines() {
            return this != WITHOUT_ID && this != UNKNOWN_TYPE;
        }
    }

    /** Events, or lines on stdio, are spelled in another way. */
    record SpellEvents(EventSpelling spelling) implements Altering {
        @Override
        public String toString() {
            return "spell events "
                    + spelling.name().toLowerCase(java.util.Locale.ROOT).replace('_', ' ');
        }
    }

    /** The event or body at this position is sent twice. */
    record Duplicate() implements Altering {
        @Override
        public String toString() {
            return "send it twice";
        }
    }

    /** The response goes out on the standing stream instead of on its own. */
    record AnswerOnStandingStream() implements Altering {
        @Override
        public String toString() {
            return "answer on the standing stream";
        }
    }

    /** How much of what was missed comes again when a stream is resumed. */
    enum Extent {
        /** Just what was missed: what the mock does anyway. */
        COMPLETE,
        /** All but the first event that was missed. */
        PARTIAL,
        /** What was missed, and the event before it once more. */
        DUPLICATED,
        /** Nothing. */
        NOTHING
    }

    /** A resumed stream brings something else than what was missed. */
    record Replay(Extent extent) implements Altering {
        @Override
        public String toString() {
            return "replay " + extent.name().toLowerCase(java.util.Locale.ROOT);
        }
    }

    // ── messages ────────────────────────────────────────────────────────────────────────────────────────────────────

    /**
     * A JSON-RPC error in place of the response.
     *
     * @param data the error's data, or {@code null} for none
     */
    record FailWith(
            ErrorCode code, String message, @Nullable Object data) implements Ending {
        @Override
        public String toString() {
            return "fail with " + code + " \"" + message + "\"";
        }
    }

    /**
     * The response goes out with some of its members changed. At an authorization server these are the members of the JSON
     * that it answers with, or the parameters of the URI that it redirects to.
     *
     * @param set values by path, such as {@code result.protocolVersion}; null is a value too
     * @param remove paths to leave out
     */
    record ChangeMessage(Map<String, Object> set, Set<String> remove) implements Altering {
        /** Copies its collections. */
        public ChangeMessage {
            set = Copies.map(set);
            remove = Copies.set(remove);
        }

        @Override
        public String toString() {
            StringBuilder text = new StringBuilder("change the response:");
            set.forEach(
                    (path, value) -> text.append(' ').append(path).append(" = ").append(Words.value(value)));
            remove.forEach(path -> text.append(" no ").append(path));
            return text.toString();
        }
    }

    // ── session ─────────────────────────────────────────────────────────────────────────────────────────────────────

    /** The session ends before the request takes effect: 404 now and ever after. */
    record ExpireSession() implements OfSession {
        @Override
        public String toString() {
            return "expire the session";
        }
    }

    /** Every stream of the server breaks. */
    record DropAllStreams() implements OfSession {
        @Override
        public String toString() {
            return "drop all streams";
        }
    }

    // ── process ─────────────────────────────────────────────────────────────────────────────────────────────────────

    /**
     * The process ends at once, wherever the reply stands; stdio only.
     *
     * @param code its exit code, 0 to 255
     */
    record ExitProcess(int code) implements Ending {
        /** Checks the code. */
        public ExitProcess {
            if (code < 0 || code > 255) {
                throw new IllegalArgumentException("An exit code is 0 to 255, not " + code);
            }
        }

        @Override
        public String toString() {
            return "exit with code " + code;
        }
    }

    /**
     * Lines on the standard error stream of the process; stdio only.
     *
     * @param line what each says
     * @param times how many
     */
    record PrintToStderr(String line, int times) implements Altering {
        /** Checks the number. */
        public PrintToStderr {
            if (times < 1) {
                throw new IllegalArgumentException("What is printed is printed at least once, not " + times + " times");
            }
        }

        @Override
        public String toString() {
            return "print " + Words.value(line) + " to stderr" + (times == 1 ? "" : " " + times + " times");
        }
    }

    /**
     * A fault that a plugin brings.
     *
     * @param word the plugin's word for it
     * @param parameters what the plugin wants to know
     */
    record Named(String word, Map<String, Object> parameters) implements Altering {
        /** Copies the parameters. */
        public Named {
            parameters = Copies.map(parameters);
        }

        @Override
        public String toString() {
            return word + (parameters.isEmpty() ? "" : " " + parameters);
        }
    }
}
