package dev.mcptestbench.script;

import org.apiguardian.api.API;
import org.jspecify.annotations.Nullable;

/** To whom, and where, the server says what a rule has it say besides its reply. */
@API(status = API.Status.EXPERIMENTAL)
public sealed interface Addressee {

    /** Whom an action speaks to, or {@code null} if it says nothing. */
    static @Nullable Addressee of(Action action) {
        return action instanceof Action.Send send ? send.to() : action instanceof Action.Ask ask ? ask.to() : null;
    }

    /**
     * The client that the rule met: on the stream of its request, or on its standing stream where there is no request
     * that is answered with a stream. On an occasion that is no client's, such as a point in time, all clients.
     */
    record WhomItMet() implements Addressee {
        @Override
        public String toString() {
            return "";
        }
    }

    /** The client that the rule met, on its standing stream. */
    record StandingStream() implements Addressee {
        @Override
        public String toString() {
            return " on the standing stream";
        }
    }

    /** The clients of this name, on their standing streams. */
    record Client(String name) implements Addressee {
        @Override
        public String toString() {
            return " to " + name;
        }
    }

    /** Every initialized client, on its standing stream. */
    record Everybody() implements Addressee {
        @Override
        public String toString() {
            return " to all";
        }
    }
}
