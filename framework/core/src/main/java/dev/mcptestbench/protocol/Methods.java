package dev.mcptestbench.protocol;

import static dev.mcptestbench.protocol.Revision.LATEST_LEGACY;
import static dev.mcptestbench.protocol.Revision.V2024_11_05;
import static dev.mcptestbench.protocol.Revision.V2025_06_18;
import static dev.mcptestbench.protocol.Revision.V2025_11_25;
import static dev.mcptestbench.protocol.Revision.V2026_07_28;

import dev.mcptestbench.protocol.Method.Kind;
import java.util.Collection;
import java.util.Collections;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.apiguardian.api.API;
import org.apiguardian.api.API.Status;
import org.jspecify.annotations.Nullable;

/** Names of the methods of all revisions; {@link Method#of} tells what is known about each. */
@API(status = Status.EXPERIMENTAL)
public final class Methods {

    /** Opens a conversation. */
    public static final String INITIALIZE = "initialize";

    /** Asks for a sign of life. */
    public static final String PING = "ping";

    /** Asks what the server is and can do. */
    public static final String SERVER_DISCOVER = "server/discover";

    /** Asks for a page of tools. */
    public static final String TOOLS_LIST = "tools/list";

    /** Calls a tool. */
    public static final String TOOLS_CALL = "tools/call";

    /** Asks for a page of resources. */
    public static final String RESOURCES_LIST = "resources/list";

    /** Asks for a page of resource templates. */
    public static final String RESOURCES_TEMPLATES_LIST = "resources/templates/list";

    /** Reads a resource. */
    public static final String RESOURCES_READ = "resources/read";

    /** Asks to be told when a resource changes. */
    public static final String RESOURCES_SUBSCRIBE = "resources/subscribe";

    /** Asks no longer to be told. */
    public static final String RESOURCES_UNSUBSCRIBE = "resources/unsubscribe";

    /** Asks for a page of prompts. */
    public static final String PROMPTS_LIST = "prompts/list";

    /** Asks for one prompt, filled in. */
    public static final String PROMPTS_GET = "prompts/get";

    /** Asks for values of an argument that is being typed. */
    public static final String COMPLETION_COMPLETE = "completion/complete";

    /** Asks for log messages from a level on. */
    public static final String LOGGING_SET_LEVEL = "logging/setLevel";

    /** Opens a stream of notifications. */
    public static final String SUBSCRIPTIONS_LISTEN = "subscriptions/listen";

    /** Asks the client to sample its model. */
    public static final String SAMPLING_CREATE_MESSAGE = "sampling/createMessage";

    /** Asks for the client's roots. */
    public static final String ROOTS_LIST = "roots/list";

    /** Asks the client's user for input. */
    public static final String ELICITATION_CREATE = "elicitation/create";

    /** Asks how a task is getting on. */
    public static final String TASKS_GET = "tasks/get";

    /** Waits for what a task comes to. */
    public static final String TASKS_RESULT = "tasks/result";

    /** Asks for a page of tasks. */
    public static final String TASKS_LIST = "tasks/list";

    /** Cancels a task. */
    public static final String TASKS_CANCEL = "tasks/cancel";

    /** Brings what a task has asked for (the extension {@code io.modelcontextprotocol/tasks}). */
    public static final String TASKS_UPDATE = "tasks/update";

    /** Says that the client is ready. */
    public static final String INITIALIZED = "notifications/initialized";

    /** Says that an answer is no longer wanted. */
    public static final String CANCELLED = "notifications/cancelled";

    /** Says how far a request has come. */
    public static final String PROGRESS = "notifications/progress";

    /** Carries a log message. */
    public static final String MESSAGE = "notifications/message";

    /** Says that there are other tools now. */
    public static final String TOOLS_LIST_CHANGED = "notifications/tools/list_changed";

    /** Says that there are other resources now. */
    public static final String RESOURCES_LIST_CHANGED = "notifications/resources/list_changed";

    /** Says that a resource changed. */
    public static final String RESOURCES_UPDATED = "notifications/resources/updated";

    /** Says that there are other prompts now. */
    public static final String PROMPTS_LIST_CHANGED = "notifications/prompts/list_changed";

    /** Says that there are other roots now. */
    public static final String ROOTS_LIST_CHANGED = "notifications/roots/list_changed";

    /** Says that the user came back from a URL. */
    public static final String ELICITATION_COMPLETE = "notifications/elicitation/complete";

    /** Says how a task is getting on. */
    public static final String TASKS_STATUS = "notifications/tasks/status";

    /** Says how a task is getting on (tasks extension of 2026-07-28). */
    public static final String TASKS_CHANGED = "notifications/tasks";

    /** Says which notifications a stream will carry. */
    public static final String SUBSCRIPTIONS_ACKNOWLEDGED = "notifications/subscriptions/acknowledged";

    private static final Set<Party> CLIENT = Set.of(Party.CLIENT);
    private static final Set<Party> SERVER = Set.of(Party.SERVER);
    private static final Set<Party> BOTH = EnumSet.allOf(Party.class);

