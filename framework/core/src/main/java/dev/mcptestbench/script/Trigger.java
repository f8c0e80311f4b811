package dev.mcptestbench.script;

import dev.mcptestbench.journal.NearMiss;
import dev.mcptestbench.protocol.Message;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apiguardian.api.API;
import org.jspecify.annotations.Nullable;

/** What a rule waits for; an assertion uses the same words for what it looks for. Immutable. */
@API(status = API.Status.EXPERIMENTAL)
public sealed interface Trigger {

    /** Whether this is what the trigger waits for. */
    boolean matches(Occasion occasion);

    /**
     * A message from the client.
     *
     * @param method the method, or {@code null} for any request
     * @param name the tool, prompt or resource it names, or {@code null} for any
     * @param with what its arguments must hold; values are compared as JSON has them
     * @param client the client it comes from, or {@code null} for any
     */
    record OfMessage(
            @Nullable String method,
            @Nullable String name,
            Map<String, Object> with,
            @Nullable String client) implements Trigger {

        /** Copies the arguments. */
        public OfMessage {
            with = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(with));
        }

        /** Only if the argument has this value. */
        public OfMessage with(String argument, Object value) {
            Map<String, Object> more = new LinkedHashMap<>(with);
            more.put(argument, value);
            return new OfMessage(method, name, more, client);
        }

        /** Only from this client. */
        public OfMessage from(String clientName) {
            return new OfMessage(method, name, with, clientName);
        }

        @Override
        public boolean matches(Occasion occasion) {
            return occasion instanceof Occasion.Received received && matches(received.message(), received.client());
        }

        /** Whether the message from this client is what is looked for. */
        public boolean matches(Message message, @Nullable String from) {
            if (method == null ? message.kind() != Message.Kind.REQUEST : !method.equals(message.method())) {
                return false;
            }
            return (client == null || client.equals(from))
                    && (name == null || name.equals(nameOf(message)))
                    && (with.isEmpty() || differences(message).isEmpty());
        }

        /** How a message of the same method differs from what is looked for, argument by argument. */
        public List<NearMiss.Difference> differences(Message message) {
            List<NearMiss.Difference> differences = new ArrayList<>();
            String actualName = nameOf(message);
            if (name != null && !name.equals(actualName)) {
                differences.add(new NearMiss.Difference("name", name, actualName));
            }
            Map<?, ?> arguments = argumentsOf(message);
            with.forEach((argument, expected) -> {
                Object actual = arguments.get(argument);
                if (!sameJson(expected, actual)) {
                    differences.add(new NearMiss.Difference(argument, expected, actual));
                }
            });
            return differences;
        }

        /** The tool, prompt or resource that a message names, or {@code null}. */
        public static @Nullable String nameOf(Message message) {
            Object named = message.params().get("name");
            if (named == null) {
                named = message.params().get("uri");
            }
            return named instanceof String text ? text : null;
        }

        /** The arguments of a call, or all its parameters where the method has no arguments. */
        public static Map<?, ?> argumentsOf(Message message) {
            return message.params().get("arguments") instanceof Map<?, ?> map ? map : message.params();
        }

        static boolean sameJson(@Nullable Object expected, @Nullable Object actual) {
            if (expected instanceof Number a && actual instanceof Number b) {
                return new BigDecimal(a.toString()).compareTo(new BigDecimal(b.toString())) == 0;
            }
            if (expected instanceof Map<?, ?> a && actual instanceof Map<?, ?> b) {
                return a.size() == b.size()
                        && a.entrySet().stream()
                                .allMatch(entry -> b.containsKey(entry.getKey())
                                        && sameJson(entry.getValue(), b.get(entry.getKey())));
            }
            if (expected instanceof List<?> a && actual instanceof List<?> b) {
                if (a.size() != b.size()) {
                    return false;
                }
                for (int i = 0; i < a.size(); i++) {
                    if (!sameJson(a.get(i), b.get(i))) {
                        return false;
                    }
                }
                return true;
            }
            return java.util.Objects.equals(expected, actual);
        }

