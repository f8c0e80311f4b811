package dev.mcptestbench.protocol;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Remembers the requests of the server and what the client makes of them. Guarded by the conversation. */
final class ServerRequests {

    private final SeenIds seen = new SeenIds();
    private final Map<Object, Pending> pending = new HashMap<>();

    /** How far each request has come whose sender wanted to know. */
    private final Map<Object, Double> progress = new HashMap<>();

    private record Pending(Message request, int times) {}

    void sent(Message request) {
        Object id = request.id();
        if (id == null) {
            return;
        }
        Object key = SeenIds.key(id);
        seen.add(key);
        // A mock may send a request twice on purpose; then two answers are what it asked for.
        Pending before = pending.get(key);
        pending.put(key, new Pending(request, before == null ? 1 : before.times + 1));
        Object token = ClientRequests.token(request.params());
        if (token != null) {
            progress.putIfAbsent(token, Double.NEGATIVE_INFINITY);
        }
    }

    /** Returns the request that is answered, or null if there is none. */
    @Nullable
    Message answered(Message response, Findings findings) {
        Object id = response.id();
        if (id == null) {
            return null;
        }
        Object key = SeenIds.key(id);
        Pending answered = pending.remove(key);
        if (answered == null) {
            if (seen.contains(key)) {
                findings.add(
                        SessionRequirements.RESPONSE_ONCE, "request " + Findings.show(id) + " has its answer", "id");
            } else if (seen.surelyLacks(key)) {
                findings.add(
                        SessionRequirements.RESPONSE_ID_KNOWN, "the server sent no request " + Findings.show(id), "id");
            }
            return null;
        }
        if (answered.times > 1) {
            pending.put(key, new Pending(answered.request, answered.times - 1));
        }
        Map<String, @Nullable Object> params = answered.request.params();
        Object token = ClientRequests.token(params);
        if (token != null && !params.containsKey("task")) { // the token of a task outlives the answer
            progress.remove(token);
        }
        return answered.request;
    }

    void progressed(Message notification, Findings findings) {
        Map<String, @Nullable Object> params = notification.params();
        Object token = params.get("progressToken");
        if (!(token instanceof String || token instanceof Number) || !(params.get("progress") instanceof Number now)) {
            return;
        }
        Object key = SeenIds.key(token);
        Double last = progress.get(key);
        if (last == null) {
            findings.add(
                    SessionRequirements.PROGRESS_TOKEN_KNOWN,
                    "no active request of the server has the token " + Findings.show(token),
                    "params.progressToken");
            return;
        }
        if (now.doubleValue() <= last) {
            findings.add(SessionRequirements.PROGRESS_INCREASES, "is " + now + " after " + last, "params.progress");
        }
        progress.put(key, now.doubleValue());
    }
}
