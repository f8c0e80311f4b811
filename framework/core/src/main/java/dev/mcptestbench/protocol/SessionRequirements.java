package dev.mcptestbench.protocol;

import static dev.mcptestbench.protocol.Revision.V2024_11_05;
import static dev.mcptestbench.protocol.Revision.V2025_03_26;
import static dev.mcptestbench.protocol.Revision.V2025_06_18;
import static dev.mcptestbench.protocol.Revision.V2025_11_25;

import java.util.List;
import java.util.Set;
import org.apiguardian.api.API;
import org.apiguardian.api.API.Status;

/** What the specification asks of a client in the course of a session of the legacy era. */
@API(status = Status.EXPERIMENTAL)
public final class SessionRequirements {

    private static final RequirementTable TABLE = new RequirementTable(Party.CLIENT);

    /** The client sends initialize before anything else, pings apart. */
    public static final Requirement INITIALIZE_FIRST = TABLE.legacy()
            .must(
                    "initialize-first",
                    "basic/lifecycle#initialization",
                    "The client sends initialize before anything else, pings apart.");

    /** The client initialises a session once, at its beginning. */
    public static final Requirement INITIALIZE_ONCE = TABLE.legacy()
            .must(
                    "initialize-once",
                    "basic/lifecycle#initialization",
                    "The client initialises a session once, at its beginning.");

    /** The client sends no requests but pings before the server answered initialize. */
    public static final Requirement INITIALIZE_AWAITED = TABLE.legacy()
            .shouldNot(
                    "initialize-awaited",
                    "basic/lifecycle#initialization",
                    "The client sends no requests but pings before the server answered initialize.");

    /** The client sends notifications/initialized once the server answered initialize, before it begins to work. */
    public static final Requirement INITIALIZED_SENT = TABLE.legacy()
            .must(
                    "initialized-sent",
                    "basic/lifecycle#initialization",
                    "The client sends notifications/initialized once the server answered initialize, before it begins to work.");

    /** The client sends notifications/initialized after a successful answer to initialize, not before. */
    public static final Requirement INITIALIZED_AFTER_ANSWER = TABLE.legacy()
            .must(
                    "initialized-after-answer",
                    "basic/lifecycle#initialization",
                    "The client sends notifications/initialized after a successful answer to initialize, not before.");

    /** The id of a request was not used before in the session. */
    public static final Requirement REQUEST_ID_UNIQUE = TABLE.legacy()
            .mustNot("request-id-unique", "basic#requests", "The id of a request was not used before in the session.");

    /** The id of a response is that of a request which the server sent. */
    public static final Requirement RESPONSE_ID_KNOWN = TABLE.legacy()
            .must(
                    "response-id-known",
                    "basic#responses",
                    "The id of a response is that of a request which the server sent.");

    /** A request is answered once. */
    public static final Requirement RESPONSE_ONCE =
            TABLE.legacy().must("response-once", "basic#responses", "A request is answered once.");

    /** The client uses only what the capabilities of both sides allow. */
    public static final Requirement CAPABILITY_NEGOTIATED = TABLE.legacySince(V2025_06_18)
            .must(
                    "capability-negotiated",
                    "basic/lifecycle#operation",
                    "The client uses only what the capabilities of both sides allow.");

    /** The client uses only what the capabilities of both sides allow. */
    public static final Requirement CAPABILITY_NEGOTIATED_ADVISED = TABLE.in(Set.of(V2024_11_05, V2025_03_26))
            .should(
                    "capability-negotiated-advised",
                    "basic/lifecycle#operation",
                    "The client uses only what the capabilities of both sides allow.");

    /** A client that samples declares the capability sampling. */
    public static final Requirement SAMPLING_DECLARED = TABLE.legacy()
            .must(
                    "sampling-declared",
                    "client/sampling#capabilities",
                    "A client that samples declares the capability sampling.");

    /** A client that lists roots declares the capability roots. */
    public static final Requirement ROOTS_DECLARED = TABLE.legacy()
            .must(
                    "roots-declared",
                    "client/roots#capabilities",
                    "A client that lists roots declares the capability roots.");

    /** A client that asks its user for input declares the capability elicitation. */
    public static final Requirement ELICITATION_DECLARED = TABLE.legacySince(V2025_06_18)
            .must(
                    "elicitation-declared",
                    "client/elicitation#capabilities",
                    "A client that asks its user for input declares the capability elicitation.");

    /** An elicitation of a mode that the client did not declare is answered by the error -32602. */
    public static final Requirement ELICITATION_MODE = TABLE.legacySince(V2025_11_25)
            .must(
                    "elicitation-mode",
                    "client/elicitation#error-handling",
                    "An elicitation of a mode that the client did not declare is answered by the error -32602.");

    /** A client that runs tasks declares the capability tasks. */
    public static final Requirement TASKS_DECLARED = TABLE.legacySince(V2025_11_25)
            .must(
                    "tasks-declared",
                    "basic/utilities/tasks#capabilities",
                    "A client that runs tasks declares the capability tasks.");

    /** A tool is not called as a task unless the server declared tasks.requests.tools.call. */
    public static final Requirement TASK_AUGMENTATION_DECLARED = TABLE.legacySince(V2025_11_25)
            .mustNot(
                    "task-augmentation-declared",
                    "basic/utilities/tasks#tool-level-negotiation",
                    "A tool is not called as a task unless the server declared tasks.requests.tools.call.");

    /** A progress token is unique among the requests that are active. */
    public static final Requirement PROGRESS_TOKEN_UNIQUE = TABLE.legacy()
            .must(
                    "progress-token-unique",
                    "basic/utilities/progress#progress-flow",
                    "A progress token is unique among the requests that are active.");

    /** A progress notification has the token of a request of the server that is active. */
    public static final Requirement PROGRESS_TOKEN_KNOWN = TABLE.legacy()
            .must(
                    "progress-token-known",
                    "basic/utilities/progress#behavior-requirements",
                    "A progress notification has the token of a request of the server that is active.");

    /** Progress increases with each notification. */
    public static final Requirement PROGRESS_INCREASES = TABLE.legacy()
            .must(
                    "progress-increases",
                    "basic/utilities/progress#progress-flow",
                    "Progress increases with each notification.");

    /** A cancellation names a request that the client sent. */
    public static final Requirement CANCELLED_ID_KNOWN = TABLE.legacy()
            .must(
                    "cancelled-id-known",
                    "basic/utilities/cancellation#behavior-requirements",
                    "A cancellation names a request that the client sent.");

    /** The initialize request is not cancelled. */
    public static final Requirement INITIALIZE_CANCELLED = TABLE.legacy()
            .mustNot(
                    "initialize-cancelled",
                    "basic/utilities/cancellation#behavior-requirements",
                    "The initialize request is not cancelled.");

    /** A request that runs as a task is cancelled by tasks/cancel, not by notifications/cancelled. */
    public static final Requirement TASK_CANCELLED = TABLE.legacySince(V2025_11_25)
            .must(
                    "task-cancelled",
                    "basic/utilities/cancellation#behavior-requirements",
                    "A request that runs as a task is cancelled by tasks/cancel, not by notifications/cancelled.");

    private SessionRequirements() {}

    /** Returns all of these, unmodifiable. */
    public static List<Requirement> all() {
        return TABLE.rows();
    }
}
