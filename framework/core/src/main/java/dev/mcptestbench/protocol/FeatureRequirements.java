package dev.mcptestbench.protocol;

import static dev.mcptestbench.protocol.Revision.V2024_11_05;
import static dev.mcptestbench.protocol.Revision.V2025_03_26;
import static dev.mcptestbench.protocol.Revision.V2025_06_18;
import static dev.mcptestbench.protocol.Revision.V2025_11_25;

import java.util.List;
import java.util.Set;
import org.apiguardian.api.API;
import org.apiguardian.api.API.Status;

/** What the specification asks of the content of a message, by what the message is about. */
@API(status = Status.EXPERIMENTAL)
public final class FeatureRequirements {

    private static final RequirementTable TABLE = new RequirementTable(Party.CLIENT, Party.SERVER);

    /** The member _meta is an object. */
    public static final Requirement META_TYPE =
            TABLE.everywhere().must("meta-type", "basic#meta", "The member _meta is an object.");

    /** A key in _meta is a name of letters, digits, hyphens, underscores and dots that begins and ends with a letter or digit, optionally after a prefix of dotted labels and a slash. */
    public static final Requirement META_KEY = TABLE.since(V2025_06_18)
            .must(
                    "meta-key",
                    "basic#meta",
                    "A key in _meta is a name of letters, digits, hyphens, underscores and dots that begins and ends with a letter or digit, optionally after a prefix of dotted labels and a slash.");

    /** The values of traceparent, tracestate and baggage in _meta are as W3C Trace Context and Baggage have them. */
    public static final Requirement TRACE_CONTEXT = TABLE.since(Revision.V2026_07_28)
            .must(
                    "trace-context",
                    "basic#meta",
                    "The values of traceparent, tracestate and baggage in _meta are as W3C Trace Context and Baggage have them.");

    /** A progress token is a string or an integer. */
    public static final Requirement PROGRESS_TOKEN_TYPE = TABLE.everywhere()
            .must(
                    "progress-token-type",
                    "basic/utilities/progress#progress-flow",
                    "A progress token is a string or an integer.");

    /** A method of the specification is used by the party that it is defined for. */
    public static final Requirement METHOD_DIRECTION = TABLE.everywhere()
            .must(
                    "method-direction",
                    "basic#requests",
                    "A method of the specification is used by the party that it is defined for.");

    /** A method of the specification is used only if the negotiated revision has it. */
    public static final Requirement METHOD_OF_REVISION = TABLE.since(V2025_06_18)
            .must(
                    "method-of-revision",
                    "basic/lifecycle#operation",
                    "A method of the specification is used only if the negotiated revision has it.");

    /** A method of the specification is used only if the negotiated revision has it. */
    public static final Requirement METHOD_OF_REVISION_ADVISED = TABLE.in(Set.of(V2024_11_05, V2025_03_26))
            .should(
                    "method-of-revision-advised",
                    "basic/lifecycle#operation",
                    "A method of the specification is used only if the negotiated revision has it.");

    /** The initialize request names a protocolVersion, the client's capabilities, and clientInfo with name and version. */
    public static final Requirement INITIALIZE_PARAMS = TABLE.legacy()
            .must(
                    "initialize-params",
                    "basic/lifecycle#initialization",
                    "The initialize request names a protocolVersion, the client's capabilities, and clientInfo with name and version.");

    /** A tool is called by its name, a string, and its arguments, if any, are an object. */
    public static final Requirement TOOLS_CALL_PARAMS = TABLE.everywhere()
            .must(
                    "tools-call-params",
                    "server/tools#calling-tools",
                    "A tool is called by its name, a string, and its arguments, if any, are an object.");

    /** A resource is read by its uri, a string. */
    public static final Requirement RESOURCES_READ_PARAMS = TABLE.everywhere()
            .must(
                    "resources-read-params",
                    "server/resources#reading-resources",
                    "A resource is read by its uri, a string.");

    /** A subscription names the uri of a resource, a string. */
    public static final Requirement SUBSCRIPTION_PARAMS = TABLE.legacy()
            .must(
                    "subscription-params",
                    "server/resources#subscriptions",
                    "A subscription names the uri of a resource, a string.");

    /** A prompt is asked for by its name, a string, and its arguments, if any, are strings. */
    public static final Requirement PROMPTS_GET_PARAMS = TABLE.everywhere()
            .must(
                    "prompts-get-params",
                    "server/prompts#getting-a-prompt",
                    "A prompt is asked for by its name, a string, and its arguments, if any, are strings.");

    /** A completion refers to a prompt by name or to a resource by uri, and has an argument with name and value. */
    public static final Requirement COMPLETION_PARAMS = TABLE.everywhere()
            .must(
                    "completion-params",
                    "server/utilities/completion#requesting-completions",
                    "A completion refers to a prompt by name or to a resource by uri, and has an argument with name and value.");

