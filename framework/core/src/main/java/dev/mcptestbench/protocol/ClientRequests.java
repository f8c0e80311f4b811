package dev.mcptestbench.protocol;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Remembers the requests of the client, for their ids, progress tokens and cancellation. Guarded by whoever has it. */
final class ClientRequests {

    private final SeenIds seen = new SeenIds();
    private final Map<Object, Pending> pending = new HashMap<>();
    private final Set<Object> tokens = new HashSet<>();
    private @Nullable Object initialize;

    private record Pending(String method, @Nullable Object token, boolean task) {}

    void received(Message request, String method, Findings findings) {
        Object id = request.id();
        if (id == null) {
            return;
        }
        Object key = SeenIds.key(id);
        if (!seen.add(key)) {
            findings.add(SessionRequirements.REQUEST_ID_UNIQUE, Findings.show(id) + " was used before", "id");
        }
        if (pending.containsKey(key)) {
            findings.add(
                    StatelessRequirements.REQUEST_ID_IN_FLIGHT,
                    Findings.show(id) + " is that of " + pending.get(key).method,
                    "id");
        }
        Map<String, @Nullable Object> params = request.params();
        Object token = token(params);
        if (token != null && !tokens.add(token)) {
            String detail = Findings.show(token) + " belongs to a request that is still active";
            findings.add(SessionRequirements.PROGRESS_TOKEN_UNIQUE, detail, "params._meta.progressToken");
            findings.add(StatelessRequirements.PROGRESS_TOKEN_IN_FLIGHT, detail, "params._meta.progressToken");
            token = null; // it stays with the request that had it first
        }
        boolean task = params.containsKey("task") && FeatureRules.canBeTask(method);
        pending.put(key, new Pending(method, token, task));
        if (method.equals(Methods.INITIALIZE)) {
            initialize = key;
        }
    }

    /** Returns the method of the request that is answered, or null if none with that id is waiting. */
    @Nullable
    String answered(Object id) {
        Pending request = pending.remove(SeenIds.key(id));
        if (request == null) {
            return null;
        }
        if (request.token != null && !request.task) { // the token of a task outlives the answer
            tokens.remove(request.token);
        }
        return request.method;
    }

    /**
     * Takes note of a cancellation.
     *
     * @param ordered whether the request would have come before, had it been sent
     */
    void cancelled(Message notification, boolean ordered, Findings findings) {
        Object id = notification.params().get("requestId");
        if (!(id instanceof String || id instanceof Number)) {
            return;
        }
        Object key = SeenIds.key(id);
        if (!ordered && !seen.contains(key)) {
            return; // the request may be on its way still, or lost
        }
        if (seen.surelyLacks(key)) {
            String detail = "no request had the id " + Findings.show(id);
            findings.add(SessionRequirements.CANCELLED_ID_KNOWN, detail, "params.requestId");
            findings.add(StatelessRequirements.CANCELLED_ID_ISSUED, detail, "params.requestId");
        } else if (key.equals(initialize)) {
            findings.add(SessionRequirements.INITIALIZE_CANCELLED, "is the id of initialize", "params.requestId");
        } else {
            Pending request = pending.get(key);
            if (request != null && request.task) {
                findings.add(
                        SessionRequirements.TASK_CANCELLED,
                        "is the id of " + request.method + ", which was to run as a task",
                        "params.requestId");
            } else if (request != null) {
                pending.remove(key); // an answer may never come
            }
            if (request != null && request.token != null) {
                tokens.remove(request.token);
            }
        }
    }

    static @Nullable Object token(Map<String, @Nullable Object> params) {
        Object token = params.get("_meta") instanceof Map<?, ?> meta ? meta.get("progressToken") : null;
        return token instanceof String || token instanceof Number ? SeenIds.key(token) : null;
    }
}
