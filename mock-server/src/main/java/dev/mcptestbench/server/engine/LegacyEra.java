package dev.mcptestbench.server.engine;

import dev.mcptestbench.protocol.Breach;
import dev.mcptestbench.protocol.Conversation;
import dev.mcptestbench.protocol.ErrorCode;
import dev.mcptestbench.protocol.Message;
import dev.mcptestbench.protocol.Methods;
import dev.mcptestbench.protocol.Revision;
import dev.mcptestbench.script.Fault;
import dev.mcptestbench.script.LogLevel;
import dev.mcptestbench.script.Template;
import dev.mcptestbench.time.TestClock;
import dev.mcptestbench.wire.Playback;
import dev.mcptestbench.wire.Workers;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.apiguardian.api.API;
import org.jspecify.annotations.Nullable;

/**
 * The engine for the revisions with handshake and sessions, 2024-11-05 to 2025-11-25. Stateless itself: what is offered
 * is in the playback, what was said in the session. Thread-safe.
 */
@API(status = API.Status.INTERNAL)
public final class LegacyEra {

    private final Self self;
    private final Playback playback;
    private final Catalogue catalogue;
    private final Runs runs;

    /** An engine over a playback. */
    public LegacyEra(String serverName, Playback playback, TestClock clock, Workers workers) {
        this.self = new Self(serverName);
        this.playback = playback;
        this.catalogue = new Catalogue(playback);
        this.runs = new Runs(catalogue, playback, clock, workers);
    }

    /**
     * Opens a session for an initialize request.
     *
     * @param id the session's id
     * @param standing where messages go that belong to no request
     */
    public Session open(String id, Message request, Conversation conversation, Outlet standing) {
        String client = request.at("clientInfo.name") instanceof String name ? name : null;
        return new Session(id, client, negotiate(request), conversation, standing);
    }

    /** The revision asked for, if it is answered; else the newest that is (basic/lifecycle#version-negotiation). */
    private Revision negotiate(Message request) {
        Set<Revision> answered = playback.settings().revisions().stream()
                .filter(Revision::hasHandshake)
                .collect(Collectors.toSet());
        return Revision.of(String.valueOf(request.params().get("protocolVersion")))
                .filter(answered::contains)
                .or(() -> answered.stream().max(Comparator.naturalOrder()))
                .orElse(Revision.LATEST_LEGACY);
    }

    /**
     * Answers a request.
     *
     * @param failure a scripted error in place of the answer, or {@code null}
     */
    public void request(Session session, Message request, Outlet outlet, Fault.@Nullable FailWith failure) {
        Object id = request.id();
        if (id == null) {
            outlet.respond(Message.error(null, ErrorCode.INVALID_REQUEST, "The request has no usable id", null));
            return;
        }
        Errand errand = new SessionErrand(session, request, id, outlet);
        try {
            if (!runs.start(errand, failure, UnaryOperator.identity())) {
                if (failure != null) {
                    errand.fail(failure.code(), failure.message(), failure.data());
                } else {
                    errand.succeed(answer(session, request, errand.values()));
                }
            }
        } catch (Refusal refusal) {
            refusal.of(errand);
        }
    }

    /** Takes a call and never replies, until the client cancels it. */
    public void hang(Session session, Message call, Outlet outlet) {
        Object id = call.id();
        Errand errand = new SessionErrand(session, call, id == null ? "" : id, outlet);
        try {
            runs.hang(errand);
        } catch (Refusal refusal) {
            refusal.of(errand);
        }
    }

    private Map<String, Object> answer(Session session, Message request, Template.Values values) throws Refusal {
        String method = String.valueOf(request.method());
        return switch (method) {
            case Methods.INITIALIZE -> initializeResult(session);
            case Methods.PING -> Map.of();
            case Methods.TOOLS_LIST, Methods.RESOURCES_LIST, Methods.RESOURCES_TEMPLATES_LIST, Methods.PROMPTS_LIST ->
                catalogue.list(method, request);
            case Methods.RESOURCES_READ -> catalogue.read(request.params().get("uri"), session.revision());
            case Methods.RESOURCES_SUBSCRIBE -> {
                // Reading first refuses what does not exist.
                catalogue.read(request.params().get("uri"), session.revision());
                session.subscriptions().add(String.valueOf(request.params().get("uri")));
                yield Map.of();
            }
            case Methods.RESOURCES_UNSUBSCRIBE -> {
                session.subscriptions().remove(String.valueOf(request.params().get("uri")));
                yield Map.of();
            }
            case Methods.PROMPTS_GET -> catalogue.prompt(request, values);
            case Methods.COMPLETION_COMPLETE -> catalogue.complete(request);
            case Methods.LOGGING_SET_LEVEL -> setLevel(session, request);
            default -> throw new Refusal(ErrorCode.METHOD_NOT_FOUND, "Method not found: " + method, null);
        };
    }

    private static Map<String, Object> setLevel(Session session, Message request) throws Refusal {
        Object level = request.params().get("level");
        session.logLevel(LogLevel.of(String.valueOf(level))
                .orElseThrow(() ->
                        Refusal.invalidParams("No log level: " + level + ". There are " + List.of(LogLevel.values()))));
        return Map.of();
    }

    private Map<String, Object> initializeResult(Session session) {
        Map<String, Object> result = new LinkedHashMap<>();
        result.put("protocolVersion", session.revision().text());
        result.put("capabilities", self.capabilities(session.revision()));
        result.put("serverInfo", self.info());
        String instructions = playback.settings().instructions();
        if (instructions != null) {
            result.put("instructions", instructions);
        }
        return result;
    }

    /** Takes in a notification or a response of the client's. */
    public void accept(Session session, Message message) {
        if (message.kind() != Message.Kind.NOTIFICATION) {
            session.answered(message);
        } else if (Methods.INITIALIZED.equals(message.method())) {
            session.initialized();
        } else if (Methods.CANCELLED.equals(message.method())) {
            session.cancel(message.params().get("requestId"));
        }
    }

    /** What a message of the client's breaks, in the light of its session, where one channel carries all messages. */
    public List<Breach> judge(Session session, Message message) {
        return session.conversation().received(message);
    }

    /** What a message of the client's breaks, in the light of its session, given the connection that it came on. */
    public List<Breach> judge(Session session, Message message, long connection) {
        return session.conversation().received(message, connection);
    }
}
