package dev.mcptestbench.protocol;

import static dev.mcptestbench.protocol.Revision.V2024_11_05;
import static dev.mcptestbench.protocol.Revision.V2025_03_26;
import static dev.mcptestbench.protocol.Revision.V2025_06_18;

import java.util.List;
import java.util.Set;
import org.apiguardian.api.API;
import org.apiguardian.api.API.Status;

/** What the specification asks of a client's use of a transport; for what is asked in the modern era alone see {@link ModernRequirements}. */
@API(status = Status.EXPERIMENTAL)
public final class TransportRequirements {

    private static final RequirementTable TABLE = new RequirementTable(Party.CLIENT);

    /** The client sends messages by HTTP POST. */
    public static final Requirement POST = TABLE.since(V2025_03_26)
            .must(
                    "http-post",
                    "basic/transports#sending-messages-to-the-server",
                    "The client sends messages by HTTP POST.");

    /** The Accept header of a POST lists both application/json and text/event-stream. */
    public static final Requirement POST_ACCEPT = TABLE.since(V2025_03_26)
            .must(
                    "post-accept",
                    "basic/transports#sending-messages-to-the-server",
                    "The Accept header of a POST lists both application/json and text/event-stream.");

    /** The Content-Type of a POST is application/json, as RFC 9110 (8.3) has a sender say what it sends. */
    public static final Requirement POST_CONTENT_TYPE = TABLE.since(V2025_03_26)
            .should(
                    "post-content-type",
                    "basic/transports#sending-messages-to-the-server",
                    "The Content-Type of a POST is application/json, as RFC 9110 (8.3) has a sender say what it sends.");

    /** The Accept header of a GET lists text/event-stream. */
    public static final Requirement GET_ACCEPT = TABLE.legacySince(V2025_03_26)
            .must(
                    "get-accept",
                    "basic/transports#listening-for-messages-from-the-server",
                    "The Accept header of a GET lists text/event-stream.");

    /** Each request after initialize has the header MCP-Protocol-Version. */
    public static final Requirement VERSION_HEADER = TABLE.legacySince(V2025_06_18)
            .must(
                    "version-header",
                    "basic/transports#protocol-version-header",
                    "Each request after initialize has the header MCP-Protocol-Version.");

    /** The header MCP-Protocol-Version names the negotiated version. */
    public static final Requirement VERSION_HEADER_NEGOTIATED = TABLE.legacySince(V2025_06_18)
            .should(
                    "version-header-negotiated",
                    "basic/transports#protocol-version-header",
                    "The header MCP-Protocol-Version names the negotiated version.");

    /** Once the server assigned a session id, each request has it in the header Mcp-Session-Id. */
    public static final Requirement SESSION_HEADER = TABLE.legacySince(V2025_03_26)
            .must(
                    "session-header",
                    "basic/transports#session-management",
                    "Once the server assigned a session id, each request has it in the header Mcp-Session-Id.");

    /** After a status of 404 the client begins a new session by initialize. */
    public static final Requirement SESSION_RENEWED = TABLE.legacySince(V2025_03_26)
            .must(
                    "session-renewed",
                    "basic/transports#session-management",
                    "After a status of 404 the client begins a new session by initialize.");

    /** The initialize request that begins a new session has no session id. */
    public static final Requirement SESSION_HEADER_ON_INITIALIZE = TABLE.legacySince(V2025_03_26)
            .must(
                    "session-header-on-initialize",
                    "basic/transports#session-management",
                    "The initialize request that begins a new session has no session id.");

    /** A session that the client ended by DELETE is not used any more. */
    public static final Requirement SESSION_DELETED = TABLE.legacySince(V2025_03_26)
            .shouldNot(
                    "session-deleted",
                    "basic/transports#session-management",
                    "A session that the client ended by DELETE is not used any more.");

    /** The client posts its messages to the URI that the endpoint event announced. */
    public static final Requirement SSE_ENDPOINT = TABLE.in(Set.of(V2024_11_05))
            .must(
                    "sse-endpoint",
                    "basic/transports#http-with-sse",
                    "The client posts its messages to the URI that the endpoint event announced.");

    /** The client writes nothing to the server's standard input but messages, each on one line. */
    public static final Requirement STDIN = TABLE.legacy()
            .mustNot(
                    "stdin",
                    "basic/transports#stdio",
                    "The client writes nothing to the server's standard input but messages, each on one line.");

    private TransportRequirements() {}

    /** Returns all of these, unmodifiable. */
    public static List<Requirement> all() {
        return TABLE.rows();
    }
}
