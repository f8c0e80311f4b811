package dev.mcptestbench.client.notification;

import dev.mcptestbench.journal.Journal;
import dev.mcptestbench.journal.JournalEntry;
import dev.mcptestbench.protocol.Message;
import dev.mcptestbench.script.NotificationFilter;
import dev.mcptestbench.time.TimeText;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** What arrived of the notifications that a filter covers, and what became of the rest, in words. */
final class Arrivals {

    private static final int MOST_TOLD = 24;
    private static final int PER_LINE = 8;

    private final NotificationBus bus;
    private final NotificationFilter filter;

    Arrivals(NotificationBus bus, NotificationFilter filter) {
        this.bus = bus;
        this.filter = filter;
    }

    /** Those that servers of the same journal have sent to the client, in the order of sending. */
    static List<JournalEntry.MessageSent> sent(Journal journal, NotificationFilter filter) {
        return journal.entries(JournalEntry.MessageSent.class).stream()
                .filter(sent -> sent.message().kind() == Message.Kind.NOTIFICATION)
                .filter(sent -> sent.client() != null
                        && filter.covers(sent.client(), sent.message().method()))
                .toList();
    }

    /**
     * Why there are not as many as were expected.
     *
     * @param waited how long was waited for them
     */
    String shortfall(long expected, Duration waited) {
        long count = bus.count(filter);
        String what = Wording.count(expected, "notification") + " of " + filter;
        String begin = waited.isZero() ? "Expected " : "Waited " + TimeText.words(waited) + " for ";
        String arrived = count == 0 ? "none arrived" : count + " arrived";
        return begin + what + "; " + arrived + (count == 0 ? "." : ":\n" + list()) + "\n" + undelivered();
    }

    /** The newest of them, each with its time. */
    String list() {
        List<HeardNotification> heard = bus.heard(filter, MOST_TOLD);
        StringBuilder text = new StringBuilder();
        long older = bus.count(filter) - heard.size();
        if (older > 0) {
            text.append("  (").append(older).append(" older").append(dropped()).append(")\n");
        }
        for (int i = 0; i < heard.size(); i++) {
            text.append(i % PER_LINE == 0 ? (i == 0 ? "  " : "\n  ") : "   ");
            text.append(brief(heard.get(i)));
        }
        return text.toString();
    }

    /** What is to be said of those that the history has dropped; nothing if it has all. */
    String dropped() {
        long dropped = bus.countDropped(filter);
        return dropped == 0 ? "" : ", the oldest " + dropped + " of them dropped from the history";
    }

    private String brief(HeardNotification heard) {
        String at = heard.at().toMillis() + " ms";
        String who = filter.client() == null ? "  \"" + heard.client() + "\"" : "";
        String kind = filter.type() == null ? "  " + heard.type() : "";
        return at + who + kind + "  \"" + heard.text() + '"';
    }

    private String undelivered() {
        List<JournalEntry.MessageSent> sent = sent(bus.journal(), filter);
        // A replayed event is the same one again.
        long distinct = sent.stream()
                .map(each -> each.eventId() == null ? each.number() : each.server() + "/" + each.eventId())
                .distinct()
                .count();
        long missing = distinct - bus.count(filter);
        if (missing <= 0) {
            return sent.isEmpty() && !hasServer()
                    ? "No server writes to this test's journal, so nobody knows whether more were sent."
                    : bus.count(filter) == 0 ? "The server sent none." : "The server sent no more.";
        }
        return missing + " more " + (missing == 1 ? "was" : "were") + " sent by the server and not delivered: "
                + fate(sent.get(sent.size() - 1));
    }

    private boolean hasServer() {
        return !bus.journal().entries(JournalEntry.HeadSent.class).isEmpty()
                || !bus.journal().entries(JournalEntry.MessageSent.class).isEmpty();
    }

    private String fate(JournalEntry.MessageSent last) {
        String stream = "its stream to \"" + last.client() + "\" ";
        Optional<JournalEntry.ReplyEnded> end = bus.journal().entries(JournalEntry.ReplyEnded.class).stream()
                .filter(ended -> ended.exchange() == last.exchange() && Objects.equals(ended.server(), last.server()))
                .findFirst();
        return end.map(ended -> stream + "was " + spelled(ended.how()) + " at "
                        + ended.at().toMillis() + " ms.")
                .orElse(stream + "is still open.");
    }

    private static String spelled(String how) {
        return switch (how) {
            case "closed by peer" -> "closed by the client";
            case "closed" -> "closed by the server";
            case "reset" -> "reset by the server";
            default -> how;
        };
    }
}
