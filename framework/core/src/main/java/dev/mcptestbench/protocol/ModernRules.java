package dev.mcptestbench.protocol;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apiguardian.api.API;
import org.apiguardian.api.API.Status;
import org.jspecify.annotations.Nullable;

/**
 * Decides whether a server of the modern era lets a message in: by what its {@code _meta} says, and over HTTP by its
 * headers. What a client did wrong and how it is refused come from here alike. Safe for use by many threads.
 */
@API(status = Status.EXPERIMENTAL)
public final class ModernRules {

    private ModernRules() {}

    /**
     * Judges a message.
     *
     * @param http the request that brought it, or null where there is no HTTP: then there are no headers to judge
     * @param served the revisions that the server answers, of both eras
     * @param marked the arguments that the called tool's schema marks; empty if it marks none or no tool is called
     */
    public static Verdict judge(
            Message message, @Nullable HttpFacts http, Set<Revision> served, List<ParamHeader> marked) {
        Judgement judgement = new Judgement();
        switch (message.kind()) {
            case REQUEST -> judgeRequest(message, http, served, marked, judgement);
            case RESULT, ERROR -> {
                judgement.found(ModernRequirements.NO_RESPONSES, "is there", "");
                judgement.refuse(400, ErrorCode.INVALID_REQUEST, "A client sends no responses in this revision", null);
            }
            case NOTIFICATION -> {
                // What headers a notification has, this revision leaves open.
            }
            case MALFORMED ->
                judgement.refuse(400, ErrorCode.INVALID_REQUEST, "The body is not one JSON-RPC message", null);
        }
        if (http != null) {
            judgeAccept(http, judgement);
        }
        if (Methods.INITIALIZE.equals(message.method())) {
            judgement.explain(speaks(served));
        }
        return judgement.verdict();
    }

    /** Returns how a request is refused whose method the server does not have. */
    public static RequestRefusal unknownMethod(String method, Set<Revision> served) {
        ErrorCode code = ErrorCode.METHOD_NOT_FOUND;
        String hint = Methods.INITIALIZE.equals(method) ? ". " + speaks(served) : "";
        return new RequestRefusal(RequestRefusal.statusOf(code), code, "Method not found: " + method + hint, null);
    }

    /**
     * Refuses the state of a request that asked for input before (basic/patterns/mrtr#server-requirements-basic-workflow).
     *
     * @param broken what the client broke by it, or null if the state has merely expired
     * @param detail what is wrong with it
     */
    public static Verdict stateRefused(@Nullable Requirement broken, String detail) {
        Judgement judgement = new Judgement();
        String path = "params.requestState";
        if (broken != null) {
            judgement.found(broken, detail, path);
        }
        judgement.refuse(400, ErrorCode.INVALID_PARAMS, path + " " + detail, null);
        return judgement.verdict();
    }

    /** Returns how a request is refused that needs a capability which its client did not declare (basic#meta). */
    public static RequestRefusal missingCapability(Map<String, Object> required) {
        ErrorCode code = ErrorCode.MISSING_CLIENT_CAPABILITY;
        return new RequestRefusal(
                RequestRefusal.statusOf(code),
                code,
                "The client did not declare what this needs: " + String.join(", ", required.keySet()),
                Map.of("requiredCapabilities", required));
    }

    /** Legacy clients know no other way to learn it (basic/versioning). */
    private static String speaks(Set<Revision> served) {
        return "Without initialize this server speaks " + supported(served, Era.MODERN);
    }

    private static List<String> supported(Set<Revision> served, Era... eras) {
        return served.stream()
                .filter(revision -> List.of(eras).contains(revision.era()))
                .sorted(Comparator.reverseOrder())
                .map(Revision::text)
                .toList();
    }

    /** Returns the names of the revisions that a server tells its clients of, the newest first. */
    public static List<String> supported(Set<Revision> served) {
        return supported(served, Era.values());
    }

    private static void judgeRequest(
            Message request,
            @Nullable HttpFacts http,
            Set<Revision> served,
            List<ParamHeader> marked,
            Judgement judgement) {
        RequestMeta meta = RequestMeta.of(request);
        judgeMeta(meta, judgement);
        if (http != null) {
            judgeVersionHeader(http, meta, judgement);
        }
        String version = meta.version();
        if (version != null) {
            judgeVersion(version, served, judgement);
        }
        if (http != null) {
            judgeStandardHeaders(request, http, judgement);
            Map<?, ?> arguments = request.params().get("arguments") instanceof Map<?, ?> map ? map : Map.of();
            for (ParamHeader param : marked) {
                judgeParam(param, arguments, http, judgement);
            }
        }
    }

    private static void judgeMeta(RequestMeta meta, Judgement judgement) {
        Object version = meta.members().get(RequestMeta.PROTOCOL_VERSION);
        if (!(version instanceof String)) {
            judgement.malformed(
                    ModernRequirements.META_VERSION,
                    version == null ? "is missing" : "is " + Findings.show(version) + ", not a string",
                    path(RequestMeta.PROTOCOL_VERSION));
        }
        Object capabilities = meta.members().get(RequestMeta.CLIENT_CAPABILITIES);
        if (!(capabilities instanceof Map)) {
            judgement.malformed(
                    ModernRequirements.META_CAPABILITIES,
                    capabilities == null ? "is missing" : "is " + Findings.show(capabilities) + ", not an object",
                    path(RequestMeta.CLIENT_CAPABILITIES));
        }
        Object info = meta.members().get(RequestMeta.CLIENT_INFO);
        boolean whole = info instanceof Map<?, ?> map
                && map.get("name") instanceof String
                && map.get("version") instanceof String;
        if (info == null) {
            judgement.found(ModernRequirements.META_CLIENT_INFO, "is missing", path(RequestMeta.CLIENT_INFO));
        } else if (!whole) {
            judgement.malformed(
                    ModernRequirements.META_FIELDS,
                    "is " + Findings.show(info) + ", not an object with the strings name and version",
                    path(RequestMeta.CLIENT_INFO));
        }
        Object level = meta.members().get(RequestMeta.LOG_LEVEL);
        if (level != null && !Shape.LOG_LEVEL.fits(level)) {
            judgement.malformed(
                    ModernRequirements.META_FIELDS,
                    "is " + Findings.show(level) + ", not " + Shape.LOG_LEVEL.expectation(),
                    path(RequestMeta.LOG_LEVEL));
        }
    }

