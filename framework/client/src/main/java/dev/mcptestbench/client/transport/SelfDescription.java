package dev.mcptestbench.client.transport;

import dev.mcptestbench.protocol.Message;
import dev.mcptestbench.protocol.RequestMeta;
import dev.mcptestbench.protocol.Revision;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What each request of 2026-07-28 says of its client in {@code params._meta} (basic#meta). Immutable.
 *
 * @param revision the revision that is spoken
 * @param clientInfo the client's name and version
 * @param capabilities what the client can be asked for
 * @param logLevel the least level of the log messages that it wants, or {@code null} for none
 */
record SelfDescription(
        Revision revision,
        @Nullable Object clientInfo,
        @Nullable Object capabilities,
        @Nullable Object logLevel) {

    /** What an initialize of the legacy era says of a client. */
    static SelfDescription of(Revision revision, Message initialize) {
        return new SelfDescription(
                revision,
                initialize.params().get("clientInfo"),
                initialize.params().getOrDefault("capabilities", Map.of()),
                null);
    }

    SelfDescription withLogLevel(@Nullable Object level) {
        return new SelfDescription(revision, clientInfo, capabilities, level);
    }

    /** A request with these parameters that says so; what its {@code _meta} has already, it keeps. */
    Message request(Object id, String method, Map<String, @Nullable Object> params) {
        Map<String, @Nullable Object> meta = new LinkedHashMap<>();
        meta.put(RequestMeta.PROTOCOL_VERSION, revision.text());
        if (clientInfo != null) {
            meta.put(RequestMeta.CLIENT_INFO, clientInfo);
        }
        meta.put(RequestMeta.CLIENT_CAPABILITIES, capabilities);
        if (logLevel != null) {
            meta.put(RequestMeta.LOG_LEVEL, logLevel);
        }
        if (params.get("_meta") instanceof Map<?, ?> given) {
            given.forEach((name, value) -> meta.put(String.valueOf(name), value));
        }
        Map<String, @Nullable Object> complete = new LinkedHashMap<>(params);
        complete.put("_meta", meta);
        return Message.request(id, method, complete);
    }
}
