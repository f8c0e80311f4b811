package dev.mcptestbench.protocol;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apiguardian.api.API;
import org.apiguardian.api.API.Status;
import org.jspecify.annotations.Nullable;

/**
 * Remembers for what a server of the modern era asked its clients, and finds what they do wrong when they try again
 * (basic/patterns/mrtr). Servers that take each other's {@code requestState} share one of these. Safe for use by many
 * threads.
 *
 * <p>Nobody is accused on suspicion. A request is known to be tried again by its {@code requestState} alone, and only if the
 * server gave that state once: who gives the same state to several requests cannot tell which of them comes back.
 *
 * <p>Memory: the last {@value #MOST} requests for input.
 */
@API(status = Status.EXPERIMENTAL)
public final class RoundTrips {

    static final int MOST = 10_000;

    private final Map<String, Asked> asked = new LinkedHashMap<>();
    private final Set<String> statelessTopics = new HashSet<>();
    private final Set<String> statefulTopics = new HashSet<>();
    private boolean forgot;

    /** Creates a memory of nothing. */
    public RoundTrips() {}

    /** What was asked for along with one state; without a request if the state was given several times. */
    private record Asked(@Nullable Message request, Map<?, ?> inputs) {}

    /** Takes note of what the server answers to a request. */
    public synchronized void sent(Message request, Message response) {
        Map<String, @Nullable Object> result = response.result();
        if (!"input_required".equals(result.get("resultType"))) {
            return;
        }
        if (!(result.get(RoundTripRules.STATE) instanceof String state)) {
            statelessTopics.add(topic(request));
            return;
        }
        statefulTopics.add(topic(request));
        Map<?, ?> inputs = result.get("inputRequests") instanceof Map<?, ?> map ? map : Map.of();
        asked.put(state, asked.containsKey(state) ? new Asked(null, Map.of()) : new Asked(request, inputs));
        if (asked.size() > MOST) {
            asked.remove(asked.keySet().iterator().next());
            forgot = true;
        }
    }

    /**
     * Takes note of a request.
     *
     * @return the breaches that the request alone does not show (for those see {@link MessageRules#check}), empty if
     *     there are none
     */
    public synchronized List<Breach> received(Message request) {
        Findings findings = new Findings(Revision.LATEST);
        Map<String, @Nullable Object> params = request.params();
        if (request.method() == null || !RoundTripRules.mayAsk(request.method())) {
            return findings.toList();
        }
        if (params.get(RoundTripRules.STATE) instanceof String state) {
            Asked before = asked.get(state);
            if (before != null) {
                checkRetry(request, before, findings);
            } else if (!forgot) {
                findings.add(
                        StatelessRequirements.REQUEST_STATE,
                        "is " + Findings.show(state) + ", which the server never gave",
                        "params." + RoundTripRules.STATE);
            }
        } else if (params.containsKey(RoundTripRules.RESPONSES)
                && statefulTopics.contains(topic(request))
                && !statelessTopics.contains(topic(request))) {
            findings.add(
                    StatelessRequirements.REQUEST_STATE,
                    "is missing, though the server gave one whenever it asked",
                    "params." + RoundTripRules.STATE);
        }
        return findings.toList();
    }

    private static void checkRetry(Message request, Asked before, Findings findings) {
        Message first = before.request;
        if (first == null) {
            return;
        }
        Map<String, @Nullable Object> params = request.params();
        if (!topic(first).equals(topic(request)) || !isSame(first.params().get("arguments"), params.get("arguments"))) {
            findings.add(
                    StatelessRequirements.RETRY_OF_REQUEST, "belongs to " + first, "params." + RoundTripRules.STATE);
            return;
        }
        if (request.id() != null
                && first.id() != null
                && SeenIds.key(request.id()).equals(SeenIds.key(first.id()))) {
            findings.add(StatelessRequirements.RETRY_ID, Findings.show(request.id()) + " once more", "id");
        }
        Map<?, ?> responses = params.get(RoundTripRules.RESPONSES) instanceof Map<?, ?> map ? map : Map.of();
        before.inputs.forEach((name, input) -> checkInput(String.valueOf(name), input, responses, findings));
    }

    private static void checkInput(String name, @Nullable Object input, Map<?, ?> responses, Findings findings) {
        String path = "params." + RoundTripRules.RESPONSES + "." + name;
        if (!responses.containsKey(name)) {
            findings.add(StatelessRequirements.INPUT_COMPLETE, "is missing", path);
        } else if (input instanceof Map<?, ?> asked
                && asked.get("method") instanceof String method
                && responses.get(name) instanceof Map<?, ?> response) {
            Findings all = new Findings(findings.revision());
            ResultRules.check(method, Message.of(members(asked)).params(), response, path, all);
            Findings known = new Findings(findings.revision());
            RoundTripRules.checkResponse(response, path, known);
            all.toList().stream()
                    .filter(breach -> !known.toList().contains(breach))
                    .forEach(breach -> findings.add(breach.requirement(), breach.detail(), breach.path()));
        }
    }

    /** What a request is about: its method, and the tool, prompt or resource that it names. */
    private static String topic(Message request) {
        Map<String, @Nullable Object> params = request.params();
        return request.method() + " " + params.get("name") + " " + params.get("uri");
    }

    /** Numbers that are equal are the same however they are written. */
    private static boolean isSame(@Nullable Object one, @Nullable Object other) {
        if (one instanceof Map<?, ?> left && other instanceof Map<?, ?> right) {
            return left.size() == right.size()
                    && left.entrySet().stream()
                            .allMatch(entry -> right.containsKey(entry.getKey())
                                    && isSame(entry.getValue(), right.get(entry.getKey())));
        }
        if (one instanceof List<?> left && other instanceof List<?> right) {
            if (left.size() != right.size()) {
                return false;
            }
            for (int i = 0; i < left.size(); i++) {
                if (!isSame(left.get(i), right.get(i))) {
                    return false;
                }
            }
            return true;
        }
        if (one instanceof Number left && other instanceof Number right) {
            return left.doubleValue() == right.doubleValue();
        }
        return one == null ? other == null : one.equals(other);
    }

    @SuppressWarnings("unchecked") // plain maps have strings for keys
    private static Map<String, @Nullable Object> members(Map<?, ?> map) {
        return (Map<String, @Nullable Object>) map;
    }
}