    private static final Map<String, Method> TABLE = new LinkedHashMap<>();

    static {
        request(INITIALIZE, CLIENT, V2024_11_05, LATEST_LEGACY, null);
        request(PING, BOTH, V2024_11_05, LATEST_LEGACY, null);
        request(SERVER_DISCOVER, CLIENT, V2026_07_28, V2026_07_28, null);
        request(TOOLS_LIST, CLIENT, V2024_11_05, V2026_07_28, "tools");
        request(TOOLS_CALL, CLIENT, V2024_11_05, V2026_07_28, "tools");
        request(RESOURCES_LIST, CLIENT, V2024_11_05, V2026_07_28, "resources");
        request(RESOURCES_TEMPLATES_LIST, CLIENT, V2024_11_05, V2026_07_28, "resources");
        request(RESOURCES_READ, CLIENT, V2024_11_05, V2026_07_28, "resources");
        request(RESOURCES_SUBSCRIBE, CLIENT, V2024_11_05, LATEST_LEGACY, "resources.subscribe");
        request(RESOURCES_UNSUBSCRIBE, CLIENT, V2024_11_05, LATEST_LEGACY, "resources.subscribe");
        request(PROMPTS_LIST, CLIENT, V2024_11_05, V2026_07_28, "prompts");
        request(PROMPTS_GET, CLIENT, V2024_11_05, V2026_07_28, "prompts");
        request(COMPLETION_COMPLETE, CLIENT, V2024_11_05, V2026_07_28, "completions");
        request(LOGGING_SET_LEVEL, CLIENT, V2024_11_05, LATEST_LEGACY, "logging");
        request(SUBSCRIPTIONS_LISTEN, CLIENT, V2026_07_28, V2026_07_28, null);
        request(SAMPLING_CREATE_MESSAGE, SERVER, V2024_11_05, LATEST_LEGACY, "sampling");
        request(ROOTS_LIST, SERVER, V2024_11_05, LATEST_LEGACY, "roots");
        request(ELICITATION_CREATE, SERVER, V2025_06_18, LATEST_LEGACY, "elicitation");
        request(TASKS_GET, BOTH, V2025_11_25, V2026_07_28, "tasks");
        request(TASKS_RESULT, BOTH, V2025_11_25, LATEST_LEGACY, "tasks");
        request(TASKS_LIST, BOTH, V2025_11_25, LATEST_LEGACY, "tasks.list");
        request(TASKS_CANCEL, BOTH, V2025_11_25, V2026_07_28, "tasks.cancel");
        request(TASKS_UPDATE, CLIENT, V2026_07_28, V2026_07_28, "tasks");
        notification(INITIALIZED, CLIENT, V2024_11_05, LATEST_LEGACY, null);
        notification(CANCELLED, BOTH, V2024_11_05, V2026_07_28, null);
        notification(PROGRESS, BOTH, V2024_11_05, V2026_07_28, null);
        notification(MESSAGE, SERVER, V2024_11_05, V2026_07_28, "logging");
        notification(TOOLS_LIST_CHANGED, SERVER, V2024_11_05, V2026_07_28, "tools.listChanged");
        notification(RESOURCES_LIST_CHANGED, SERVER, V2024_11_05, V2026_07_28, "resources.listChanged");
        notification(RESOURCES_UPDATED, SERVER, V2024_11_05, V2026_07_28, "resources.subscribe");
        notification(PROMPTS_LIST_CHANGED, SERVER, V2024_11_05, V2026_07_28, "prompts.listChanged");
        notification(ROOTS_LIST_CHANGED, CLIENT, V2024_11_05, LATEST_LEGACY, "roots.listChanged");
        notification(ELICITATION_COMPLETE, SERVER, V2025_11_25, LATEST_LEGACY, null);
        notification(TASKS_STATUS, BOTH, V2025_11_25, LATEST_LEGACY, "tasks");
        notification(TASKS_CHANGED, SERVER, V2026_07_28, V2026_07_28, "tasks");
        notification(SUBSCRIPTIONS_ACKNOWLEDGED, SERVER, V2026_07_28, V2026_07_28, null);
    }

    private Methods() {}

    /** Returns what is known about all methods, requests before notifications, unmodifiable. */
    public static Collection<Method> all() {
        return Collections.unmodifiableCollection(TABLE.values());
    }

    static @Nullable Method find(String name) {
        return TABLE.get(name);
    }

    private static void request(
            String name, Set<Party> senders, Revision first, Revision last, @Nullable String capability) {
        TABLE.put(name, new Method(name, Kind.REQUEST, senders, Revision.between(first, last), capability));
    }

    private static void notification(
            String name, Set<Party> senders, Revision first, Revision last, @Nullable String capability) {
        TABLE.put(name, new Method(name, Kind.NOTIFICATION, senders, Revision.between(first, last), capability));
    }
}
