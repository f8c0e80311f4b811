package dev.mcptestbench;

import dev.mcptestbench.journal.ClientState;
import dev.mcptestbench.protocol.ErrorCode;
import dev.mcptestbench.protocol.Methods;
import dev.mcptestbench.script.LogLevel;
import dev.mcptestbench.script.NotificationType;

/** The constants among the words of {@link Mcp}. */
abstract class McpNames {

    /** JSON-RPC error -32700. */
    public static final ErrorCode PARSE_ERROR = ErrorCode.PARSE_ERROR;

    /** JSON-RPC error -32600. */
    public static final ErrorCode INVALID_REQUEST = ErrorCode.INVALID_REQUEST;

    /** JSON-RPC error -32601. */
    public static final ErrorCode METHOD_NOT_FOUND = ErrorCode.METHOD_NOT_FOUND;

    /** JSON-RPC error -32602. */
    public static final ErrorCode INVALID_PARAMS = ErrorCode.INVALID_PARAMS;

    /** JSON-RPC error -32603. */
    public static final ErrorCode INTERNAL_ERROR = ErrorCode.INTERNAL_ERROR;

    /** MCP error -32002. */
    public static final ErrorCode RESOURCE_NOT_FOUND = ErrorCode.RESOURCE_NOT_FOUND;

    /** Not connected, and not trying to be. */
    public static final ClientState DISCONNECTED = ClientState.DISCONNECTED;

    /** The first attempt to connect is under way. */
    public static final ClientState CONNECTING = ClientState.CONNECTING;

    /** Initialized, and able to call. */
    public static final ClientState CONNECTED = ClientState.CONNECTED;

    /** Connected before, and trying to find the server again. */
    public static final ClientState RECONNECTING = ClientState.RECONNECTING;

    /** Has given up. */
    public static final ClientState FAILED = ClientState.FAILED;

    /** Closed for good. */
    public static final ClientState CLOSED = ClientState.CLOSED;

    /** Log level {@code debug}. */
    public static final LogLevel DEBUG = LogLevel.DEBUG;

    /** Log level {@code info}. */
    public static final LogLevel INFO = LogLevel.INFO;

    /** Log level {@code warning}. */
    public static final LogLevel WARNING = LogLevel.WARNING;

    /** Log level {@code error}. */
    public static final LogLevel ERROR = LogLevel.ERROR;

    /** Log notifications. */
    public static final NotificationType LOGGING = new NotificationType(Methods.MESSAGE);

    /** Progress notifications. */
    public static final NotificationType PROGRESS = new NotificationType(Methods.PROGRESS);

    /** Notifications that the list of tools has changed. */
    public static final NotificationType TOOLS_CHANGED = new NotificationType(Methods.TOOLS_LIST_CHANGED);

    /** Notifications that the list of resources has changed. */
    public static final NotificationType RESOURCES_CHANGED = new NotificationType(Methods.RESOURCES_LIST_CHANGED);

    /** Notifications that the list of prompts has changed. */
    public static final NotificationType PROMPTS_CHANGED = new NotificationType(Methods.PROMPTS_LIST_CHANGED);

    /** Notifications that a resource has changed. */
    public static final NotificationType RESOURCE_UPDATED = new NotificationType(Methods.RESOURCES_UPDATED);
}
