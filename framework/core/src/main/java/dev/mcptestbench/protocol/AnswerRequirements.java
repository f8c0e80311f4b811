package dev.mcptestbench.protocol;

import java.util.List;
import org.apiguardian.api.API;
import org.apiguardian.api.API.Status;

/** What the specification asks of the messages of a server of the modern era. */
@API(status = Status.EXPERIMENTAL)
public final class AnswerRequirements {

    private static final RequirementTable TABLE = new RequirementTable(Party.SERVER);

    /** A server sends responses and notifications, and no requests. */
    public static final Requirement NO_REQUESTS = TABLE.since(Revision.V2026_07_28)
            .mustNot(
                    "server-requests",
                    "basic/transports#messages",
                    "A server sends responses and notifications, and no requests.");

    /** A result says by resultType, a string, which kind of result it is. */
    public static final Requirement RESULT_TYPE = TABLE.since(Revision.V2026_07_28)
            .must(
                    "result-kind",
                    "basic#resulttype",
                    "A result says by resultType, a string, which kind of result it is.");

    /** A result that may be cached has ttlMs, an integer from 0 on, and cacheScope, public or private. */
    public static final Requirement CACHE_HINTS = TABLE.since(Revision.V2026_07_28)
            .must(
                    "cache-hints",
                    "server/utilities/caching#cacheable-results",
                    "A result that may be cached has ttlMs, an integer from 0 on, and cacheScope, public or private.");

    /** What a result says of its server has a name and a version. */
    public static final Requirement SERVER_INFO = TABLE.since(Revision.V2026_07_28)
            .must("server-info", "basic#meta", "What a result says of its server has a name and a version.");

    /** The answer to server/discover lists supportedVersions and the capabilities of the server. */
    public static final Requirement DISCOVER_RESULT = TABLE.since(Revision.V2026_07_28)
            .must(
                    "discover-result",
                    "server/discover#discoverresult",
                    "The answer to server/discover lists supportedVersions and the capabilities of the server.");

    /** The answer to tools/list has tools, each with a name and an inputSchema of the type object. */
    public static final Requirement TOOLS_LIST_RESULT = TABLE.since(Revision.V2026_07_28)
            .must(
                    "tools-list-result",
                    "server/tools#listing-tools",
                    "The answer to tools/list has tools, each with a name and an inputSchema of the type object.");

    /** The answer to resources/list has resources, each with a uri and a name. */
    public static final Requirement RESOURCES_LIST_RESULT = TABLE.since(Revision.V2026_07_28)
            .must(
                    "resources-list-result",
                    "server/resources#listing-resources",
                    "The answer to resources/list has resources, each with a uri and a name.");

    /** The answer to resources/templates/list has resourceTemplates, each with a uriTemplate and a name. */
    public static final Requirement TEMPLATES_LIST_RESULT = TABLE.since(Revision.V2026_07_28)
            .must(
                    "templates-list-result",
                    "server/resources#resource-templates",
                    "The answer to resources/templates/list has resourceTemplates, each with a uriTemplate and a name.");

    /** The answer to prompts/list has prompts, each with a name, and with names for its arguments. */
    public static final Requirement PROMPTS_LIST_RESULT = TABLE.since(Revision.V2026_07_28)
            .must(
                    "prompts-list-result",
                    "server/prompts#listing-prompts",
                    "The answer to prompts/list has prompts, each with a name, and with names for its arguments.");

    /** The answer to tools/call has content, an array of blocks of a known kind. */
    public static final Requirement TOOLS_CALL_RESULT = TABLE.since(Revision.V2026_07_28)
            .must(
                    "tools-call-result",
                    "server/tools#tool-result",
                    "The answer to tools/call has content, an array of blocks of a known kind.");

    /** The answer to resources/read has contents, each with a uri and a text or a blob. */
    public static final Requirement RESOURCES_READ_RESULT = TABLE.since(Revision.V2026_07_28)
            .must(
                    "resources-read-result",
                    "server/resources#resource-contents",
                    "The answer to resources/read has contents, each with a uri and a text or a blob.");

    /** The answer to prompts/get has messages, each with a role and a block of content. */
    public static final Requirement PROMPTS_GET_RESULT = TABLE.since(Revision.V2026_07_28)
            .must(
                    "prompts-get-result",
                    "server/prompts#promptmessage",
                    "The answer to prompts/get has messages, each with a role and a block of content.");

    /** The answer to completion/complete has a completion with values, an array of strings. */
    public static final Requirement COMPLETION_RESULT = TABLE.since(Revision.V2026_07_28)
            .must(
                    "completion-result",
                    "server/utilities/completion#completion-results",
                    "The answer to completion/complete has a completion with values, an array of strings.");

