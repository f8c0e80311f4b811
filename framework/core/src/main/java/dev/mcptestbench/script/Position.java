package dev.mcptestbench.script;

import org.apiguardian.api.API;

/** Where within a reply a rule acts. Events are counted as they are sent, from 1. */
@API(status = API.Status.EXPERIMENTAL)
public sealed interface Position {

    /** Before the request takes effect: an action that ends the reply has the feature not asked at all. */
    record BeforeReply() implements Position {
        @Override
        public String toString() {
            return "before the reply";
        }
    }

    /** After the request took effect, before anything of the reply is sent: the lost reply. */
    record AfterCommit() implements Position {
        @Override
        public String toString() {
            return "after the request took effect";
        }
    }

    /** After the status line and headers. */
    record AfterHead() implements Position {
        @Override
        public String toString() {
            return "after the head";
        }
    }

    /** After the n-th event, whatever it carries. */
    record AfterEvents(int n) implements Position {
        /** Checks n. */
        public AfterEvents {
            positive(n, "events");
        }

        @Override
        public String toString() {
            return "after " + Words.count(n, "event");
        }
    }

    /** After the n-th progress notification. */
    record AfterProgress(int n) implements Position {
        /** Checks n. */
        public AfterProgress {
            positive(n, "progress events");
        }

        @Override
        public String toString() {
            return "after " + Words.count(n, "progress event");
        }
    }

    /** Within the n-th event, after so many of its bytes as sent. */
    record MidEvent(int n, int offset) implements Position {
        /** Checks both. */
        public MidEvent {
            positive(n, "events");
            positive(offset, "bytes");
        }

        @Override
        public String toString() {
            return "within event " + n + ", after " + Words.count(offset, "byte");
        }
    }

    /** After so many bytes of the body. */
    record AfterBytes(int n) implements Position {
        /** Checks n. */
        public AfterBytes {
            positive(n, "bytes");
        }

        @Override
        public String toString() {
            return "after " + Words.count(n, "byte");
        }
    }

    /** Before the response, after the notifications that lead up to it. */
    record BeforeResponse() implements Position {
        @Override
        public String toString() {
            return "before the response";
        }
    }

    /** After the reply is complete. */
    record AfterResponse() implements Position {
        @Override
        public String toString() {
            return "after the response";
        }
    }

    private static void positive(int n, String what) {
        if (n < 1) {
            throw new IllegalArgumentException("A position counts " + what + " from 1, not from " + n);
        }
    }
}
