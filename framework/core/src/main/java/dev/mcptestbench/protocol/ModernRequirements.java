package dev.mcptestbench.protocol;

import java.util.List;
import org.apiguardian.api.API;
import org.apiguardian.api.API.Status;

/** What the modern era asks of how a client sends its messages: headers, and what {@code _meta} says of each request. */
@API(status = Status.EXPERIMENTAL)
public final class ModernRequirements {

    private static final String META = "basic#meta";
    private static final String HTTP = "basic/transports/streamable-http";

    private static final RequirementTable TABLE = new RequirementTable(Party.CLIENT);

    private static final RequirementTable.Rows MODERN = TABLE.since(Revision.V2026_07_28);

    /** Each request names the protocol version that it is sent in. */
    public static final Requirement META_VERSION = MODERN.must(
            "meta-protocol-version", META, "Each request names the protocol version that it is sent in, in its _meta.");

    /** Each request declares the client's capabilities, if only that there are none. */
    public static final Requirement META_CAPABILITIES = MODERN.must(
            "meta-client-capabilities",
            META,
            "Each request declares the client's capabilities in its _meta, if only that there are none.");

    /** Each request says which client sends it. */
    public static final Requirement META_CLIENT_INFO =
            MODERN.should("meta-client-info", META, "Each request says in its _meta which client sends it.");

    /** The fields of {@code _meta} that the protocol defines are of the types that it gives them. */
    public static final Requirement META_FIELDS = MODERN.must(
            "meta-fields",
            META,
            "In the _meta of a request, clientInfo has a name and a version, and logLevel is one of the eight levels.");

    /** Each POST names the protocol version in a header, the same as its body. */
    public static final Requirement VERSION_HEADER = MODERN.must(
            "modern-version-header",
            HTTP + "#protocol-version-header",
            "Each POST has the header MCP-Protocol-Version, which names the version that the body names.");

    /** Each request names its method in a header. */
    public static final Requirement METHOD_HEADER = MODERN.must(
            "method-header",
            HTTP + "#standard-request-headers",
            "Each request has the header Mcp-Method, which is the method of the body.");

    /** Requests about one tool, prompt or resource name it in a header. */
    public static final Requirement NAME_HEADER = MODERN.must(
            "name-header",
            HTTP + "#standard-request-headers",
            "Calls of tools, reads of resources, gets of prompts, and what is sent about one task, name what they are about"
                    + " in the header Mcp-Name.");

    /** Arguments that a tool's schema marks are repeated in headers. */
    public static final Requirement PARAM_HEADER = MODERN.must(
            "param-header",
            HTTP + "#server-behavior-for-custom-headers",
            "An argument that the tool's schema marks with x-mcp-header is repeated in its header Mcp-Param-…,"
                    + " and the header is left out where there is no such argument.");

    /** Headers hold nothing but printable ASCII; what is more comes in Base64. */
    public static final Requirement HEADER_ENCODING = MODERN.must(
            "header-encoding",
            HTTP + "#value-encoding",
            "Headers hold printable ASCII; a name or an argument that is more than that comes as =?base64?…?=.");

    /** The client sends requests and notifications only: there is nothing that it could respond to. */
    public static final Requirement NO_RESPONSES = MODERN.mustNot(
            "modern-no-responses",
            HTTP + "#sending-messages",
            "The client sends no responses, for a server sends no requests.");

    /** A retry repeats the request state that the server gave, unchanged. */
    public static final Requirement REQUEST_STATE = MODERN.must(
            "request-state",
            "basic/patterns/mrtr#client-requirements-basic-workflow",
            "A retry of a request that needed input repeats the request state that the server gave, unchanged.");

    /** Request state is for the retry of its own request. */
    public static final Requirement REQUEST_STATE_OWN = MODERN.mustNot(
            "request-state-own",
            "basic/patterns/mrtr#client-requirements-basic-workflow",
            "Request state is sent with no other request than the retry of the one that it was given for.");

    private ModernRequirements() {}

    /** Returns all of these, unmodifiable. */
    public static List<Requirement> all() {
        return TABLE.rows();
    }
}