    /** The log level that is set is one of the eight of RFC 5424, in lower case. */
    public static final Requirement SET_LEVEL_PARAMS = TABLE.legacy()
            .must(
                    "set-level-params",
                    "server/utilities/logging#setting-log-level",
                    "The log level that is set is one of the eight of RFC 5424, in lower case.");

    /** A cursor is a string. */
    public static final Requirement CURSOR_TYPE = TABLE.everywhere()
            .must("cursor-type", "server/utilities/pagination#request-format", "A cursor is a string.");

    /** A cancellation names the requestId, a string or an integer, and its reason, if any, is a string. */
    public static final Requirement CANCELLED_PARAMS = TABLE.everywhere()
            .must(
                    "cancelled-params",
                    "basic/utilities/cancellation#cancellation-flow",
                    "A cancellation names the requestId, a string or an integer, and its reason, if any, is a string.");

    /** A progress notification has a progressToken and progress, a number; a total is a number, a message a string. */
    public static final Requirement PROGRESS_PARAMS = TABLE.everywhere()
            .must(
                    "progress-params",
                    "basic/utilities/progress#progress-flow",
                    "A progress notification has a progressToken and progress, a number; a total is a number, a message a string.");

    /** A request about a task names its taskId, a string. */
    public static final Requirement TASK_PARAMS = TABLE.legacySince(V2025_11_25)
            .must(
                    "task-params",
                    "basic/utilities/tasks#getting-tasks",
                    "A request about a task names its taskId, a string.");

    /** The member task that turns a request into a task is an object, whose ttl, if any, is an integer. */
    public static final Requirement TASK_AUGMENTATION = TABLE.legacySince(V2025_11_25)
            .must(
                    "task-augmentation",
                    "basic/utilities/tasks#creating-tasks",
                    "The member task that turns a request into a task is an object, whose ttl, if any, is an integer.");

    /** A task has a taskId, a known status, the times createdAt and lastUpdatedAt, and a ttl, which may be null. */
    public static final Requirement TASK_SHAPE = TABLE.legacySince(V2025_11_25)
            .must(
                    "task-shape",
                    "basic/utilities/tasks#task",
                    "A task has a taskId, a known status, the times createdAt and lastUpdatedAt, and a ttl, which may be null.");

    /** A ping is answered by an empty result. */
    public static final Requirement PING_RESULT = TABLE.legacy()
            .must(
                    "ping-result",
                    "basic/utilities/ping#behavior-requirements",
                    "A ping is answered by an empty result.");

    /** A sampled message has a role, a model, and content of a kind that the revision knows. */
    public static final Requirement SAMPLING_RESULT = TABLE.everywhere()
            .must(
                    "sampling-result",
                    "client/sampling#creating-messages",
                    "A sampled message has a role, a model, and content of a kind that the revision knows.");

    /** The answer to roots/list has a list of roots, each with a uri. */
    public static final Requirement ROOTS_RESULT = TABLE.everywhere()
            .must(
                    "roots-result",
                    "client/roots#listing-roots",
                    "The answer to roots/list has a list of roots, each with a uri.");

    /** The uri of a root is a file:// URI. */
    public static final Requirement ROOT_URI =
            TABLE.everywhere().must("root-uri", "client/roots#root", "The uri of a root is a file:// URI.");

    /** The answer to an elicitation has the action accept, decline or cancel, and its content, if any, is flat. */
    public static final Requirement ELICITATION_RESULT = TABLE.since(V2025_06_18)
            .must(
                    "elicitation-result",
                    "client/elicitation#response-actions",
                    "The answer to an elicitation has the action accept, decline or cancel, and its content, if any, is flat.");

    /** Content is sent only with the action accept, and only for a form. */
    public static final Requirement ELICITATION_CONTENT_ACCEPTED = TABLE.since(V2025_06_18)
            .shouldNot(
                    "elicitation-content-accepted",
                    "client/elicitation#response-actions",
                    "Content is sent only with the action accept, and only for a form.");

    /** The content of an accepted form matches the schema that the server asked for. */
    public static final Requirement ELICITATION_CONTENT_VALID = TABLE.since(V2025_06_18)
            .should(
                    "elicitation-content-valid",
                    "client/elicitation#security-considerations",
                    "The content of an accepted form matches the schema that the server asked for.");

    /** The answer to tasks/list has a list of tasks. */
    public static final Requirement TASKS_LIST_RESULT = TABLE.legacySince(V2025_11_25)
            .must(
                    "tasks-list-result",
                    "basic/utilities/tasks#listing-tasks",
                    "The answer to tasks/list has a list of tasks.");

    private FeatureRequirements() {}

    /** Returns all of these, unmodifiable. */
    public static List<Requirement> all() {
        return TABLE.rows();
    }
}
