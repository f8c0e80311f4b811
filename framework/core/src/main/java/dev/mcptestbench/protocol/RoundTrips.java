package dev.mcptestbench.protocol;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apiguardian.api.API;
import org.apiguardian.api.API.Status;
import org.jspecify.annotations.Nullable;

/**
 * Remembers for what a server of the modern era asked its clients, and finds what they leave out when they try again
 * (basic/patterns/mrtr). Whether their state is genuine, and of that request, is for those to say who gave it. Safe for use by
 * many threads.
 *
 * <p>Nobody is accused on suspicion. A request is known to be tried again by its {@code requestState} alone, and only if the
 * server gave that state once: who gives the same state to several requests cannot tell which of them comes back.
 *
 * <p>Memory: the last {@value #MOST} requests for input.
 */
@API(status = Status.EXPERIMENTAL)
public final class RoundTrips {

    static final int MOST = 10_000;

    private static final Set<String> ASKABLE =
            Set.of(Methods.ELICITATION_CREATE, Methods.SAMPLING_CREATE_MESSAGE, Methods.ROOTS_LIST);

    private final Map<String, Asked> asked = new LinkedHashMap<>();

    /** Creates a memory of nothing. */
    public RoundTrips() {}

    /** Tells whether a server may answer requests of this method by asking for input; {@code null} is any method. */
    public static boolean mayRequireInput(@Nullable String method) {
        return method != null && RoundTripRules.mayAsk(method);
    }

    /** Tells whether a client may be asked by this method in a result that asks for input. */
    public static boolean mayBeAsked(String method) {
        return ASKABLE.contains(method);
    }

    /** What was asked for along with one state; without a request if the state was given several times. */
    private record Asked(@Nullable Message request, Map<?, ?> inputs) {}

    /** Takes note of what the server answers to a request. */
    public synchronized void sent(Message request, Message response) {
        Map<String, @Nullable Object> result = response.result();
        if (!"input_required".equals(result.get("resultType"))
                || !(result.get(RoundTripRules.STATE) instanceof String state)) {
            return;
        }
        Map<?, ?> inputs = result.get("inputRequests") instanceof Map<?, ?> map ? map : Map.of();
        asked.put(state, asked.containsKey(state) ? new Asked(null, Map.of()) : new Asked(request, inputs));
        if (asked.size() > MOST) {
            asked.remove(asked.keySet().iterator().next());
        }
    }

    /**
     * Takes note of a request.
     *
     * @return the breaches that the request alone does not show (for those see {@link MessageRules#check}), empty if
     *     there are none
     */
    public List<Breach> received(Message request) {
        // Nearly all requests are first ones: they need not wait for each other.
        return request.params().get(RoundTripRules.STATE) instanceof String state
                ? receivedAgain(request, state)
                : List.of();
    }

    private synchronized List<Breach> receivedAgain(Message request, String state) {
        Asked before = asked.get(state);
        Message first = before == null ? null : before.request;
        if (before == null || first == null) {
            return List.of();
        }
        Findings findings = new Findings(Revision.LATEST);
        if (request.id() != null
                && first.id() != null
                && SeenIds.key(request.id()).equals(SeenIds.key(first.id()))) {
            findings.add(StatelessRequirements.RETRY_ID, Findings.show(request.id()) + " once more", "id");
        }
        Map<?, ?> responses = request.params().get(RoundTripRules.RESPONSES) instanceof Map<?, ?> map ? map : Map.of();
        before.inputs.forEach((name, input) -> checkInput(String.valueOf(name), input, responses, findings));
        return findings.toList();
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

    @SuppressWarnings("unchecked") // plain maps have strings for keys
    private static Map<String, @Nullable Object> members(Map<?, ?> map) {
        return (Map<String, @Nullable Object>) map;
    }
}
