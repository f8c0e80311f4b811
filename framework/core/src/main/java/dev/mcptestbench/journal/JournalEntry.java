package dev.mcptestbench.journal;

import dev.mcptestbench.protocol.Message;
import dev.mcptestbench.protocol.Requirement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apiguardian.api.API;
import org.jspecify.annotations.Nullable;

/**
 * One fact of a {@link Journal}. Immutable; bodies are kept as they crossed the wire.
 *
 * <p>Where a component is called {@code server} or {@code client} it holds the name under which the test knows it;
 * {@code exchange} numbers one request and its reply.
 */
@API(status = API.Status.EXPERIMENTAL)
public sealed interface JournalEntry {

    /** Where this entry stands in its journal. */
    Stamp stamp();

    /** The place in the total order, from 1. */
    default long number() {
        return stamp().number();
    }

    /** When it happened, counted from the journal's opening, on the test's clock. */
    default Duration at() {
        return stamp().at();
    }

    /** The managed client or peer that this is about, or {@code null} where none is known. */
    default @Nullable String client() {
        return null;
    }

    /** How many bytes of memory this entry answers for, roughly. */
    default long weight() {
        return 200;
    }

    /** A connection was made to a server. */
    record ConnectionOpened(Stamp stamp, String server, long connection, String peer) implements JournalEntry {}

    /** A connection to a server is no more. */
    record ConnectionClosed(Stamp stamp, String server, long connection, String how) implements JournalEntry {}

    /**
     * A request has arrived; recorded before it is answered.
     *
     * @param session the session it named, or {@code null}
     * @param message the message in its body, or {@code null} if there was none or it was no JSON
     */
    record RequestArrived(
            Stamp stamp,
            String server,
            long exchange,
            long connection,
            @Nullable String client,
            @Nullable String session,
            String httpMethod,
            String target,
            Map<String, List<String>> headers,
            byte[] body,
            @Nullable Message message)
            implements JournalEntry {

        /** The first value of the header, or {@code null}. */
        public @Nullable String header(String name) {
            List<String> values = headers.get(name);
            return values == null || values.isEmpty() ? null : values.get(0);
        }

        @Override
        public long weight() {
            return 600L + body.length * 3L;
        }

        /** Without headers and body, which may hold credentials. */
        @Override
        public String toString() {
            return "#" + number() + " " + httpMethod + " " + Secrets.hide(target) + " at " + server;
        }
    }

    /** Status and headers of a reply went out. */
    record HeadSent(
            Stamp stamp,
            String server,
            long exchange,
            @Nullable String client,
            int status,
            byte[] bytes) implements JournalEntry {

        @Override
        public long weight() {
            return 200L + bytes.length;
        }
    }

    /**
     * A message went out to the peer.
     *
     * @param eventId the id of the event that carried it, or {@code null}
     * @param bytes what was put on the wire for it
     */
    record MessageSent(
            Stamp stamp,
            String server,
            long exchange,
            @Nullable String client,
            Message message,
            @Nullable String eventId,
            byte[] bytes)
            implements JournalEntry {

        @Override
        public long weight() {
            return 300L + bytes.length * 3L;
        }
    }

    /** Bytes that carry no message went out: comments, priming events, garbage. */
    record BytesSent(
            Stamp stamp,
            String server,
            long exchange,
            @Nullable String client,
            byte[] bytes) implements JournalEntry {

        @Override
        public long weight() {
            return 200L + bytes.length;
        }
    }

    /**
     * A reply came to its end.
     *
     * @param how finished, closed, reset, or closed by the client
     */
    record ReplyEnded(
            Stamp stamp,
            String server,
            long exchange,
            @Nullable String client,
            String how) implements JournalEntry {}

    /**
     * What a proxy saw of the real server behind it, whether or not it reached the client.
     *
     * @param what what happened: {@code asked …}, {@code 200 text/event-stream}, {@code event 3}, {@code ended}, or how it
     *     broke
     * @param message the message that came, or {@code null}
     * @param size how many bytes it was
     */
    record UpstreamSeen(
            Stamp stamp,
            String server,
            long exchange,
            @Nullable String client,
            String what,
            @Nullable Message message,
            int size)
            implements JournalEntry {

        @Override
        public long weight() {
            return 300L + size * 3L;
        }
    }

