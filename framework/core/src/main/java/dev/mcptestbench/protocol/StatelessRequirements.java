package dev.mcptestbench.protocol;

import java.util.List;
import org.apiguardian.api.API;
import org.apiguardian.api.API.Status;

/** What the specification asks of the messages of a client of the modern era. */
@API(status = Status.EXPERIMENTAL)
public final class StatelessRequirements {

    private static final RequirementTable TABLE = new RequirementTable(Party.CLIENT);

    /** The id of a request is not that of another request which waits for its response. */
    public static final Requirement REQUEST_ID_IN_FLIGHT = TABLE.since(Revision.V2026_07_28)
            .mustNot(
                    "request-id-in-flight",
                    "basic#requests",
                    "The id of a request is not that of another request which waits for its response.");

    /** A progress token is unique among the requests that wait for their response. */
    public static final Requirement PROGRESS_TOKEN_IN_FLIGHT = TABLE.since(Revision.V2026_07_28)
            .must(
                    "progress-token-in-flight",
                    "basic/patterns/progress#progress-flow",
                    "A progress token is unique among the requests that wait for their response.");

    /** A cancellation names a request that this client sent. */
    public static final Requirement CANCELLED_ID_ISSUED = TABLE.since(Revision.V2026_07_28)
            .must(
                    "cancelled-id-issued",
                    "basic/patterns/cancellation#behavior-requirements",
                    "A cancellation names a request that this client sent.");

    /** A subscription has a filter notifications: its list changes are true or false, its resources and tasks arrays of strings. */
    public static final Requirement LISTEN_PARAMS = TABLE.since(Revision.V2026_07_28)
            .must(
                    "listen-params",
                    "basic/patterns/subscriptions#notification-filter",
                    "A subscription has a filter notifications: its list changes are true or false, its resources and tasks arrays of strings.");

    /** The inputResponses are an object whose values are the results of an elicitation, a sampling or a listing of roots. */
    public static final Requirement INPUT_RESPONSES = TABLE.since(Revision.V2026_07_28)
            .must(
                    "input-responses",
                    "basic/patterns/mrtr#inputresponses",
                    "The inputResponses are an object whose values are the results of an elicitation, a sampling or a listing of roots.");

    /** The members inputResponses and requestState go with tools/call, resources/read and prompts/get alone. */
    public static final Requirement INPUT_PLACE = TABLE.since(Revision.V2026_07_28)
            .mustNot(
                    "input-place",
                    "basic/patterns/mrtr#supported-requests",
                    "The members inputResponses and requestState go with tools/call, resources/read and prompts/get alone.");

    /** A request is retried once all inputs are there that the server asked for. */
    public static final Requirement INPUT_COMPLETE = TABLE.since(Revision.V2026_07_28)
            .must(
                    "input-complete",
                    "basic/patterns/mrtr#client-requirements-basic-workflow",
                    "A request is retried once all inputs are there that the server asked for.");

    /** A retried request has another id than the one before. */
    public static final Requirement RETRY_ID = TABLE.since(Revision.V2026_07_28)
            .must(
                    "retry-id",
                    "basic/patterns/mrtr#client-requirements-basic-workflow",
                    "A retried request has another id than the one before.");

    /** A request about a task of the tasks extension names its taskId, a string. */
    public static final Requirement TASK_ID = TABLE.since(Revision.V2026_07_28)
            .must(
                    "task-id",
                    "seps/2663-tasks-extension#task-polling",
                    "A request about a task of the tasks extension names its taskId, a string.");

    /** An update of a task names its taskId, a string, and has inputResponses, an object. */
    public static final Requirement TASK_UPDATE = TABLE.since(Revision.V2026_07_28)
            .must(
                    "task-update",
                    "seps/2663-tasks-extension#task-update-requests",
                    "An update of a task names its taskId, a string, and has inputResponses, an object.");

    private StatelessRequirements() {}

    /** Returns all of these, unmodifiable. */
    public static List<Requirement> all() {
        return TABLE.rows();
    }
}
