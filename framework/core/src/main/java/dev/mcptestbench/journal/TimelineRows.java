package dev.mcptestbench.journal;

import dev.mcptestbench.journal.TimelineRow.Shape;
import dev.mcptestbench.protocol.Headers;
import dev.mcptestbench.protocol.Message;
import dev.mcptestbench.time.TimeText;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Makes the lines of a timeline from entries. Ordinary steps are drawn together (head and body, a rule and what it did)
 * or left out (a reply that ended well, a connection that was used), so that what is left is worth reading.
 */
final class TimelineRows {

    private static final int LONGEST_TARGET = 60;
    private static final int LONGEST_EXCERPT = 60;

    /** In place of an exchange: the next reply of the server, whichever it is. */
    private static final long NEXT_REPLY = -1;

    private final Exchanges exchanges;
    private final List<TimelineRow> rows = new ArrayList<>();
    private final List<TimelineRow> pending = new ArrayList<>();

    private TimelineRows(Exchanges exchanges) {
        this.exchanges = exchanges;
    }

    static List<TimelineRow> of(List<JournalEntry> entries) {
        TimelineRows rows = new TimelineRows(Exchanges.of(entries));
        entries.forEach(rows::draw);
        rows.settle();
        return List.copyOf(rows.rows);
    }

    // Ends in an error, not in silence: a new kind of entry must be given its lines here. A test asks for each kind.
    private void draw(JournalEntry entry) {
        if (entry instanceof JournalEntry.RequestArrived request) {
            add(request, request.server(), request.exchange(), Shape.REQUEST, label(request), note(request));
        } else if (entry instanceof JournalEntry.HeadSent head) {
            drawHead(head);
        } else if (entry instanceof JournalEntry.MessageSent sent) {
            drawMessage(sent);
        } else if (entry instanceof JournalEntry.BytesSent sent) {
            drawBytes(sent);
        } else if (entry instanceof JournalEntry.ReplyEnded ended) {
            drawEnd(ended);
        } else if (entry instanceof JournalEntry.RuleFired fired) {
            pending.add(row(fired, fired.server(), fired.exchange(), Shape.SERVER, "", Secrets.hide(fired.text())));
        } else if (entry instanceof JournalEntry.RuleRefused refused) {
            String text = Secrets.hide(refused.text());
            add(refused, refused.server(), refused.exchange(), Shape.SERVER, "", text);
        } else if (entry instanceof JournalEntry.UpstreamSeen seen) {
            // Worth a line only where the client was sent something else.
            if (seen.message() != null && !exchanges.sent(seen.message())) {
                String note = "the real server sent " + MessageWords.brief(seen.message());
                pending.add(row(seen, seen.server(), seen.exchange(), Shape.SERVER, "", note));
            }
        } else if (entry instanceof JournalEntry.SessionChanged changed) {
            drawSession(changed);
        } else if (entry instanceof JournalEntry.ConnectionOpened opened) {
            if (!exchanges.used(opened.server(), opened.connection())) {
                add(opened, opened.server(), 0, Shape.REQUEST, "connection opened", "");
            }
        } else if (entry instanceof JournalEntry.ConnectionClosed closed) {
            if (!exchanges.used(closed.server(), closed.connection())) {
                add(closed, closed.server(), 0, Shape.SERVER, "", "connection " + words(closed.how()));
            }
        } else if (entry instanceof JournalEntry.StateChanged changed) {
            drawState(changed);
        } else if (entry instanceof JournalEntry.RetryScheduled retry) {
            String label = "attempt " + retry.attempt() + " in " + TimeText.words(retry.delay());
            add(retry, null, 0, Shape.CLIENT, label, Secrets.hide(retry.what()));
        } else if (entry instanceof JournalEntry.CallRepeated repeated) {
            String later = repeated.delay().isZero() ? "" : " in " + TimeText.words(repeated.delay());
            String by = repeated.next().equals(repeated.client()) ? "" : " by " + repeated.next();
            add(repeated, null, 0, Shape.CLIENT, repeated.call() + " again" + by + later, Secrets.hide(repeated.why()));
        } else if (entry instanceof JournalEntry.AuthorizationStep step) {
            add(step, null, 0, Shape.CLIENT, Secrets.hide(step.detail()), "");
        } else if (entry instanceof JournalEntry.CircuitChanged changed) {
            String label = "circuit " + changed.from() + " → " + changed.to();
            add(changed, null, 0, Shape.CLIENT, label, Secrets.hide(changed.reason()));
        } else if (entry instanceof JournalEntry.NotificationHeard heard) {
            if (!exchanges.sent(heard.message())) {
                String label = "heard " + MessageWords.brief(heard.message());
                add(heard, null, 0, Shape.CLIENT, label, MessageWords.content(heard.message()));
            }
        } else if (entry instanceof JournalEntry.CallEnded call) {
            String label = call.call() + " took " + TimeText.words(call.took());
            add(call, null, 0, Shape.CLIENT, label, Secrets.hide(call.outcome()));
        } else if (entry instanceof JournalEntry.Dropped dropped) {
            String which = dropped.entries() == 1 ? "1 older entry was" : dropped.entries() + " older entries were";
            String note = "(" + which + " dropped from the journal)";
            add(dropped, null, 0, Shape.SERVER, "", note);
        } else if (!(entry instanceof JournalEntry.Violation)) { // violations have lines of their own below the others
            throw new IllegalStateException("No line for " + entry.getClass().getSimpleName());
        }
    }

