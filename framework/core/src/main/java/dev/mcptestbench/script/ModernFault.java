package dev.mcptestbench.script;

import java.util.Set;
import org.apiguardian.api.API;

/**
 * What goes wrong with what only the modern era has: results that ask for input (2026-07-28, basic/patterns/mrtr) and the
 * streams that {@code subscriptions/listen} opens (basic/patterns/subscriptions).
 */
@API(status = API.Status.EXPERIMENTAL)
public sealed interface ModernFault extends Fault {

    /** What comes of it when the client returns with the answer. */
    enum Sequel {
        /** The request is served. */
        SERVED,
        /** The client is asked again, however often it answers. */
        ASKED_AGAIN,
        /** The client is turned away: the state that it brings back was tampered with before it got it. */
        STATE_REFUSED
    }

    /**
     * The request is answered with {@code input_required}, also one of a method that may not be. Whether the client has
     * declared that it can be asked is not looked at.
     *
     * @param question what the client is asked for, once and for good
     * @param sequel what comes of it
     */
    record RequireInput(ServerRequest question, Sequel sequel) implements ModernFault {
        /** Checks that the question can be part of a result. */
        public RequireInput {
            if (question.repeated() || question.cancelledAfter() != null) {
                throw new IllegalArgumentException(
                        "A question that is part of a result is asked once and not taken back, so not " + question);
            }
        }

        @Override
        public String toString() {
            return "require input by " + question.method()
                    + switch (sequel) {
                        case SERVED -> "";
                        case ASKED_AGAIN -> " for ever";
                        case STATE_REFUSED -> " with a tampered state";
                    };
        }
    }

    /** What opens with {@code subscriptions/listen} is not acknowledged; notifications come all the same. */
    record WithoutAcknowledgement() implements ModernFault {
        @Override
        public String toString() {
            return "listen without acknowledging";
        }
    }

    /**
     * Of what the client wants to hear only so much is acknowledged, and said.
     *
     * @param kinds members of the filter, such as {@code toolsListChanged}; none acknowledges nothing
     */
    record AcknowledgeOnly(Set<String> kinds) implements ModernFault {
        /** Copies the names. */
        public AcknowledgeOnly {
            kinds = Copies.set(kinds);
        }

        @Override
        public String toString() {
            return "acknowledge " + (kinds.isEmpty() ? "nothing" : "only " + String.join(", ", kinds));
        }
    }

    /**
     * Subscriptions end in good order: each is answered. On {@code subscriptions/listen} itself it is that one, once it is
     * acknowledged; on any other occasion it is all of the server's.
     */
    record EndSubscriptions() implements ModernFault {
        @Override
        public String toString() {
            return "end subscriptions in good order";
        }
    }
}
