package dev.mcptestbench.protocol;

import java.util.List;
import java.util.Map;
import org.apiguardian.api.API;
import org.apiguardian.api.API.Status;
import org.jspecify.annotations.Nullable;

/** The filter by which a client says what it wants to hear (2026-07-28, basic/patterns/subscriptions). */
@API(status = Status.INTERNAL)
public final class Subscriptions {

    /** The member that names resources. */
    public static final String RESOURCES = "resourceSubscriptions";

    /** The member that names tasks, of the tasks extension. */
    public static final String TASKS = "taskIds";

    /** The members that are true or not there. */
    public static final List<String> SWITCHES =
            List.of("toolsListChanged", "promptsListChanged", "resourcesListChanged");

    private static final Map<String, String> KINDS = Map.of(
            Methods.TOOLS_LIST_CHANGED, SWITCHES.get(0),
            Methods.PROMPTS_LIST_CHANGED, SWITCHES.get(1),
            Methods.RESOURCES_LIST_CHANGED, SWITCHES.get(2),
            Methods.RESOURCES_UPDATED, RESOURCES,
            Methods.TASKS_CHANGED, TASKS);

    private Subscriptions() {}

    /** The member of the filter by which notifications of this method are wanted, or {@code null} if there is none. */
    public static @Nullable String kindOf(@Nullable String method) {
        return method == null ? null : KINDS.get(method);
    }
}