    /** The answer that ends a subscription has its subscriptionId. */
    public static final Requirement LISTEN_RESULT = TABLE.since(Revision.V2026_07_28)
            .must(
                    "listen-result",
                    "basic/patterns/subscriptions#graceful-closure",
                    "The answer that ends a subscription has its subscriptionId.");

    /** A result that asks for input has inputRequests, each an elicitation, a sampling or a listing of roots, or a requestState, or both. */
    public static final Requirement INPUT_REQUIRED_RESULT = TABLE.since(Revision.V2026_07_28)
            .must(
                    "input-required-result",
                    "basic/patterns/mrtr#inputrequiredresult",
                    "A result that asks for input has inputRequests, each an elicitation, a sampling or a listing of roots, or a requestState, or both.");

    /** Input is asked for in answer to tools/call, resources/read and prompts/get alone. */
    public static final Requirement INPUT_REQUIRED_PLACE = TABLE.since(Revision.V2026_07_28)
            .mustNot(
                    "input-required-place",
                    "basic/patterns/mrtr#supported-requests",
                    "Input is asked for in answer to tools/call, resources/read and prompts/get alone.");

    /** The subscriptionId of a notification is the id of a request, a string or an integer. */
    public static final Requirement SUBSCRIPTION_ID = TABLE.since(Revision.V2026_07_28)
            .must(
                    "subscription-id",
                    "basic/patterns/subscriptions#receiving-notifications",
                    "The subscriptionId of a notification is the id of a request, a string or an integer.");

    /** A subscription is acknowledged with the filter that the server agreed to. */
    public static final Requirement ACKNOWLEDGED_PARAMS = TABLE.since(Revision.V2026_07_28)
            .must(
                    "acknowledged-params",
                    "basic/patterns/subscriptions#acknowledgment",
                    "A subscription is acknowledged with the filter that the server agreed to.");

    /** A log message has a level of RFC 5424 and data; its logger, if any, is a string. */
    public static final Requirement LOG_MESSAGE_PARAMS = TABLE.everywhere()
            .must(
                    "log-message-params",
                    "server/utilities/logging#log-message-notifications",
                    "A log message has a level of RFC 5424 and data; its logger, if any, is a string.");

    /** The notification of a changed resource has its uri, a string. */
    public static final Requirement RESOURCE_UPDATED_PARAMS = TABLE.everywhere()
            .must(
                    "resource-updated-params",
                    "server/resources#subscriptions",
                    "The notification of a changed resource has its uri, a string.");

    /** The error codes -32002 and -32042 are not used any more, and of those from -32020 to -32099 only what the specification defines. */
    public static final Requirement ERROR_CODE_RESERVED = TABLE.since(Revision.V2026_07_28)
            .mustNot(
                    "error-code-reserved",
                    "basic#error-codes",
                    "The error codes -32002 and -32042 are not used any more, and of those from -32020 to -32099 only what the specification defines.");

    /** An error of an unsupported version says which version was requested and which are supported. */
    public static final Requirement UNSUPPORTED_VERSION_DATA = TABLE.since(Revision.V2026_07_28)
            .must(
                    "unsupported-version-data",
                    "basic/versioning#protocol-version-negotiation",
                    "An error of an unsupported version says which version was requested and which are supported.");

    /** An error of a missing capability lists the requiredCapabilities. */
    public static final Requirement MISSING_CAPABILITY_DATA = TABLE.since(Revision.V2026_07_28)
            .must(
                    "missing-capability-data",
                    "basic#meta",
                    "An error of a missing capability lists the requiredCapabilities.");

    /** A task of the tasks extension has a taskId, a known status, createdAt, lastUpdatedAt and ttlMs, which may be null, and what its status brings along. */
    public static final Requirement TASK = TABLE.since(Revision.V2026_07_28)
            .must(
                    "task",
                    "seps/2663-tasks-extension#tasks",
                    "A task of the tasks extension has a taskId, a known status, createdAt, lastUpdatedAt and ttlMs, which may be null, and what its status brings along.");

    /** A task is created in answer to tools/call alone. */
    public static final Requirement TASK_RESULT_PLACE = TABLE.since(Revision.V2026_07_28)
            .mustNot(
                    "task-result-place",
                    "seps/2663-tasks-extension#supported-methods",
                    "A task is created in answer to tools/call alone.");

    private AnswerRequirements() {}

    /** Returns all of these, unmodifiable. */
    public static List<Requirement> all() {
        return TABLE.rows();
    }
}
