package dev.mcptestbench.server.engine;

import dev.mcptestbench.protocol.ErrorCode;
import dev.mcptestbench.protocol.Message;
import dev.mcptestbench.protocol.Revision;
import dev.mcptestbench.script.ClientRefusedException;
import dev.mcptestbench.script.Notification;
import dev.mcptestbench.script.Question;
import dev.mcptestbench.script.Template;
import dev.mcptestbench.wire.Workers;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** A request within a session of the legacy era: what the server wants to know it asks while the request waits. */
final class SessionErrand implements Errand {

    /** How long the client may take to answer a request of the server's. */
    private static final Duration ASK_BOUND = Duration.ofSeconds(30);

    private final Session session;
    private final Message request;
    private final Object id;
    private final Outlet outlet;
    private final @Nullable Object progressToken;

    SessionErrand(Session session, Message request, Object id, Outlet outlet) {
        this.session = session;
        this.request = request;
        this.id = id;
        this.outlet = outlet;
        this.progressToken = request.at("_meta.progressToken");
    }

    @Override
    public Message request() {
        return request;
    }

    @Override
    public Revision revision() {
        return session.revision();
    }

    @Override
    public Outlet outlet() {
        return outlet;
    }

    @Override
    public @Nullable String client() {
        return session.client();
    }

    @Override
    public void notify(Notification notification, Template.Values values) {
        session.notify(outlet, notification, values, progressToken);
    }

    @Override
    public Map<String, Map<String, Object>> ask(Map<String, Question> questions) {
        Map<String, CompletableFuture<Message>> asked = new LinkedHashMap<>();
        questions.forEach((key, question) -> asked.put(key, session.ask(outlet, question.method(), question.params())));
        try {
            Map<String, Map<String, Object>> answers = new LinkedHashMap<>();
            questions.forEach((key, question) ->
                    answers.put(key, await(question.method(), Objects.requireNonNull(asked.get(key)))));
            return answers;
        } finally {
            asked.values().forEach(session::forget);
        }
    }

    private static Map<String, Object> await(String method, CompletableFuture<Message> answer) {
        Message response;
        try {
            response = Workers.waiting(() -> answer.get(ASK_BOUND.toMillis(), TimeUnit.MILLISECONDS));
        } catch (TimeoutException late) {
            throw new ClientRefusedException(
                    "The client did not answer " + method + " within " + ASK_BOUND.toSeconds() + " s");
        } catch (Exception failed) {
            if (failed instanceof InterruptedException) {
                Thread.currentThread().interrupt();
            }
            throw new ClientRefusedException("The client did not answer " + method + ": " + failed);
        }
        if (response.kind() != Message.Kind.RESULT) {
            throw new ClientRefusedException(
                    "The client refused " + method + ": " + response.error().get("message"));
        }
        return asMap(response.result());
    }

    @Override
    public boolean clientDeclares(String capability) {
        return session.conversation().clientDeclares(capability);
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> asMap(Map<String, ? extends @Nullable Object> map) {
        return (Map<String, Object>) map;
    }

    @Override
    public boolean isOver() {
        return session.isOver();
    }

    @Override
    public void started(Run run) {
        session.started(id, run);
    }

    @Override
    public void succeed(Map<String, Object> result) {
        respond(Message.result(id, result));
    }

    @Override
    public void fail(ErrorCode code, String message, @Nullable Object data) {
        respond(Message.error(id, code, message, data));
    }

    @Override
    public void respond(Message response) {
        session.ended(id);
        session.respond(outlet, response);
    }
}
