package dev.mcptestbench.journal;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * One line of a timeline.
 *
 * @param number the entry that it shows, 0 for none
 * @param client whom it concerns, or {@code null} where that is not known
 * @param server the server concerned, or {@code null} where it is none
 * @param exchange the exchange that it belongs to, or 0
 * @param label what happened, to stand on the arrow
 * @param note what there is to say of it, to stand on the server's side
 */
record TimelineRow(
        long number,
        Duration at,
        @Nullable String client,
        @Nullable String server,
        long exchange,
        Shape shape,
        String label,
        String note) {

    /** How a line is drawn. */
    enum Shape {
        /** An arrow from client to server. */
        REQUEST,
        /** An arrow back, one of several: the label stands by its head. */
        EVENT,
        /** An arrow back that is the whole reply: the label stands by its foot. */
        REPLY,
        /** What the client did, or what concerns it alone: no arrow. */
        CLIENT,
        /** What the server did: only a note. */
        SERVER
    }

    /** Whether it shows something that the server sent. */
    boolean isReply() {
        return shape == Shape.EVENT || shape == Shape.REPLY;
    }

    /** The same with more to say. */
    TimelineRow noting(String more) {
        String both = note.isEmpty() ? more : note + "; " + more;
        return new TimelineRow(number, at, client, server, exchange, shape, label, both);
    }
}
