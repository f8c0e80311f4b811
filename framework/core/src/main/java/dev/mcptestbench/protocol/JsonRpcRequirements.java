package dev.mcptestbench.protocol;

import static dev.mcptestbench.protocol.Revision.V2024_11_05;
import static dev.mcptestbench.protocol.Revision.V2025_03_26;
import static dev.mcptestbench.protocol.Revision.V2025_06_18;
import static dev.mcptestbench.protocol.Revision.V2025_11_25;
import static dev.mcptestbench.protocol.Revision.V2026_07_28;

import java.util.List;
import java.util.Set;
import org.apiguardian.api.API;
import org.apiguardian.api.API.Status;

/** What the specification asks of any message, whatever it is about. */
@API(status = Status.EXPERIMENTAL)
public final class JsonRpcRequirements {

    private static final RequirementTable TABLE = new RequirementTable(Party.CLIENT, Party.SERVER);

    /** A message has the member jsonrpc with the value 2.0. */
    public static final Requirement VERSION = TABLE.everywhere()
            .must("jsonrpc-version", "basic#messages", "A message has the member jsonrpc with the value 2.0.");

    /** A message is an object that is either a request, a notification or a response. */
    public static final Requirement SHAPE = TABLE.everywhere()
            .must(
                    "message-shape",
                    "basic#messages",
                    "A message is an object that is either a request, a notification or a response.");

    /** A message is JSON. */
    public static final Requirement SYNTAX =
            TABLE.everywhere().must("json-syntax", "basic#messages", "A message is JSON.");

    /** A message is encoded in UTF-8. */
    public static final Requirement ENCODING =
            TABLE.since(V2025_03_26).must("utf-8", "basic/transports", "A message is encoded in UTF-8.");

    /** The method of a request or notification is a string. */
    public static final Requirement METHOD_TYPE = TABLE.everywhere()
            .must("method-type", "basic#requests", "The method of a request or notification is a string.");

    /** The params of a request or notification, if there are any, are an object. */
    public static final Requirement PARAMS_TYPE = TABLE.everywhere()
            .must(
                    "params-type",
                    "basic#requests",
                    "The params of a request or notification, if there are any, are an object.");

    /** A request has an id. */
    public static final Requirement REQUEST_ID =
            TABLE.everywhere().must("request-id", "basic#requests", "A request has an id.");

    /** The id of a request is not null. */
    public static final Requirement REQUEST_ID_NOT_NULL =
            TABLE.everywhere().mustNot("request-id-not-null", "basic#requests", "The id of a request is not null.");

    /** The id of a request is a string or an integer. */
    public static final Requirement REQUEST_ID_TYPE = TABLE.everywhere()
            .must("request-id-type", "basic#requests", "The id of a request is a string or an integer.");

    /** A notification has no id. */
    public static final Requirement NOTIFICATION_ID =
            TABLE.everywhere().mustNot("notification-id", "basic#notifications", "A notification has no id.");

    /** A response has the id of its request, a string or an integer. */
    public static final Requirement RESPONSE_ID = TABLE.everywhere()
            .must("response-id", "basic#responses", "A response has the id of its request, a string or an integer.");

    /** A response has a result or an error, and not both. */
    public static final Requirement RESPONSE_OUTCOME = TABLE.everywhere()
            .must("response-outcome", "basic#responses", "A response has a result or an error, and not both.");

    /** A result is an object. */
    public static final Requirement RESULT_TYPE =
            TABLE.everywhere().must("result-type", "basic#responses", "A result is an object.");

    /** An error is an object with a code and a message, which is a string. */
    public static final Requirement ERROR_SHAPE = TABLE.everywhere()
            .must(
                    "error-shape",
                    "basic#responses",
                    "An error is an object with a code and a message, which is a string.");

    /** The code of an error is an integer. */
    public static final Requirement ERROR_CODE_TYPE =
            TABLE.everywhere().must("error-code-type", "basic#responses", "The code of an error is an integer.");

    /** Messages are sent one by one, not in arrays. */
    public static final Requirement SINGLE_MESSAGE = TABLE.in(
                    Set.of(V2024_11_05, V2025_06_18, V2025_11_25, V2026_07_28))
            .must(
                    "single-message",
                    "basic/transports#sending-messages-to-the-server",
                    "Messages are sent one by one, not in arrays.");

    /** A batch has at least one message, and does not mix responses with others. */
    public static final Requirement BATCH_CONTENT = TABLE.in(Set.of(V2025_03_26))
            .must(
                    "batch-content",
                    "basic/transports#sending-messages-to-the-server",
                    "A batch has at least one message, and does not mix responses with others.");

    /** The initialize request is not part of a batch. */
    public static final Requirement INITIALIZE_IN_BATCH = TABLE.in(Set.of(V2025_03_26))
            .mustNot(
                    "initialize-in-batch",
                    "basic/lifecycle#initialization",
                    "The initialize request is not part of a batch.");

    private JsonRpcRequirements() {}

    /** Returns all of these, unmodifiable. */
    public static List<Requirement> all() {
        return TABLE.rows();
    }
}
