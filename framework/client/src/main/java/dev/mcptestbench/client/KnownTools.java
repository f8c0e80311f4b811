package dev.mcptestbench.client;

import dev.mcptestbench.protocol.Methods;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Which tools their server calls safe to call twice, as of the last time they were listed (schema: ToolAnnotations). Thread-safe.
 */
final class KnownTools {

    private final Set<String> safe = ConcurrentHashMap.newKeySet();

    /** Reads on in what a server answered, if it is a list of tools. */
    void learn(Outgoing request, CallOutcome outcome) {
        if (!Methods.TOOLS_LIST.equals(request.method())
                || !outcome.isSuccess()
                || !(outcome.result().get("tools") instanceof List<?> tools)) {
            return;
        }
        if (request.params().get("cursor") == null) {
            safe.clear();
        }
        for (Object each : tools) {
            if (each instanceof Map<?, ?> tool
                    && tool.get("name") instanceof String name
                    && tool.get("annotations") instanceof Map<?, ?> hints
                    && (Boolean.TRUE.equals(hints.get("readOnlyHint"))
                            || Boolean.TRUE.equals(hints.get("idempotentHint")))) {
                safe.add(name);
            }
        }
    }

    /** Whether this request calls a tool that is safe to call twice. */
    boolean makeSafe(Outgoing request) {
        String tool = request.tool();
        return tool != null && safe.contains(tool);
    }
}
