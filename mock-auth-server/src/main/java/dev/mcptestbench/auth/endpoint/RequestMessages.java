package dev.mcptestbench.auth.endpoint;

import dev.mcptestbench.protocol.Json;
import dev.mcptestbench.protocol.JsonException;
import dev.mcptestbench.protocol.Message;
import dev.mcptestbench.wire.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Requests as messages, so that rules and assertions speak of them as they speak of those of MCP: the method is
 * {@code oauth/} and the endpoint, the parameters are the parameters, with the {@code client_id} of Basic credentials.
 */
final class RequestMessages {

    private RequestMessages() {}

    static Message of(@Nullable EndpointKind kind, HttpRequest http) {
        Map<String, Object> params = new LinkedHashMap<>();
        int mark = http.target().indexOf('?');
        if (mark >= 0) {
            add(http.target().substring(mark + 1), params);
        }
        String type = String.valueOf(http.header("Content-Type")).toLowerCase(Locale.ROOT);
        if (type.contains("json")) {
            addJson(http.body(), params);
        } else {
            add(new String(http.body(), StandardCharsets.UTF_8), params);
        }
        String basic = ClientIdentity.basicId(http.header("Authorization"));
        if (basic != null) {
            params.putIfAbsent("client_id", basic);
        }
        return Message.request(http.method(), method(kind), params);
    }

    static String method(@Nullable EndpointKind kind) {
        return "oauth/" + (kind == null ? "unknown" : kind == EndpointKind.METADATA ? "metadata" : kind.segment());
    }

    private static void add(String form, Map<String, Object> params) {
        try {
            Parameters parameters = Parameters.parse(form);
            for (String name : parameters.names()) {
                List<String> all = parameters.all(name);
                params.put(name, all.size() == 1 ? all.get(0) : all);
            }
        } catch (IllegalArgumentException e) {
            // What cannot be read has no parameters to speak of.
        }
    }

    private static void addJson(byte[] body, Map<String, Object> params) {
        try {
            if (Json.parse(body) instanceof Map<?, ?> members) {
                members.forEach((name, value) -> {
                    if (value != null) {
                        params.put(String.valueOf(name), value);
                    }
                });
            }
        } catch (JsonException e) {
            // What cannot be read has no parameters to speak of.
        }
    }
}