    private static String label(JournalEntry.RequestArrived request) {
        String http = request.httpMethod().isEmpty() ? "" : String.format(Locale.ROOT, "%-4s ", request.httpMethod());
        Message message = request.message();
        if (message != null) {
            return http + MessageWords.brief(message);
        }
        String lastEventId = request.header(Headers.LAST_EVENT_ID);
        if (lastEventId != null) {
            return http + Headers.LAST_EVENT_ID + ": " + lastEventId;
        }
        if (request.httpMethod().equals("DELETE") && request.session() != null) {
            return http + "session";
        }
        String accept = request.header(Headers.ACCEPT);
        if (request.httpMethod().equals("GET") && accept != null && accept.contains(Headers.EVENT_STREAM)) {
            return http + "stream";
        }
        return http + MessageWords.cut(Secrets.hide(request.target()), LONGEST_TARGET);
    }

    private static String note(JournalEntry.RequestArrived request) {
        Message message = request.message();
        return message != null ? MessageWords.content(message) : excerpt(request.body());
    }

    private void drawHead(JournalEntry.HeadSent head) {
        Exchanges.Exchange exchange = exchanges.get(head.server(), head.exchange());
        if (exchange.hasMessages() || (exchange.isStream() && exchange.hasVisibleBytes())) {
            return;
        }
        String label = head.status() + (exchange.isStream() ? " stream" : "");
        String body = exchange.isStream() ? "" : exchange.body();
        add(head, head.server(), head.exchange(), Shape.REPLY, label, excerpt(body));
    }

    private void drawMessage(JournalEntry.MessageSent sent) {
        Exchanges.Exchange exchange = exchanges.get(sent.server(), sent.exchange());
        String brief = MessageWords.brief(sent.message());
        String content = MessageWords.content(sent.message());
        if (exchange.hasHead() && !exchange.isStream()) {
            add(sent, sent.server(), sent.exchange(), Shape.REPLY, exchange.status() + " " + brief, content);
        } else {
            String event = sent.eventId() != null
                    ? "event " + MessageWords.cut(sent.eventId(), 16) + " "
                    : exchange.isStream() ? "event " : "";
            add(sent, sent.server(), sent.exchange(), Shape.EVENT, event + brief, content);
        }
    }

