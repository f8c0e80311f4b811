package dev.mcptestbench.client.transport;

import dev.mcptestbench.protocol.Methods;
import java.util.Set;
import org.apiguardian.api.API;

/** The methods that may be processed twice without harm. */
@API(status = API.Status.INTERNAL)
public final class RepeatableMethods {

    private static final Set<String> METHODS = Set.of(
            Methods.INITIALIZE,
            Methods.INITIALIZED,
            Methods.PING,
            Methods.SERVER_DISCOVER,
            Methods.SUBSCRIPTIONS_LISTEN,
            Methods.TOOLS_LIST,
            Methods.RESOURCES_LIST,
            Methods.RESOURCES_TEMPLATES_LIST,
            Methods.RESOURCES_READ,
            Methods.PROMPTS_LIST,
            Methods.PROMPTS_GET,
            Methods.CANCELLED);

    private RepeatableMethods() {}

    /** Whether this method is one of them. */
    public static boolean contain(String method) {
        return METHODS.contains(method);
    }
}
