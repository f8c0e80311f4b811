package dev.mcptestbench.server.proxy;

import dev.mcptestbench.journal.Journal;
import dev.mcptestbench.journal.JournalEntry;
import dev.mcptestbench.protocol.Message;
import dev.mcptestbench.protocol.Methods;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a real server was asked through a proxy and what it said, put together from the journal. */
final class Transcript {

    /** A message of the real server's, and when it came. */
    record Came(Message message, Duration at) {}

    /** One request, what came before its response, and the response, if it came. */
    static final class Asked {

        private final Message request;
        private final Duration at;
        private final String session;
        private final List<Came> before = new ArrayList<>();
        private @Nullable Came response;

        Asked(Message request, Duration at, String session) {
            this.request = request;
            this.at = at;
            this.session = session;
        }

        Message request() {
            return request;
        }

        Duration at() {
            return at;
        }

        List<Came> before() {
            return before;
        }

        @Nullable
        Came response() {
            return response;
        }

        boolean is(String method) {
            return method.equals(request.method());
        }
    }

    private final List<Asked> asked = new ArrayList<>();
    private final List<Came> unasked = new ArrayList<>();
    private final Set<String> sessions = new LinkedHashSet<>();
    private final Map<Long, Asked> byExchange = new HashMap<>();
    private final Map<Long, String> sessionOf = new HashMap<>();

    private Transcript() {}

    /**
     * Puts a transcript together.
     *
     * @throws IllegalStateException if the journal has dropped entries: then nobody knows what is missing
     */
    static Transcript of(String server, Journal journal) {
        Transcript transcript = new Transcript();
        for (JournalEntry entry : journal.entries()) {
            if (entry instanceof JournalEntry.Dropped dropped) {
                throw new IllegalStateException("The journal has dropped " + dropped.entries()
                        + " entries, so that the recording would have holes: record less at a time, or give the proxy a"
                        + " larger journal");
            } else if (entry instanceof JournalEntry.RequestArrived arrived
                    && arrived.server().equals(server)) {
                transcript.arrived(arrived);
            } else if (entry instanceof JournalEntry.UpstreamSeen seen
                    && seen.server().equals(server)
                    && seen.message() != null) {
                transcript.came(seen.exchange(), new Came(seen.message(), seen.at()));
            }
        }
        return transcript;
    }

    private void arrived(JournalEntry.RequestArrived arrived) {
        String session = Objects.toString(arrived.session(), "");
        if (!session.isEmpty()) {
            sessions.add(session);
        }
        sessionOf.put(arrived.exchange(), session);
        Message message = arrived.message();
        if (message != null && message.kind() == Message.Kind.REQUEST) {
            Asked request = new Asked(message, arrived.at(), session);
            byExchange.put(arrived.exchange(), request);
            asked.add(request);
        }
    }

    private void came(long exchange, Came came) {
        Asked own = byExchange.get(exchange);
        Asked about = own != null ? own : resumed(sessionOf.getOrDefault(exchange, ""), came.message());
        boolean response =
                came.message().kind() == Message.Kind.RESULT || came.message().kind() == Message.Kind.ERROR;
        if (about == null) {
            if (!response) {
                unasked.add(came);
            }
        } else if (!response) {
            about.before.add(came);
        } else if (about.response == null) {
            about.response = came;
        }
    }

    /** The request that a message on a stream of the client's own belongs to: the stream may be one that was resumed. */
    private @Nullable Asked resumed(String session, Message message) {
        Object token = message.params().get("progressToken");
        for (int i = asked.size() - 1; i >= 0; i--) {
            Asked request = asked.get(i);
            if (!request.session.equals(session)) {
                continue;
            }
            boolean answers = message.method() == null && Objects.equals(message.id(), request.request.id());
            boolean progresses = Methods.PROGRESS.equals(message.method())
                    && token != null
                    && token.equals(request.request.at("_meta.progressToken"));
            if ((answers || progresses) && request.response == null) {
                return request;
            }
        }
        return null;
    }

    /** The requests that were answered, in the order of asking. */
    List<Asked> answered() {
        return asked.stream().filter(request -> request.response != null).toList();
    }

    /** What came on streams of no request. */
    List<Came> unasked() {
        return unasked;
    }

    /** The ids of sessions, which are secrets. */
    Set<String> sessions() {
        return sessions;
    }
}