    private void drawBytes(JournalEntry.BytesSent sent) {
        Exchanges.Exchange exchange = exchanges.get(sent.server(), sent.exchange());
        boolean shownWithHead = exchange.hasHead() && !exchange.isStream() && !exchange.hasMessages();
        if (!shownWithHead && !Exchanges.isPriming(sent.bytes())) {
            String label = sent.bytes().length + (sent.bytes().length == 1 ? " byte" : " bytes");
            add(sent, sent.server(), sent.exchange(), Shape.EVENT, label, excerpt(sent.bytes()));
        }
    }

    private void drawEnd(JournalEntry.ReplyEnded ended) {
        Exchanges.Exchange exchange = exchanges.get(ended.server(), ended.exchange());
        String how = words(ended.how());
        if (how.startsWith("finish")) {
            // A stream that ends in good order has still been cut if the response it was opened for has not come.
            if (exchange.isStream() && !exchange.isAnswered()) {
                add(ended, ended.server(), ended.exchange(), Shape.EVENT, "✂ stream closed", "");
            }
            return;
        }
        String what = exchange.isStream() ? "stream " : "connection ";
        boolean byClient = how.contains("client") || how.contains("peer");
        String label = "✂ " + what + (byClient ? "closed" : how);
        add(ended, ended.server(), ended.exchange(), byClient ? Shape.REQUEST : Shape.EVENT, label, "");
    }

    /** The names of constants read as words, too. */
    private static String words(String how) {
        return how.toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    private void drawSession(JournalEntry.SessionChanged changed) {
        boolean opened = words(changed.what()).startsWith("open");
        String shown = "session " + Secrets.brief(changed.session());
        pending.add(row(
                changed,
                changed.server(),
                NEXT_REPLY,
                Shape.SERVER,
                "",
                opened ? shown : shown + " " + words(changed.what())));
    }

    private void drawState(JournalEntry.StateChanged changed) {
        boolean ordinary = changed.reason() == null
                && (changed.to() == ClientState.CONNECTING || changed.from() == ClientState.CONNECTING)
                && changed.to() != ClientState.FAILED;
        if (!ordinary) {
            String reason = changed.reason() == null ? "" : Secrets.hide(changed.reason());
            add(changed, null, 0, Shape.CLIENT, changed.from() + " → " + changed.to(), reason);
        }
    }

    private void add(
            JournalEntry entry, @Nullable String server, long exchange, Shape shape, String label, String note) {
        TimelineRow row = row(entry, server, exchange, shape, label, note);
        for (TimelineRow waiting : pending) {
            boolean belongs = row.isReply()
                    && waiting.server() != null
                    && waiting.server().equals(row.server())
                    && (waiting.exchange() == NEXT_REPLY || waiting.exchange() == row.exchange());
            if (belongs) {
                row = row.noting(waiting.note());
            } else {
                rows.add(waiting);
            }
        }
        pending.clear();
        rows.add(row);
    }

    private void settle() {
        rows.addAll(pending);
        pending.clear();
    }

    private static TimelineRow row(
            JournalEntry entry, @Nullable String server, long exchange, Shape shape, String label, String note) {
        return new TimelineRow(entry.number(), entry.at(), entry.client(), server, exchange, shape, label, note);
    }

    private static String excerpt(byte[] bytes) {
        return excerpt(new String(bytes, 0, Math.min(bytes.length, 2_000), StandardCharsets.UTF_8));
    }

    private static String excerpt(String text) {
        StringBuilder visible = new StringBuilder();
        Secrets.hide(text).codePoints().limit(LONGEST_EXCERPT * 2L).forEach(c -> {
            switch (c) {
                case '\n' -> visible.append("\\n");
                case '\r' -> visible.append("\\r");
                case '\t' -> visible.append("\\t");
                default -> visible.appendCodePoint(Character.isISOControl(c) ? '\uFFFD' : c);
            }
        });
        return MessageWords.cut(visible.toString(), LONGEST_EXCERPT);
    }
}
