package dev.mcptestbench.server.proxy;

import dev.mcptestbench.protocol.Headers;
import dev.mcptestbench.protocol.Message;
import dev.mcptestbench.wire.HttpRequest;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The sessions that a proxy has seen opened; where the real server gives no ids, the latest is taken. Thread-safe. */
final class ProxySessions {

    private final ModernLint modern = new ModernLint();
    private final Map<String, ProxySession> byId = new ConcurrentHashMap<>();
    private volatile @Nullable ProxySession anonymous;

    /** What is remembered where there are no sessions. */
    ModernLint modern() {
        return modern;
    }

    @Nullable
    ProxySession find(HttpRequest request) {
        String id = request.header(Headers.SESSION_ID);
        return id == null ? anonymous : byId.get(id);
    }

    /** The real server has answered initialize. */
    void open(ProxySession session, @Nullable String id) {
        if (id == null) {
            anonymous = session;
        } else {
            session.id(id);
            byId.put(id, session);
        }
    }

    /** Who a message of the modern era says that it is from, or {@code null}. */
    static @Nullable String clientIn(@Nullable Message message) {
        if (message == null || !(message.params().get("_meta") instanceof Map<?, ?> meta)) {
            return null;
        }
        Object info = meta.get("io.modelcontextprotocol/clientInfo");
        return info instanceof Map<?, ?> map && map.get("name") instanceof String name ? name : null;
    }

    /** Whether a message is of the modern era, in which there are no sessions. */
    static boolean isModern(@Nullable Message message) {
        return message != null
                && message.params().get("_meta") instanceof Map<?, ?> meta
                && meta.containsKey("io.modelcontextprotocol/protocolVersion");
    }
}
