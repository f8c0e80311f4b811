package dev.mcptestbench.protocol;

import dev.mcptestbench.protocol.SessionFacts.State;
import java.util.List;
import java.util.Map;
import org.apiguardian.api.API;
import org.apiguardian.api.API.Status;
import org.jspecify.annotations.Nullable;

/**
 * Finds in which ways a client of the legacy era falls short of the specification in its use of a transport. Safe for use
 * by many threads; allocates nothing worth mentioning when there is nothing to find.
 */
@API(status = Status.EXPERIMENTAL)
public final class TransportRules {

    private TransportRules() {}

    /**
     * Checks a request to an endpoint of streamable HTTP (basic/transports#streamable-http). Before a revision is
     * negotiated the one that the header MCP-Protocol-Version names is taken, else 2025-03-26, as the specification has a
     * server assume.
     *
     * @param body the parsed body, or null if there is none or it could not be parsed
     * @return the breaches, empty if there are none
     */
    public static List<Breach> check(HttpFacts http, SessionFacts session, @Nullable Object body) {
        Findings findings = new Findings(revision(http, session));
        switch (http.httpMethod()) {
            case "POST" -> checkPost(http, findings);
            case "GET" -> checkGet(http, body, findings);
            default -> checkOther(http, body, findings);
        }
        if (isInitialize(body)) {
            if (http.header(Headers.SESSION_ID) != null) {
                findings.add(TransportRequirements.SESSION_HEADER_ON_INITIALIZE, "is there", Headers.SESSION_ID);
            }
        } else {
            checkSession(http, session, findings);
            checkVersion(http, session, findings);
            if (session.state() == State.NONE && http.header(Headers.SESSION_ID) == null) {
                checkFirst(body, findings);
            }
        }
        return findings.toList();
    }

    /** What belongs to no session was sent before any began. */
    private static void checkFirst(@Nullable Object body, Findings findings) {
        for (Message message : Message.allIn(body)) {
            String method = message.method();
            if (method != null && !method.equals(Methods.PING)) {
                findings.add(SessionRequirements.INITIALIZE_FIRST, method + " belongs to no session", "method");
            }
        }
    }

    /**
     * Checks a POST to a server that offers HTTP with server-sent events (2024-11-05, basic/transports#http-with-sse).
     *
     * @param announced whether it went to the URI that the {@code endpoint} event announced
     * @return the breaches, empty if there are none
     */
    public static List<Breach> checkSsePost(boolean announced) {
        Findings findings = new Findings(Revision.V2024_11_05);
        if (!announced) {
            findings.add(TransportRequirements.SSE_ENDPOINT, "went elsewhere", "");
        }
        return findings.toList();
    }

    /**
     * Returns what it means, as a breach, that a line on the server's standard input could not be parsed
     * (basic/transports#stdio).
     */
    public static List<Breach> unreadableLine(JsonException failure, Revision revision) {
        Findings findings = new Findings(revision);
        findings.add(TransportRequirements.STDIN, String.valueOf(failure.getMessage()), "");
        return findings.toList();
    }

    private static Revision revision(HttpFacts http, SessionFacts session) {
        if (session.revision() != null) {
            return session.revision();
        }
        String named = http.header(Headers.PROTOCOL_VERSION);
        return named == null
                ? Revision.V2025_03_26
                : Revision.of(named).filter(Revision::hasStreamableHttp).orElse(Revision.V2025_03_26);
    }

    private static void checkPost(HttpFacts http, Findings findings) {
        String accept = http.header(Headers.ACCEPT);
        if (!MediaTypes.lists(accept, Headers.JSON) || !MediaTypes.lists(accept, Headers.EVENT_STREAM)) {
            findings.add(TransportRequirements.POST_ACCEPT, found(accept), Headers.ACCEPT);
        }
        String type = http.header(Headers.CONTENT_TYPE);
        if (!MediaTypes.lists(type, Headers.JSON)) {
            findings.add(TransportRequirements.POST_CONTENT_TYPE, found(type), Headers.CONTENT_TYPE);
        }
    }

    private static void checkGet(HttpFacts http, @Nullable Object body, Findings findings) {
        String accept = http.header(Headers.ACCEPT);
        if (!MediaTypes.lists(accept, Headers.EVENT_STREAM)) {
            findings.add(TransportRequirements.GET_ACCEPT, found(accept), Headers.ACCEPT);
        }
        checkOther(http, body, findings);
    }

    private static void checkOther(HttpFacts http, @Nullable Object body, Findings findings) {
        if (!Message.allIn(body).isEmpty()) {
            findings.add(TransportRequirements.POST, "a message came by " + http.httpMethod(), "");
        }
    }

    private static void checkSession(HttpFacts http, SessionFacts session, Findings findings) {
        String sent = http.header(Headers.SESSION_ID);
        String id = session.id();
        if (id == null) {
            if (sent != null) {
                findings.add(
                        TransportRequirements.SESSION_HEADER,
                        "is " + Findings.show(sent) + ", which the server did not assign",
                        Headers.SESSION_ID);
            }
        } else if (!id.equals(sent)) {
            findings.add(TransportRequirements.SESSION_HEADER, found(sent), Headers.SESSION_ID);
        } else if (session.state() == State.GONE) {
            findings.add(
                    TransportRequirements.SESSION_RENEWED,
                    "is that of a session which the client was told is over",
                    Headers.SESSION_ID);
        } else if (session.state() == State.DELETED) {
            findings.add(
                    TransportRequirements.SESSION_DELETED,
                    "is that of a session which the client ended",
                    Headers.SESSION_ID);
        }
    }

    private static void checkVersion(HttpFacts http, SessionFacts session, Findings findings) {
        Revision revision = session.revision();
        if (revision == null || !revision.requiresVersionHeader()) {
            return;
        }
        String version = http.header(Headers.PROTOCOL_VERSION);
        if (version == null) {
            findings.add(TransportRequirements.VERSION_HEADER, "is missing", Headers.PROTOCOL_VERSION);
        } else if (!version.equals(revision.text())) {
            findings.add(
                    TransportRequirements.VERSION_HEADER_NEGOTIATED,
                    "is " + Findings.show(version) + ", not " + revision,
                    Headers.PROTOCOL_VERSION);
        }
    }

    private static boolean isInitialize(@Nullable Object body) {
        if (body instanceof List<?> batch) {
            return batch.stream().anyMatch(TransportRules::isInitialize);
        }
        return body instanceof Map<?, ?> message && Methods.INITIALIZE.equals(message.get("method"));
    }

    private static String found(@Nullable String header) {
        return header == null ? "is missing" : "is " + Findings.show(header);
    }
}
