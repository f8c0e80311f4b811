package dev.mcptestbench.protocol;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A POST of the modern era that is as it should be, until something about it is changed. */
record ModernPost(Message message, Map<String, List<String>> headers, List<ParamHeader> marked) {

    static final Set<Revision> ALL = Revision.between(Revision.OLDEST, Revision.LATEST);

    static ModernPost of(String method, Map<String, Object> params) {
        Map<String, Object> meta = new LinkedHashMap<>();
        meta.put(RequestMeta.PROTOCOL_VERSION, "2026-07-28");
        meta.put(RequestMeta.CLIENT_INFO, Map.of("name", "peer", "version", "1"));
        meta.put(RequestMeta.CLIENT_CAPABILITIES, Map.of());
        Map<String, Object> all = new LinkedHashMap<>(params);
        all.put("_meta", meta);
        Map<String, List<String>> headers = new LinkedHashMap<>();
        headers.put("Accept", List.of("application/json, text/event-stream"));
        headers.put("Content-Type", List.of("application/json"));
        headers.put("MCP-Protocol-Version", List.of("2026-07-28"));
        headers.put("Mcp-Method", List.of(method));
        return new ModernPost(Message.request(1, method, all), headers, List.of());
    }

    static ModernPost call(String tool, Map<String, Object> arguments) {
        return of("tools/call", Map.of("name", tool, "arguments", arguments)).with("Mcp-Name", tool);
    }

    ModernPost with(String header, String value) {
        Map<String, List<String>> changed = new LinkedHashMap<>(headers);
        changed.put(header, List.of(value));
        return new ModernPost(message, changed, marked);
    }

    ModernPost without(String header) {
        Map<String, List<String>> changed = new LinkedHashMap<>(headers);
        changed.remove(header);
        return new ModernPost(message, changed, marked);
    }

    ModernPost meta(String key, Object value) {
        Map<String, Object> params = new LinkedHashMap<>(message.params());
        Map<Object, Object> meta = new LinkedHashMap<>((Map<?, ?>) params.get("_meta"));
        if (value == null) {
            meta.remove(key);
        } else {
            meta.put(key, value);
        }
        params.put("_meta", meta);
        return new ModernPost(message.with("params", params), headers, marked);
    }

    ModernPost marking(String header, String... path) {
        List<ParamHeader> more = new ArrayList<>(marked);
        more.add(new ParamHeader("Mcp-Param-" + header, List.of(path)));
        return new ModernPost(message, headers, more);
    }

    Verdict judged() {
        return judgedAmong(ALL);
    }

    Verdict judgedAmong(Set<Revision> served) {
        return ModernRules.judge(message, HttpFacts.of("POST", headers), served, marked);
    }

    Trip trip(Requirement requirement, String what) {
        return new Trip(requirement, Revision.V2026_07_28, what, () -> judged().breaches());
    }
}
