package dev.mcptestbench.protocol;

import org.apiguardian.api.API;
import org.apiguardian.api.API.Status;

/** Names of the HTTP headers that the protocol gives a meaning to, and the media types it uses. Names have no case. */
@API(status = Status.EXPERIMENTAL)
public final class Headers {

    /** What the client can read. */
    public static final String ACCEPT = "Accept";

    /** What the body is. */
    public static final String CONTENT_TYPE = "Content-Type";

    /** The session that a request belongs to (legacy: basic/transports#session-management). */
    public static final String SESSION_ID = "Mcp-Session-Id";

    /** The protocol version of a request (basic/transports#protocol-version-header, from 2025-06-18). */
    public static final String PROTOCOL_VERSION = "MCP-Protocol-Version";

    /** The event after which a stream is to be resumed (legacy: basic/transports#resumability-and-redelivery). */
    public static final String LAST_EVENT_ID = "Last-Event-ID";

    /** The method of the message in the body (2026-07-28). */
    public static final String METHOD = "Mcp-Method";

    /** The tool, prompt or resource that the message in the body is about (2026-07-28). */
    public static final String NAME = "Mcp-Name";

    /** What the names of headers begin with that mirror arguments of a tool (2026-07-28). */
    public static final String PARAM_PREFIX = "Mcp-Param-";

    /** Where a request comes from, checked against DNS rebinding (basic/transports#security-warning). */
    public static final String ORIGIN = "Origin";

    /** The media type of one JSON document. */
    public static final String JSON = "application/json";

    /** The media type of a stream of server-sent events. */
    public static final String EVENT_STREAM = "text/event-stream";

    private Headers() {}
}
