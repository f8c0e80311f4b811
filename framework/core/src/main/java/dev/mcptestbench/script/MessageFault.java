package dev.mcptestbench.script;

import java.util.Locale;
import org.apiguardian.api.API;

/**
 * What goes wrong with the JSON-RPC response to a request (basic#responses), while the bytes around it stay in order. The
 * feature is asked as usual and takes effect; only what it answers is spoilt on its way.
 */
@API(status = API.Status.EXPERIMENTAL)
public sealed interface MessageFault extends Fault {

    /** How a response is spoilt. */
    enum Spelling {
        /** The text breaks off in its middle: no parser takes it. */
        MALFORMED_JSON("malformed JSON"),
        /** Its id is that of no request: of the same type, but another. */
        WRONG_ID("the id of no request"),
        /** Its id is null. */
        NULL_ID("a null id"),
        /** Its id is a text where the request had a number, and a number where the request had a text. */
        ID_OF_OTHER_TYPE("an id of another type"),
        /** Its id is a number with a fraction: 7.0 for 7. */
        FLOAT_ID("a float id"),
        /** It has no id. */
        WITHOUT_ID("no id"),
        /** It has no {@code jsonrpc} member. */
        WITHOUT_VERSION("no version"),
        /** It has a result and an error. */
        RESULT_AND_ERROR("both result and error"),
        /** It has neither result nor error. */
        NEITHER_RESULT_NOR_ERROR("neither result nor error"),
        /** Members that may be absent are there and null: {@code error}, {@code result._meta}, {@code nextCursor}. */
        NULL_MEMBERS("null members"),
        /** It has members that nobody knows, in the envelope and in the result. */
        UNKNOWN_MEMBERS("unknown members"),
        /** It stands alone in an array. */
        BATCH("a batch of one"),
        /** It stands in an array, between a log message and a response to no request. */
        BATCH_WITH_OTHERS("a batch with others"),
        /** Each member of structured content has a value of another type, so that no schema with types holds. */
        BROKEN_STRUCTURED_CONTENT("structured content that breaks its schema");

        private final String words;

        Spelling(String words) {
            this.words = words;
        }
    }

    /** The response is spelled wrongly. */
    record Misspell(Spelling spelling) implements MessageFault {
        @Override
        public String toString() {
            return "respond with " + spelling.words;
        }
    }

    /**
     * The result holds lists in lists.
     *
     * @param levels how deep, 1 to 100000
     */
    record Nest(int levels) implements MessageFault {
        /** Checks the depth. */
        public Nest {
            if (levels < 1 || levels > 100_000) {
                throw new IllegalArgumentException("A result is nested 1 to 100000 levels deep, not " + levels);
            }
        }

        @Override
        public String toString() {
            return "respond with a result nested " + levels + " levels deep";
        }
    }

    /**
     * The result is filled up: a tool's by another text, any other by a member of {@code _meta}.
     *
     * @param bytes by how many bytes, 1 to 64 MiB
     */
    record Enlarge(int bytes) implements MessageFault {

        private static final int MOST = 64 * 1024 * 1024;

        /** Checks the size. */
        public Enlarge {
            if (bytes < 1 || bytes > MOST) {
                throw new IllegalArgumentException("A result grows by 1 to " + MOST + " bytes, not by " + bytes);
            }
        }

        @Override
        public String toString() {
            return "respond with " + bytes + " bytes more";
        }
    }

    /** Which stream something goes out on. */
    enum Place {
        /** That of the request. */
        SAME_STREAM,
        /** The client's standing stream. */
        STANDING_STREAM
    }

    /**
     * The response is sent twice.
     *
     * @param after how much later the second time; on the same stream, its end waits for it
     * @param place where the second time
     */
    record DuplicateResponse(Latency after, Place place) implements MessageFault {

        private static final Latency AT_ONCE = new Latency.Fixed(java.time.Duration.ZERO);

        /** Checks that the two go together. */
        public DuplicateResponse {
            if (place == Place.STANDING_STREAM && !after.equals(AT_ONCE)) {
                throw new IllegalArgumentException("On the standing stream the response comes again at once, not "
                        + after + " later; leave out the time");
            }
        }

        @Override
        public String toString() {
            String later = after.equals(AT_ONCE) ? "" : ", " + after + " later";
            return "respond twice" + later
                    + (place == Place.SAME_STREAM
                            ? ""
                            : " on the " + place.name().toLowerCase(Locale.ROOT).replace('_', ' '));
        }
    }

    /** The response never comes; the stream stays open, and what else belongs on it goes on. */
    record Withhold() implements MessageFault {
        @Override
        public String toString() {
            return "never respond";
        }
    }

    /** The response comes late, whether or not the client still waits; what belongs before it does not wait. */
    record RespondLate(Latency after) implements MessageFault {
        @Override
        public String toString() {
            return "respond late by " + after;
        }
    }

    /** The response overtakes the notifications that lead up to it, so that they come after it. */
    record Overtake() implements MessageFault {
        @Override
        public String toString() {
            return "respond ahead of the notifications";
        }
    }

    /** The tool says that it failed: a result with {@code isError} (server/tools#error-handling). */
    record ToolError(String text) implements MessageFault {
        @Override
        public String toString() {
            return "report a tool error " + Words.value(text);
        }
    }
}
