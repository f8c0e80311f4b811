package dev.mcptestbench.script;

import dev.mcptestbench.time.Gate;
import org.apiguardian.api.API;

/** What a rule does. Its text completes the sentence "on …: …". */
@API(status = API.Status.EXPERIMENTAL)
public sealed interface Action
        permits Fault, Action.Delay, Action.Hold, Action.HoldUntilArrived, Action.Send, Action.Ask {

    /** Everything from here on comes later. */
    record Delay(Latency latency) implements Action {
        @Override
        public String toString() {
            return "delay by " + latency;
        }
    }

    /** Everything from here on waits for a gate that the test opens. */
    record Hold(Gate gate) implements Action {
        @Override
        public String toString() {
            return "hold at a gate";
        }
    }

    /**
     * Replies wait until so many requests have arrived, and then go out in an order.
     *
     * @param arrivals how many to wait for, at least 1
     * @param order the order of the replies, one after the other
     */
    record HoldUntilArrived(int arrivals, Order order) implements Action {
        /** Checks the number. */
        public HoldUntilArrived {
            if (arrivals < 1) {
                throw new IllegalArgumentException("Replies wait for at least one arrival, not for " + arrivals);
            }
        }

        @Override
        public String toString() {
            return "hold until " + arrivals + " have arrived"
                    + (order == Order.REVERSED ? ", then reply in reverse" : "");
        }
    }

    /** The order in which held replies go out. */
    enum Order {
        /** As the requests arrived. */
        AS_ARRIVED,
        /** The last request is answered first. */
        REVERSED
    }

    /**
     * A stream of notifications.
     *
     * @param to who hears them, and where
     */
    record Send(NotificationStream stream, Addressee to) implements Action {
        /** To the client that the rule met. */
        public Send(NotificationStream stream) {
            this(stream, new Addressee.WhomItMet());
        }

        @Override
        public String toString() {
            return "send " + stream + to;
        }
    }

    /**
     * A request of the server's own, to which nothing waits for an answer.
     *
     * @param to who is asked, and where
     */
    record Ask(ServerRequest question, Addressee to) implements Action {
        /** To the client that the rule met. */
        public Ask(ServerRequest question) {
            this(question, new Addressee.WhomItMet());
        }

        @Override
        public String toString() {
            return "ask " + question + to;
        }
    }
}