    private static String path(String key) {
        return "params._meta." + key;
    }

    private static void judgeVersion(String version, Set<Revision> served, Judgement judgement) {
        Revision revision = Revision.of(version).orElse(null);
        if (revision != null && revision.era() == Era.MODERN && served.contains(revision)) {
            return;
        }
        // A legacy revision is spoken only after initialize: to offer it here would have the client try it again.
        boolean afterInitialize = revision != null && revision.era() == Era.LEGACY;
        List<String> supported = afterInitialize ? supported(served, Era.MODERN) : supported(served);
        judgement.refuse(
                400,
                ErrorCode.UNSUPPORTED_VERSION,
                "Unsupported protocol version " + version + ": "
                        + (afterInitialize ? "it needs initialize; each request of its own may be of " : "there are ")
                        + String.join(", ", supported),
                Map.of("supported", supported, "requested", version));
    }

    // ── headers ─────────────────────────────────────────────────────────────────────────────────────────────────────

    private static void judgeAccept(HttpFacts http, Judgement judgement) {
        String accept = http.header(Headers.ACCEPT);
        for (String type : List.of(Headers.JSON, Headers.EVENT_STREAM)) {
            if (!MediaTypes.lists(accept, type)) {
                judgement.found(
                        TransportRequirements.POST_ACCEPT,
                        accept == null ? "is missing" : "is " + Findings.show(accept),
                        Headers.ACCEPT);
                if (accept == null || !accept.contains("*/*")) {
                    String found = accept == null ? "" : accept;
                    judgement.refuse(
                            406,
                            ErrorCode.INVALID_REQUEST,
                            "Accept does not list " + type + ": \"" + found + "\"",
                            null);
                }
                return;
            }
        }
    }

    private static void judgeVersionHeader(HttpFacts http, RequestMeta meta, Judgement judgement) {
        String header = http.header(Headers.PROTOCOL_VERSION);
        String version = meta.version();
        if (header == null) {
            judgement.mismatch(ModernRequirements.VERSION_HEADER, "is missing", Headers.PROTOCOL_VERSION);
        } else if (version != null && !header.equals(version)) {
            judgement.mismatch(ModernRequirements.VERSION_HEADER, differs(header, version), Headers.PROTOCOL_VERSION);
        }
    }

    private static void judgeStandardHeaders(Message request, HttpFacts http, Judgement judgement) {
        String method = String.valueOf(request.method());
        String header = http.header(Headers.METHOD);
        if (header == null) {
            judgement.mismatch(ModernRequirements.METHOD_HEADER, "is missing", Headers.METHOD);
        } else if (!header.equals(method)) {
            judgement.mismatch(ModernRequirements.METHOD_HEADER, differs(header, method), Headers.METHOD);
        }
        String member = named(method);
        if (member != null && request.params().get(member) instanceof String name) {
            judgeText(ModernRequirements.NAME_HEADER, Headers.NAME, name, http, judgement);
        }
    }

    /** Returns the parameter that requests of a method repeat in the header Mcp-Name, or null if there is none. */
    public static @Nullable String named(String method) {
        return switch (method) {
            case Methods.TOOLS_CALL, Methods.PROMPTS_GET -> "name";
            case Methods.RESOURCES_READ -> "uri";
            case Methods.TASKS_GET, Methods.TASKS_CANCEL, Methods.TASKS_UPDATE -> "taskId";
            default -> null;
        };
    }

    /**
     * Tells whether a server may answer such a request by asking for input
     * (basic/patterns/mrtr#supported-requests).
     */
    public static boolean mayAskForInput(String method) {
        return RoundTripRules.mayAsk(method);
    }

    private static void judgeParam(ParamHeader param, Map<?, ?> arguments, HttpFacts http, Judgement judgement) {
        Object value = param.value(arguments);
        if (value != null) {
            judgeText(ModernRequirements.PARAM_HEADER, param.header(), value, http, judgement);
        } else if (http.header(param.header()) != null) {
            judgement.mismatch(
                    ModernRequirements.PARAM_HEADER,
                    "is " + Findings.show(http.header(param.header())) + ", but there is no argument "
                            + String.join(".", param.path()),
                    param.header());
        }
    }

    private static void judgeText(
            Requirement requirement, String name, Object value, HttpFacts http, Judgement judgement) {
        String header = http.header(name);
        if (header == null) {
            judgement.mismatch(requirement, "is missing, but the body has " + Findings.show(value), name);
            return;
        }
        String text = HeaderText.decode(header);
        if (text == null) {
            judgement.mismatch(
                    ModernRequirements.HEADER_ENCODING, "is " + Findings.show(header) + ", which cannot be read", name);
        } else if (!ParamHeader.says(text, value)) {
            judgement.mismatch(requirement, differs(text, value), name);
        }
    }

    private static String differs(String header, Object body) {
        return "is " + Findings.show(header) + ", but the body has " + Findings.show(body);
    }
}
