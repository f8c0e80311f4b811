package dev.mcptestbench.protocol;

import java.util.Map;
import java.util.stream.Stream;

/** At least one way to fall short of each requirement of the modern era's sending. */
final class ModernTrips {

    private ModernTrips() {}

    /** Whether state is what was given only its server can tell. */
    private static Trip state(Requirement requirement) {
        return new Trip(
                requirement,
                Revision.V2026_07_28,
                "state that was not given",
                () -> ModernRules.stateRefused(requirement, "is not what was given")
                        .breaches());
    }

    static Stream<Trip> all() {
        ModernPost list = ModernPost.of("tools/list", Map.of());
        ModernPost call = ModernPost.call("sql", Map.of("region", "eu"));
        ModernPost marked = call.marking("Region", "region");
        Message response = Message.result(1, Map.of());
        return Stream.of(
                list.meta(RequestMeta.PROTOCOL_VERSION, null).trip(ModernRequirements.META_VERSION, "no version"),
                list.meta(RequestMeta.PROTOCOL_VERSION, 2026).trip(ModernRequirements.META_VERSION, "a number"),
                list.meta(RequestMeta.CLIENT_CAPABILITIES, null)
                        .trip(ModernRequirements.META_CAPABILITIES, "no capabilities"),
                list.meta(RequestMeta.CLIENT_CAPABILITIES, "all").trip(ModernRequirements.META_CAPABILITIES, "a text"),
                list.meta(RequestMeta.CLIENT_INFO, null).trip(ModernRequirements.META_CLIENT_INFO, "no client"),
                list.meta(RequestMeta.CLIENT_INFO, Map.of("name", "peer"))
                        .trip(ModernRequirements.META_FIELDS, "a client without a version"),
                list.meta(RequestMeta.LOG_LEVEL, "chatty").trip(ModernRequirements.META_FIELDS, "no such level"),
                list.without("MCP-Protocol-Version").trip(ModernRequirements.VERSION_HEADER, "no header"),
                list.with("MCP-Protocol-Version", "2025-11-25")
                        .trip(ModernRequirements.VERSION_HEADER, "another version"),
                list.without("Mcp-Method").trip(ModernRequirements.METHOD_HEADER, "no header"),
                list.with("Mcp-Method", "TOOLS/LIST").trip(ModernRequirements.METHOD_HEADER, "in capitals"),
                call.without("Mcp-Name").trip(ModernRequirements.NAME_HEADER, "no header"),
                call.with("Mcp-Name", "SQL").trip(ModernRequirements.NAME_HEADER, "in capitals"),
                marked.trip(ModernRequirements.PARAM_HEADER, "no header"),
                marked.with("Mcp-Param-Region", "us").trip(ModernRequirements.PARAM_HEADER, "another value"),
                ModernPost.call("sql", Map.of())
                        .marking("Region", "region")
                        .with("Mcp-Param-Region", "us")
                        .trip(ModernRequirements.PARAM_HEADER, "a header for nothing"),
                marked.with("Mcp-Param-Region", "=?base64?ZXU?=")
                        .trip(ModernRequirements.HEADER_ENCODING, "no padding"),
                call.with("Mcp-Name", "\u00e9").trip(ModernRequirements.HEADER_ENCODING, "no ASCII"),
                new ModernPost(response, list.headers(), list.marked())
                        .trip(ModernRequirements.NO_RESPONSES, "a response"),
                state(ModernRequirements.REQUEST_STATE),
                state(ModernRequirements.REQUEST_STATE_OWN),
                list.with("Accept", "application/json").trip(TransportRequirements.POST_ACCEPT, "no streams"));
    }
}