        @Override
        public String toString() {
            StringBuilder text = new StringBuilder(method == null ? "any request" : method);
            if (name != null) {
                text.append(" \"").append(name).append('"');
            }
            String joint = " with ";
            for (Map.Entry<String, Object> entry : with.entrySet()) {
                text.append(joint).append(entry.getKey()).append(" = ").append(Words.value(entry.getValue()));
                joint = ", ";
            }
            if (client != null) {
                text.append(" from ").append(client);
            }
            return text.toString();
        }
    }

    /** Which of the streams that a client opens with GET. */
    enum StreamKind {
        /** The standing stream, for what belongs to no request. */
        STANDING,
        /** A broken stream that is taken up again. */
        RESUMPTION
    }

    /** The client opens a stream with GET. */
    record OfStream(StreamKind kind, @Nullable String client) implements Trigger {

        /** Only from this client. */
        public OfStream from(String clientName) {
            return new OfStream(kind, clientName);
        }

        @Override
        public boolean matches(Occasion occasion) {
            return occasion instanceof Occasion.StreamOpened opened
                    && (opened.lastEventId() != null) == (kind == StreamKind.RESUMPTION)
                    && (client == null || client.equals(opened.client()));
        }

        @Override
        public String toString() {
            return (kind == StreamKind.STANDING ? "the standing stream" : "stream resumption")
                    + (client == null ? "" : " from " + client);
        }
    }

    /** A moment in the life of a session. */
    enum Moment {
        /** The client has said that it is initialized, and can be spoken to. */
        INITIALIZED,
        /** The client asks to end the session with DELETE. */
        DELETED
    }

    /** A session comes to a moment of its life. */
    record OfSession(Moment moment, @Nullable String client) implements Trigger {

        /** Only from this client. */
        public OfSession from(String clientName) {
            return new OfSession(moment, clientName);
        }

        @Override
        public boolean matches(Occasion occasion) {
            return occasion instanceof Occasion.SessionReached reached
                    && reached.moment() == moment
                    && (client == null || client.equals(reached.client()));
        }

        @Override
        public String toString() {
            return (moment == Moment.INITIALIZED ? "connected" : "session end")
                    + (client == null ? "" : " from " + client);
        }
    }

    /** A connection is made. */
    record OfConnection() implements Trigger {
        @Override
        public boolean matches(Occasion occasion) {
            return occasion instanceof Occasion.ConnectionMade;
        }

        @Override
        public String toString() {
            return "connection";
        }
    }

    /**
     * The client answers a request of the server's.
     *
     * @param method the method of that request, or {@code null} for any
     */
    record OfResponse(@Nullable String method, @Nullable String client) implements Trigger {

        /** Only from this client. */
        public OfResponse from(String clientName) {
            return new OfResponse(method, clientName);
        }

        @Override
        public boolean matches(Occasion occasion) {
            return occasion instanceof Occasion.Answered answered
                    && (method == null || method.equals(answered.question()))
                    && (client == null || client.equals(answered.client()));
        }

        @Override
        public String toString() {
            return "response" + (method == null ? "" : " to " + method) + (client == null ? "" : " from " + client);
        }
    }

    /** The standing stream of a client ends, whoever ends it. */
    record OfStreamEnd(@Nullable String client) implements Trigger {

        /** Only from this client. */
        public OfStreamEnd from(String clientName) {
            return new OfStreamEnd(clientName);
        }

        @Override
        public boolean matches(Occasion occasion) {
            return occasion instanceof Occasion.StreamClosed closed
                    && (client == null || client.equals(closed.client()));
        }

        @Override
        public String toString() {
            return "standing stream closed" + (client == null ? "" : " from " + client);
        }
    }

    /**
     * A point in time.
     *
     * @param since how long after the rule was scripted at a server, on the test clock
     */
    record OfTime(Duration since) implements Trigger {
        /** Checks the duration. */
        public OfTime {
            if (since.isNegative()) {
                throw new IllegalArgumentException("A rule acts after a time, not after " + since);
            }
        }

        @Override
        public boolean matches(Occasion occasion) {
            return occasion instanceof Occasion.TimeReached reached
                    && reached.since().equals(since);
        }

        @Override
        public String toString() {
            return "time " + Words.duration(since);
        }
    }
}