    /**
     * A scripted rule did what it says.
     *
     * @param rule its number in the script, from 1
     * @param times how often it has fired, this time counted
     * @param exchange the exchange it worked on, or 0 where it was none
     * @param text what to say of it, such as {@code rule 1 fired (1 of 1): after 1 progress event, close the stream}
     */
    record RuleFired(
            Stamp stamp,
            String server,
            int rule,
            long times,
            long exchange,
            @Nullable String client,
            String text) implements JournalEntry {}

    /**
     * A scripted rule was met on a carrier, or in an era, that cannot express it, and did nothing. The test is to fail.
     *
     * @param rule its number in the script, from 1
     * @param exchange the exchange that it met, or 0 where it was none
     * @param text what to say of it, such as {@code rule 1 cannot act on stdio: stdio has no chunks}
     */
    record RuleRefused(
            Stamp stamp,
            String server,
            int rule,
            long exchange,
            @Nullable String client,
            String text) implements JournalEntry {}

    /**
     * The peer broke a rule of the specification.
     *
     * @param about the number of the entry that shows it, or 0
     * @param detail what was wrong with it
     */
    record Violation(
            Stamp stamp, String server, @Nullable String client, long about, Requirement requirement, String detail)
            implements JournalEntry {

        @Override
        public String toString() {
            return (about == 0 ? "" : "#" + about + " ") + detail + " (" + requirement.section() + ")";
        }
    }

    /** A session was opened, with the negotiated revision, or ended. */
    record SessionChanged(
            Stamp stamp, String server, @Nullable String client, String session, String what) implements JournalEntry {}

    /** A managed client went from one state to another. */
    record StateChanged(
            Stamp stamp,
            String client,
            ClientState from,
            ClientState to,
            @Nullable String reason) implements JournalEntry {}

    /** A managed client will try again after a delay. */
    record RetryScheduled(Stamp stamp, String client, int attempt, Duration delay, String what)
            implements JournalEntry {}

    /**
     * A call that failed is made again, by the same client or by another one of its pool.
     *
     * @param client whose call failed
     * @param call what was called, such as {@code tools/call "echo"}
     * @param next who makes it next: a client, or the pool where that is not settled yet
     * @param delay how much later
     * @param why how it failed
     */
    record CallRepeated(Stamp stamp, String client, String call, String next, Duration delay, String why)
            implements JournalEntry {}

    /**
     * A client has come a step further with its authorization, or no further, as a managed client tells of itself and a mock
     * authorization server of its clients.
     *
     * @param issuer the authorization server, or empty while it is not known
     * @param detail what to say of it; no secret
     */
    record AuthorizationStep(Stamp stamp, String client, String issuer, Step step, String detail)
            implements JournalEntry {

        /** What the client did. */
        public enum Step {
            /** It found its authorization server. */
            DISCOVERED,
            /** A mock authorization server knows it now: it has registered itself, or the test has registered it. */
            REGISTERED,
            /** It asked the user. */
            ASKED_USER,
            /** It saw that the answer is of the issuer that it had asked (RFC 9207). */
            VALIDATED_ISSUER,
            /** It was given a token. */
            OBTAINED,
            /** It was given another token for a refresh token. */
            REFRESHED,
            /** It was given none. */
            FAILED
        }
    }

    /**
     * A circuit breaker went from one state to another.
     *
     * @param circuit its name: that of the client it guards, or of the server in a pool
     */
    record CircuitChanged(Stamp stamp, String circuit, CircuitState from, CircuitState to, String reason)
            implements JournalEntry {

        @Override
        public String client() {
            return circuit;
        }
    }

    /**
     * A notification reached a managed client.
     *
     * @param eventId the id of the event that carried it, or {@code null}
     * @param stream which of the client's streams it came on
     */
    record NotificationHeard(
            Stamp stamp,
            String client,
            Message message,
            @Nullable String eventId,
            String stream) implements JournalEntry {

        @Override
        public long weight() {
            return 400;
        }
    }

    /** A call of a managed client has its outcome. */
    record CallEnded(Stamp stamp, String client, String call, Duration took, String outcome) implements JournalEntry {}

    /** Older entries were dropped to stay within the journal's bounds. */
    record Dropped(Stamp stamp, long entries, long bytes) implements JournalEntry {}
}
