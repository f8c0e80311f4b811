package dev.mcptestbench.protocol;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Remembers the requests of the server and what the client makes of them. Guarded by the conversation. */
final class ServerRequests {

    private final SeenIds seen = new SeenIds();
    private final Map<Object, Pending> pending = new HashMap<>();

    /** How far each request has come whose sender wanted to know. */
    private final Map<Object, Progress> progress = new HashMap<>();

    /** Tokens of requests that have their answer, with the connection that it came on; of late only. */
    private final Map<Object, Long> over = new LinkedHashMap<>();

    private static final int MOST_OVER = 1_000;

    private boolean forgot;

    private record Pending(Message request, int times) {}

    private record Progress(double most, long connection) {}

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
            progress.putIfAbsent(token, new Progress(Double.NEGATIVE_INFINITY, Conversation.ONE_CHANNEL));
        }
    }

    /** Returns the request that is answered, or null if there is none. */
    @Nullable
    Message answered(Message response, long connection, Findings findings) {
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
            over.put(token, connection);
            if (over.size() > MOST_OVER) {
                over.remove(over.keySet().iterator().next());
                forgot = true;
            }
        }
        return answered.request;
    }

    void progressed(Message notification, long connection, Findings findings) {
        Map<String, @Nullable Object> params = notification.params();
        Object token = params.get("progressToken");
        if (!(token instanceof String || token instanceof Number) || !(params.get("progress") instanceof Number now)) {
            return;
        }
        Object key = SeenIds.key(token);
        Progress last = progress.get(key);
        if (last == null) {
            // What was sent before the answer may arrive behind it, on another connection.
            Long ended = over.get(key);
            if (ended == null ? !forgot : ended == connection) {
                findings.add(
                        SessionRequirements.PROGRESS_TOKEN_KNOWN,
                        "no active request of the server has the token " + Findings.show(token),
                        "params.progressToken");
            }
            return;
        }
        double value = now.doubleValue();
        if (value == last.most || (value < last.most && connection == last.connection)) {
            findings.add(
                    SessionRequirements.PROGRESS_INCREASES, "is " + now + " after " + last.most, "params.progress");
        }
        if (value > last.most) {
            progress.put(key, new Progress(value, connection));
        }
    }
}
