package dev.mcptestbench.client;

import dev.mcptestbench.protocol.Methods;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a client is to ask a server.
 *
 * @param label the method and what it is about, such as {@code tools/call "echo"}
 */
record Outgoing(String method, Map<String, ? extends @Nullable Object> params, String label) {

    static Outgoing tool(String tool, Map<String, ?> arguments) {
        return new Outgoing(
                Methods.TOOLS_CALL, Map.of("name", tool, "arguments", arguments), "tools/call \"" + tool + '"');
    }

    static Outgoing request(String method, Map<String, ? extends @Nullable Object> params) {
        return new Outgoing(method, params, method);
    }

    /** The tool that it calls, or {@code null} if it calls none. */
    @Nullable
    String tool() {
        return Methods.TOOLS_CALL.equals(method) && params.get("name") instanceof String name ? name : null;
    }

    /** An argument of the tool that it calls, or {@code null} if there is none of that name. */
    @Nullable
    Object argument(String name) {
        return params.get("arguments") instanceof Map<?, ?> arguments ? arguments.get(name) : null;
    }
}
