package dev.mcptestbench.server.engine;

import dev.mcptestbench.protocol.ErrorCode;
import dev.mcptestbench.protocol.Message;
import dev.mcptestbench.protocol.Methods;
import dev.mcptestbench.protocol.ModernRules;
import dev.mcptestbench.protocol.RequestMeta;
import dev.mcptestbench.protocol.Revision;
import dev.mcptestbench.protocol.RoundTrips;
import dev.mcptestbench.script.ClientRefusedException;
import dev.mcptestbench.script.LogLevel;
import dev.mcptestbench.script.Notification;
import dev.mcptestbench.script.Question;
import dev.mcptestbench.script.TaskSupport;
import dev.mcptestbench.script.Template;
import dev.mcptestbench.wire.Plan;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.apiguardian.api.API;
import org.jspecify.annotations.Nullable;

/** A request of the modern era, which stands for itself: what the server must know of its client, the request says. */
@API(status = API.Status.INTERNAL)
public final class ModernErrand implements Errand {

    private final Message request;
    private final Object id;
    private final Outlet outlet;
    private final Self self;
    private final RequestMeta meta;
    private final StateSeal seal;
    private final RoundTrips trips;
    private final Tasks tasks;
    private final RequestState state;
    private final @Nullable LogLevel logLevel;
    private final @Nullable Object progressToken;
    private volatile @Nullable Run run;
    private volatile @Nullable Subscription subscription;
    private volatile boolean cancelled;

    ModernErrand(Message request, Object id, Outlet outlet, Self self, StateSeal seal, RoundTrips trips, Tasks tasks) {
        this.request = request;
        this.id = id;
        this.outlet = outlet;
        this.self = self;
        this.meta = RequestMeta.of(request);
        this.seal = seal;
        this.trips = trips;
        this.tasks = tasks;
        this.state = seal.open(request);
        String level = meta.logLevel();
        this.logLevel = level == null ? null : LogLevel.of(level).orElse(null);
        this.progressToken = meta.members().get("progressToken");
    }

    @Override
    public Message request() {
        return request;
    }

    @Override
    public Revision revision() {
        return Revision.V2026_07_28;
    }

    /** The id of the request. */
    Object id() {
        return id;
    }

    @Override
    public Outlet outlet() {
        return outlet;
    }

    @Override
    public @Nullable String client() {
        return meta.clientName();
    }

    @Override
    public void notify(Notification notification, Template.Values values) {
        LogLevel least = logLevel;
        boolean logged = !notification.method().equals(Methods.MESSAGE)
                || (least != null && !Wanted.isBelow(notification, least));
        if (logged && !notification.lacksToken(progressToken)) {
            outlet.send(notification.toMessage(values, progressToken));
        }
    }

    /** What was answered before. */
    Map<String, Map<String, Object>> answers() {
        return state.answers();
    }

    /** The capabilities that a client would need in order to be asked this, if it does not have them. */
    Optional<Map<String, Object>> missingFor(Map<String, Question> questions) {
        Map<String, Object> missing = new LinkedHashMap<>();
        questions.values().forEach(question -> {
            if (!RoundTrips.mayBeAsked(question.method())) {
                throw new ClientRefusedException("In revision 2026-07-28 no client is asked for " + question.method()
                        + "; it may be asked for elicitation/create, sampling/createMessage and roots/list");
            }
            meta.missingFor(question.method(), question.params()).ifPresent(missing::putAll);
        });
        return missing.isEmpty() ? Optional.empty() : Optional.of(missing);
    }

    @Override
    public Map<String, Map<String, Object>> ask(Map<String, Question> questions) {
        missingFor(questions).ifPresent(missing -> {
            throw EarlyAnswer.refusing(ModernRules.missingCapability(missing));
        });
        Map<String, Question> open = new LinkedHashMap<>(questions);
        open.keySet().removeAll(state.answers().keySet());
        if (!open.isEmpty()) {
            throw EarlyAnswer.askingFor(this, open);
        }
        return state.answers();
    }

    @Override
    public void becomeTask() {
        Task task;
        try {
            task = tasks.create(this, TaskSupport.OPTIONAL);
        } catch (Refusal impossible) {
            throw new IllegalStateException(impossible);
        }
        if (task != null) {
            throw EarlyAnswer.with(task);
        }
    }

    /** A task for the call, or {@code null} if the client does not know tasks. */
    @Nullable
    Task toTask(TaskSupport support) throws Refusal {
        return tasks.create(this, support);
    }

    static Map<String, Object> inputRequests(Map<String, Question> open) {
        Map<String, Object> requests = new LinkedHashMap<>();
        open.forEach((key, question) -> {
            Map<String, Object> asked = new LinkedHashMap<>();
            asked.put("method", question.method());
            asked.put("params", question.params());
            requests.put(key, asked);
        });
        return requests;
    }

    /** Answers that input is needed, and with what to come back. */
    void askFor(Map<String, Question> open) {
        askFor(open, false);
    }

    /**
     * Answers as rules have it, if they have the client asked for something that it has not answered.
     *
     * @return whether they have: then the request is answered
     */
    public boolean askFor(Plan plan) {
        Plan.InputRequired scripted = plan.takeQuestions(state.answers().keySet());
        if (scripted.questions().isEmpty()) {
            return false;
        }
        Template.Values values = values();
        Map<String, Question> questions = new LinkedHashMap<>();
        scripted.questions().forEach((key, question) -> questions.put(key, question.toQuestion(values)));
        askFor(questions, scripted.tampered());
        return true;
    }

    private void askFor(Map<String, Question> open, boolean tampered) {
        Map<String, Object> result = new LinkedHashMap<>();
        result.put("resultType", "input_required");
        result.put("inputRequests", inputRequests(open));
        RequestState next = new RequestState(state.round() + 1, state.answers());
        result.put("requestState", tampered ? seal.tampered(next, request) : seal.seal(next, request));
        trips.sent(request, Message.result(id, result));
        succeed(result);
    }

    @Override
    public boolean clientDeclares(String capability) {
        return meta.declares(capability);
    }

    @Override
    public boolean isOver() {
        return cancelled;
    }

    @Override
    public void started(Run started) {
        run = started;
        if (cancelled) {
            started.cancel();
        }
    }

    @Override
    public void succeed(Map<String, Object> result) {
        Map<String, Object> whole = new LinkedHashMap<>();
        whole.put("resultType", "complete");
        whole.putAll(result);
        Map<String, Object> told = self.resultMeta();
        if (result.get("_meta") instanceof Map<?, ?> given) {
            Map<String, Object> both = new LinkedHashMap<>(told);
            given.forEach((key, value) -> both.put(String.valueOf(key), value));
            told = both;
        }
        whole.put("_meta", told);
        outlet.respond(Message.result(id, whole));
    }

    @Override
    public void respond(Message response) {
        outlet.respond(response);
    }

    @Override
    public void fail(ErrorCode code, String message, @Nullable Object data) {
        outlet.respond(Message.error(id, code, message, data));
    }

    void subscribed(Subscription opened) {
        subscription = opened;
        if (cancelled) {
            opened.forget();
        }
    }

    /** The subscription that the request has opened, or {@code null} if it has opened none. */
    public @Nullable Subscription subscription() {
        return subscription;
    }

    /** The client has lost interest: it has closed the stream, or said so. Nothing more is sent. */
    public void cancel() {
        cancelled = true;
        Run running = run;
        if (running != null) {
            running.cancel();
        }
        Subscription opened = subscription;
        if (opened != null) {
            opened.forget();
        }
        outlet.abandon();
    }
}
