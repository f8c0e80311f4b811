package dev.mcptestbench.protocol;

import java.util.Map;
import java.util.Optional;
import org.apiguardian.api.API;
import org.apiguardian.api.API.Status;
import org.jspecify.annotations.Nullable;

/**
 * What a request of the modern era says about itself in {@code params._meta} (basic#meta): its protocol version, who sends
 * it and what that client can do. Immutable.
 *
 * @param members the members of {@code _meta}; empty if there is none
 */
@API(status = Status.EXPERIMENTAL)
public record RequestMeta(Map<?, ?> members) {

    /** The key of the protocol version that a request is sent in. */
    public static final String PROTOCOL_VERSION = "io.modelcontextprotocol/protocolVersion";

    /** The key of the client's name and version. */
    public static final String CLIENT_INFO = "io.modelcontextprotocol/clientInfo";

    /** The key of what the client can do. */
    public static final String CLIENT_CAPABILITIES = "io.modelcontextprotocol/clientCapabilities";

    /** The key of the least level of the log messages that the client wants. */
    public static final String LOG_LEVEL = "io.modelcontextprotocol/logLevel";

    /** The key, in what a server sends, of the subscription that it belongs to. */
    public static final String SUBSCRIPTION_ID = "io.modelcontextprotocol/subscriptionId";

    /** The key, in results, of the server's name and version. */
    public static final String SERVER_INFO = "io.modelcontextprotocol/serverInfo";

    private static final RequestMeta NONE = new RequestMeta(Map.of());

    /** Returns what the message says about itself. */
    public static RequestMeta of(Message message) {
        return message.params().get("_meta") instanceof Map<?, ?> members ? new RequestMeta(members) : NONE;
    }

    /**
     * Tells whether a message is one of the modern era, judged by the message alone: it has a field that only the modern
     * era requires.
     */
    public static boolean isIn(Message message) {
        Map<?, ?> members = of(message).members;
        return members.containsKey(PROTOCOL_VERSION) || members.containsKey(CLIENT_CAPABILITIES);
    }

    /**
     * Tells whether a POST is one of the modern era: its message is, or, where the message says nothing and names no
     * session, its headers are (basic/versioning#backward-compatibility-with-initialization-based-versions).
     *
     * @param message the message, or null if there is none that could be read
     */
    public static boolean isIn(HttpFacts http, @Nullable Message message) {
        if (message != null && isIn(message)) {
            return true;
        }
        if (http.header(Headers.SESSION_ID) != null
                || (message != null && Methods.INITIALIZE.equals(message.method()))) {
            return false;
        }
        String version = http.header(Headers.PROTOCOL_VERSION);
        boolean named = version != null
                && Revision.of(version)
                        .filter(revision -> revision.era() == Era.MODERN)
                        .isPresent();
        return named || http.header(Headers.METHOD) != null;
    }

    /** Returns the protocol version, or null if there is none that is a text. */
    public @Nullable String version() {
        return members.get(PROTOCOL_VERSION) instanceof String text ? text : null;
    }

    /** Returns the client's name, or null if it gave none. */
    public @Nullable String clientName() {
        return members.get(CLIENT_INFO) instanceof Map<?, ?> info && info.get("name") instanceof String name
                ? name
                : null;
    }

    /** Returns the least level of the log messages that the client wants, or null if it wants none. */
    public @Nullable String logLevel() {
        return members.get(LOG_LEVEL) instanceof String level ? level : null;
    }

    /** Tells whether the client declared an extension, such as {@code io.modelcontextprotocol/tasks}. */
    public boolean declaresExtension(String extension) {
        return capabilities().get("extensions") instanceof Map<?, ?> all && all.get(extension) instanceof Map;
    }

    /** Tells whether the client declared a capability, such as {@code elicitation.url}. */
    public boolean declares(String capability) {
        return Capabilities.declares(capabilities(), capability);
    }

    /**
     * Returns the capability that a client must have declared before it is asked for something, if it has not.
     *
     * @param method what it is asked for, such as {@code elicitation/create}
     * @param params the parameters of that request
     * @return what is missing, in the shape of capabilities, such as {@code {"elicitation": {"url": {}}}}
     */
    public Optional<Map<String, Object>> missingFor(String method, Map<String, ?> params) {
        return switch (method) {
            case Methods.SAMPLING_CREATE_MESSAGE ->
                missing(
                        declares("sampling") && (!params.containsKey("tools") || declares("sampling.tools")),
                        "sampling",
                        params.containsKey("tools") ? Map.of("tools", Map.of()) : Map.of());
            case Methods.ROOTS_LIST -> missing(declares("roots"), "roots", Map.of());
            case Methods.ELICITATION_CREATE -> {
                boolean url = "url".equals(params.get("mode"));
                yield missing(
                        Capabilities.declaresElicitation(capabilities(), url),
                        "elicitation",
                        url ? Map.of("url", Map.of()) : Map.of());
            }
            default -> Optional.empty();
        };
    }

    private static Optional<Map<String, Object>> missing(boolean declared, String name, Map<String, Object> detail) {
        return declared ? Optional.empty() : Optional.of(Map.of(name, detail));
    }

    @SuppressWarnings("unchecked") // plain maps have strings for keys
    private Map<String, @Nullable Object> capabilities() {
        return members.get(CLIENT_CAPABILITIES) instanceof Map<?, ?> map
                ? (Map<String, @Nullable Object>) map
                : Map.of();
    }
}
