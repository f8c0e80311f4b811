package dev.mcptestbench.script;

import dev.mcptestbench.journal.NearMiss;
import dev.mcptestbench.protocol.Message;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.apiguardian.api.API;
import org.jspecify.annotations.Nullable;

/**
 * What is said, word for word, to a request with certain arguments: the first time, the second time and so on; the last
 * again and again. Takes the place of what a feature would answer. Immutable.
 *
 * @param method the method of the request
 * @param name the tool, prompt or resource that it names, or {@code null} for any, or none
 * @param arguments its arguments, all of them and no others, or {@code null} for any; {@value #ANYTHING} as a value stands
 *     for any value
 * @param says what is said, one after the other, at least one
 */
@API(status = API.Status.EXPERIMENTAL)
public record CannedReply(
        String method, @Nullable String name, @Nullable Map<String, Object> arguments, List<Turn> says) {

    /** An argument of any value: what stands in a recording in place of a secret. */
    public static final String ANYTHING = "…";

    /** Checks and copies. */
    public CannedReply {
        if (says.isEmpty()) {
            throw new IllegalArgumentException("A canned reply to " + method + " says something at least once");
        }
        arguments = arguments == null ? null : Copies.map(arguments);
        says = List.copyOf(says);
    }

    /**
     * One answer to one request.
     *
     * @param before what is sent before the response, in order
     * @param takes how long after that the response is sent, or {@code null} for at once
     * @param result the result, or {@code null} if it is an error
     * @param error the error, or {@code null} if it is a result
     */
    @API(status = API.Status.EXPERIMENTAL)
    public record Turn(
            List<Step> before,
            @Nullable Latency takes,
            @Nullable Map<String, Object> result,
            @Nullable Map<String, Object> error) {

        /** Checks and copies. */
        public Turn {
            if ((result == null) == (error == null)) {
                throw new IllegalArgumentException("A response is either a result or an error");
            }
            before = List.copyOf(before);
            result = result == null ? null : Copies.map(result);
            error = error == null ? null : Copies.map(error);
        }

        /** A result, at once. */
        public static Turn of(Map<String, Object> result) {
            return new Turn(List.of(), null, result, null);
        }

        /** The response to the request with this id. */
        public Message response(Object id) {
            Map<String, Object> members = new LinkedHashMap<>();
            members.put("jsonrpc", "2.0");
            members.put("id", id);
            members.put(result == null ? "error" : "result", result == null ? error : result);
            return Message.of(members);
        }
    }

    /** What is sent before the response. */
    public sealed interface Step {

        /** How long after what went before. */
        Duration after();

        /** A notification. */
        record Notify(Notification notification, Duration after) implements Step {}

        /** A request to the client, on whose answer everything else waits. */
        record Ask(String method, Map<String, Object> params, Duration after) implements Step {
            /** Copies the parameters. */
            public Ask {
                params = Copies.map(params);
            }
        }
    }

    /** Whether the request is of this method and names this, whatever its arguments. */
    public boolean isAbout(Message request) {
        return method.equals(request.method()) && (name == null || name.equals(Trigger.OfMessage.nameOf(request)));
    }

    /** How the arguments of a request that this is about differ; empty if this is the reply to it. */
    public List<NearMiss.Difference> differences(Message request) {
        Map<String, Object> wanted = arguments;
        if (wanted == null) {
            return List.of();
        }
        Map<?, ?> actual = argumentsOf(request);
        List<NearMiss.Difference> differences = new ArrayList<>();
        wanted.forEach((argument, value) -> {
            if (!fits(value, actual.get(argument))) {
                differences.add(new NearMiss.Difference(argument, value, actual.get(argument)));
            }
        });
        actual.forEach((argument, value) -> {
            if (!wanted.containsKey(argument)) {
                differences.add(new NearMiss.Difference(String.valueOf(argument), "nothing", value));
            }
        });
        return differences;
    }

    private static boolean fits(@Nullable Object wanted, @Nullable Object actual) {
        if (ANYTHING.equals(wanted)) {
            return actual != null;
        }
        if (wanted instanceof Map<?, ?> one && actual instanceof Map<?, ?> other) {
            return one.keySet().equals(other.keySet())
                    && one.keySet().stream().allMatch(key -> fits(one.get(key), other.get(key)));
        }
        if (wanted instanceof List<?> one && actual instanceof List<?> other) {
            return one.size() == other.size()
                    && IntStream.range(0, one.size()).allMatch(i -> fits(one.get(i), other.get(i)));
        }
        return Trigger.OfMessage.sameJson(wanted, actual);
    }

    /** What tells two requests of one method and name apart: the arguments, or the parameters that are not the name. */
    public static Map<String, Object> argumentsOf(Message request) {
        Map<String, Object> told = new LinkedHashMap<>();
        Trigger.OfMessage.argumentsOf(request).forEach((argument, value) -> {
            if (value != null) {
                told.put(String.valueOf(argument), value);
            }
        });
        if (!(request.params().get("arguments") instanceof Map<?, ?>)) {
            // All parameters, then: without what names the request, and what is said about it.
            told.keySet().removeAll(Set.of("name", "uri", "_meta"));
        }
        return told;
    }

    /** Such a call in a few words. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(method);
        if (name != null) {
            text.append(" \"").append(name).append('"');
        }
        if (arguments != null) {
            text.append(arguments.isEmpty() ? " without arguments" : "");
            String joint = " with ";
            for (Map.Entry<String, Object> argument : arguments.entrySet()) {
                text.append(joint).append(argument.getKey()).append(" = ").append(Words.value(argument.getValue()));
                joint = ", ";
            }
        }
        return text.toString();
    }
}
