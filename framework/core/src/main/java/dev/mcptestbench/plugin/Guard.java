package dev.mcptestbench.plugin;

import dev.mcptestbench.journal.Journal;
import dev.mcptestbench.protocol.Breach;
import dev.mcptestbench.protocol.Challenge;
import dev.mcptestbench.protocol.Message;
import dev.mcptestbench.script.ScriptSink;
import dev.mcptestbench.script.Trigger;
import dev.mcptestbench.time.TestClock;
import dev.mcptestbench.wire.Frame;
import dev.mcptestbench.wire.HttpRequest;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.apiguardian.api.API;
import org.jspecify.annotations.Nullable;

/**
 * Stands in front of a mock MCP server that is reached over HTTP: lets a request in or answers it itself, before script and
 * server see it, and answers for well-known URLs on the server's port (basic/authorization). Thread-safe. But for
 * {@link #told}, it is never called on event loops, so it may take its time.
 */
@API(status = API.Status.EXPERIMENTAL)
public interface Guard {

    /**
     * Where a guard stands.
     *
     * @param server the server's name
     * @param names whose entries in the journal are the server's
     * @param endpoints what is guarded: the MCP endpoint, then others; at least one
     * @param script what the server plays; the guard's answers are met by its rules
     * @param journal the server's journal
     * @param clock the server's clock
     */
    @API(status = API.Status.EXPERIMENTAL)
    record Place(
            String server,
            Predicate<String> names,
            List<URI> endpoints,
            ScriptSink script,
            Journal journal,
            TestClock clock) {

        /** Copies. */
        public Place {
            endpoints = List.copyOf(endpoints);
        }
    }

    /**
     * A request that wants in.
     *
     * @param request the request
     * @param endpoint the path of the endpoint that it is for
     * @param messages the messages in it; empty if there are none, or they cannot be read
     * @param client the client's name, or {@code null} if it is not known
     * @param inSession whether it names a session that the server has opened
     */
    @API(status = API.Status.EXPERIMENTAL)
    record Visitor(
            HttpRequest request,
            String endpoint,
            List<Message> messages,
            @Nullable String client,
            boolean inSession) {

        /** Copies. */
        public Visitor {
            messages = List.copyOf(messages);
        }

        /** Tells nothing of headers, which may hold credentials. */
        @Override
        public String toString() {
            return request.method() + " " + request.path() + (client == null ? "" : " of " + client);
        }
    }

    /** What becomes of a request. */
    @API(status = API.Status.EXPERIMENTAL)
    sealed interface Decision {

        /** What the client did against the specification. */
        List<Breach> breaches();
    }

    /** The request goes on to the server. */
    @API(status = API.Status.EXPERIMENTAL)
    record LetIn(List<Breach> breaches) implements Decision {

        /** Copies. */
        public LetIn {
            breaches = List.copyOf(breaches);
        }
    }

    /**
     * The request is answered, and goes no further.
     *
     * @param occasion what rules know the answer as, such as {@code oauth/refused-request}: a notification, so that it is none of
     *     the requests to the server
     * @param status the HTTP status
     * @param headers in the order of sending, but for the length
     * @param body the body, empty for none
     */
    @API(status = API.Status.EXPERIMENTAL)
    @SuppressWarnings("ArrayRecordComponent") // Nobody compares answers.
    record Answer(Message occasion, int status, List<Frame.Header> headers, byte[] body, List<Breach> breaches)
            implements Decision {

        /** Copies. */
        public Answer {
            headers = List.copyOf(headers);
            breaches = List.copyOf(breaches);
        }

        /** The answer as it goes over the wire. */
        public List<Frame> frames() {
            List<Frame> frames = new ArrayList<>(3);
            frames.add(new Frame.Head(status, headers).with("Content-Length", String.valueOf(body.length)));
            if (body.length > 0) {
                frames.add(new Frame.Data(body, null));
            }
            frames.add(new Frame.Finish());
            return frames;
        }

        @Override
        public String toString() {
            return occasion.method() + " " + status;
        }
    }

    /**
     * Takes its stand. Called once, as soon as the server's address is known.
     *
     * @throws IllegalStateException if it stands elsewhere already
     */
    void standBefore(Place place);

    /** Lets such requests in only with all of these scopes, from now on. */
    void requireScope(Trigger.OfMessage requests, Set<String> scopes);

    /** Says what becomes of a request for an endpoint. */
    Decision decide(Visitor visitor);

    /** Answers for a path that is no endpoint; empty where there is nothing. */
    Optional<Answer> answer(HttpRequest request);

    /** A challenge that a rule sends in the guard's name, with what the guard would add to it. */
    Challenge complete(Challenge scripted);

    /**
     * A client is being told this, now that rules have had their way: by the guard itself, or by a rule that speaks in its name.
     * Called on event loops, before it is sent.
     *
     * @param request what it answers
     */
    void told(HttpRequest request, Frame.Head head);
}
