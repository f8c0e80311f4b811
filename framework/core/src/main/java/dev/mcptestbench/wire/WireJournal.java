package dev.mcptestbench.wire;

import dev.mcptestbench.journal.Journal;
import dev.mcptestbench.journal.JournalEntry;
import dev.mcptestbench.protocol.Breach;
import dev.mcptestbench.protocol.Message;
import dev.mcptestbench.protocol.Requirement;
import dev.mcptestbench.wire.WireListener.End;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import org.apiguardian.api.API;
import org.jspecify.annotations.Nullable;

/** Writes down what crosses the wire at one server, and whose it is. Thread-safe. */
@API(status = API.Status.INTERNAL)
public final class WireJournal {

    private static final String NOBODY = "";

    private static final Map<End, String> WORDS = new EnumMap<>(End.class);

    static {
        for (End end : End.values()) {
            WORDS.put(end, end.name().toLowerCase(Locale.ROOT).replace('_', ' '));
        }
    }

    private final String server;
    private final Journal journal;
    private final String overrun;
    private final Map<Long, String> clients = new ConcurrentHashMap<>();

    /**
     * What happens at this server goes into that journal.
     *
     * @param maxUnreadBytes how much may wait for a client that does not read
     */
    public WireJournal(String server, Journal journal, int maxUnreadBytes) {
        this.overrun = "reset, for more than " + maxUnreadBytes
                + " bytes waited to be read: let the client read on, or allow more with maxUnreadBytes";
        this.server = server;
        this.journal = journal;
    }

    /** A connection was made. */
    public void opened(long connection, String peer) {
        journal.add(stamp -> new JournalEntry.ConnectionOpened(stamp, server, connection, peer));
    }

    /** A connection is no more. */
    public void closed(long connection, End end) {
        journal.add(stamp -> new JournalEntry.ConnectionClosed(stamp, server, connection, word(end)));
    }

    /** Writes down an arrival; returns its number. */
    public long arrived(
            Exchange exchange, @Nullable String client, @Nullable String session, @Nullable Message message) {
        HttpRequest request = exchange.request();
        clients.put(exchange.number(), client == null ? NOBODY : client);
        return journal.add(stamp -> new JournalEntry.RequestArrived(
                        stamp,
                        server,
                        exchange.number(),
                        exchange.connection(),
                        client,
                        session,
                        request.method(),
                        request.target(),
                        request.headers(),
                        request.body(),
                        message))
                .number();
    }

    /** What goes out on this exchange, in which nothing arrived, is the client's. */
    public void belongs(Exchange exchange, @Nullable String client) {
        clients.put(exchange.number(), client == null ? NOBODY : client);
    }

    /** A frame is handed to the socket. */
    public void sent(Exchange exchange, Frame frame, byte[] bytes) {
        String client = client(exchange);
        long number = exchange.number();
        Message message = frame.message();
        if (frame instanceof Frame.Head head) {
            journal.add(stamp -> new JournalEntry.HeadSent(stamp, server, number, client, head.status(), bytes));
        } else if (message != null) {
            String eventId = frame instanceof Frame.Event event ? event.id() : null;
            journal.add(stamp -> new JournalEntry.MessageSent(stamp, server, number, client, message, eventId, bytes));
        } else if (bytes.length > 0 && !(frame instanceof Frame.Finish)) {
            journal.add(stamp -> new JournalEntry.BytesSent(stamp, server, number, client, bytes));
        }
    }

    /** A reply came to its end. */
    public void ended(Exchange exchange, End end) {
        String client = client(exchange);
        clients.remove(exchange.number());
        journal.add(stamp -> new JournalEntry.ReplyEnded(stamp, server, exchange.number(), client, word(end)));
    }

    /** Breaches of what binds the client. */
    public void violations(List<Breach> breaches, @Nullable String client, long about) {
        for (Breach breach : breaches) {
            if (breach.requirement().level().isBinding()) {
                violation(breach, client, about);
            }
        }
    }

    /** One breach. */
    public void violation(Breach breach, @Nullable String client, long about) {
        journal.add(stamp ->
                new JournalEntry.Violation(stamp, server, client, about, breach.requirement(), described(breach)));
    }

    /** What came was no HTTP; it was answered with the status, or the connection was closed (0). */
    public void malformed(Requirement broken, int status, String detail) {
        String answer = status == 0 ? "the connection was closed" : "answered with " + status;
        violation(new Breach(broken, "no HTTP request: " + detail + "; " + answer, ""), null, 0);
    }

    private static String described(Breach breach) {
        return breach.path().isEmpty() ? breach.detail() : breach.path() + " " + breach.detail();
    }

    /** A session was opened, or ended. */
    public void session(@Nullable String client, String session, String what) {
        journal.add(stamp -> new JournalEntry.SessionChanged(stamp, server, client, session, what));
    }

    private @Nullable String client(Exchange exchange) {
        String client = clients.get(exchange.number());
        return NOBODY.equals(client) ? null : client;
    }

    private String word(End end) {
        return end == End.OVERRUN ? overrun : Objects.requireNonNull(WORDS.get(end));
    }
}
