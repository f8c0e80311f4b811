package dev.mcptestbench.server.engine;

import dev.mcptestbench.protocol.Conversation;
import dev.mcptestbench.protocol.Message;
import dev.mcptestbench.protocol.Revision;
import dev.mcptestbench.script.ClientRefusedException;
import dev.mcptestbench.script.LogLevel;
import dev.mcptestbench.script.Notification;
import dev.mcptestbench.script.Template;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.apiguardian.api.API;
import org.jspecify.annotations.Nullable;

/** One client's session in the legacy era: what was agreed at initialize, and what has been said since. Thread-safe. */
@API(status = API.Status.INTERNAL)
public final class Session implements Audience {

    /** How much waits for a client that may never say that it is initialized. */
    private static final int MOST_EARLY = 1_000;

    private final String id;
    private final @Nullable String client;
    private final Revision revision;
    private final Conversation conversation;
    private final Outlet standing;
    private final Set<String> subscriptions = ConcurrentHashMap.newKeySet();
    private final Map<Object, Run> running = new ConcurrentHashMap<>();
    private final Map<Object, CompletableFuture<Message>> asked = new ConcurrentHashMap<>();
    private final Map<Object, String> questions = new ConcurrentHashMap<>();
    private final AtomicLong lastRequest = new AtomicLong();
    private volatile @Nullable LogLevel logLevel;
    private final List<Runnable> early = new ArrayList<>();
    private volatile boolean initialized;
    private volatile boolean closed;

    Session(String id, @Nullable String client, Revision revision, Conversation conversation, Outlet standing) {
        this.id = id;
        this.client = client;
        this.revision = revision;
        this.conversation = conversation;
        this.standing = standing;
    }

    /** The session id. */
    public String id() {
        return id;
    }

    @Override
    public @Nullable String client() {
        return client;
    }

    /** The negotiated revision. */
    public Revision revision() {
        return revision;
    }

    /** What was said, for finding what should not have been. */
    public Conversation conversation() {
        return conversation;
    }

    /** Where messages go that belong to no request. */
    public Outlet standing() {
        return standing;
    }

    /** What was told too early is told now. */
    void initialized() {
        synchronized (early) {
            early.forEach(Runnable::run);
            early.clear();
            initialized = true;
        }
    }

    Set<String> subscriptions() {
        return subscriptions;
    }

    void logLevel(LogLevel level) {
        logLevel = level;
    }

    /** Sends a notification on an outlet, unless the client has asked not to be told. */
    void notify(Outlet outlet, Notification notification, Template.Values values, @Nullable Object progressToken) {
        if (!notification.lacksToken(progressToken) && wants(notification)) {
            send(outlet, notification.toMessage(values, progressToken));
        }
    }

    /** Whether the client has not asked to be spared such a notification. */
    boolean wants(Notification notification) {
        LogLevel least = logLevel;
        return least == null || !Wanted.isBelow(notification, least);
    }

    @Override
    public boolean isReady() {
        return initialized;
    }

    @Override
    public boolean isOver() {
        return closed;
    }

    @Override
    public boolean hears(Notification notification) {
        return !closed;
    }

    @Override
    public boolean watches(String uri) {
        return subscriptions.contains(uri);
    }

    /**
     * On its standing stream; not before it is initialized (basic/lifecycle#initialization). Nobody can tell when that is
     * where the client's message is not acknowledged, so what comes too early waits, up to a bound.
     */
    @Override
    public void tell(Notification notification, Template.Values values) {
        if (!initialized) {
            synchronized (early) {
                if (!initialized) {
                    if (early.size() < MOST_EARLY) {
                        early.add(() -> notify(standing, notification, values, null));
                    }
                    return;
                }
            }
        }
        notify(standing, notification, values, null);
    }

    /** Sends a message on an outlet and takes note of it. */
    void send(Outlet outlet, Message message) {
        noted(message);
        outlet.send(message);
    }

    /** Takes note of a message that somebody else sends. */
    void noted(Message message) {
        Object requestId = message.id();
        String method = message.method();
        if (message.kind() == Message.Kind.REQUEST && requestId != null && method != null) {
            questions.put(requestId, method);
        }
        conversation.sent(message);
    }

    void respond(Outlet outlet, Message response) {
        conversation.sent(response);
        outlet.respond(response);
    }

    /** An id for a request of the server's. */
    String nextRequestId() {
        return "server-" + lastRequest.incrementAndGet();
    }

    /** The method of the request of the server's that a response answers, or {@code null} if it answers none. */
    public @Nullable String questionOf(Message response) {
        Object requestId = response.id();
        return requestId == null ? null : questions.get(requestId);
    }

    /** Asks the client; the future completes with its response, whatever that is. */
    CompletableFuture<Message> ask(Outlet outlet, String method, Map<String, Object> params) {
        String requestId = nextRequestId();
        CompletableFuture<Message> answer = new CompletableFuture<>();
        asked.put(requestId, answer);
        send(outlet, Message.request(requestId, method, params));
        return answer;
    }

    /** Nobody waits for that response any more. */
    void forget(CompletableFuture<Message> answer) {
        asked.values().removeIf(waiting -> waiting == answer);
    }

    /** The client's response to a request of the server's. */
    void answered(Message response) {
        Object requestId = response.id();
        CompletableFuture<Message> waiting = requestId == null ? null : asked.remove(requestId);
        if (requestId != null) {
            questions.remove(requestId);
        }
        if (waiting != null) {
            waiting.complete(response);
        }
    }

    void started(Object requestId, Run run) {
        running.put(requestId, run);
    }

    void ended(Object requestId) {
        running.remove(requestId);
    }

    void cancel(@Nullable Object requestId) {
        Run run = requestId == null ? null : running.remove(requestId);
        if (run != null) {
            run.cancel();
        }
    }

    /** Ends what is under way: calls stop, questions to the client fail. */
    public void close() {
        closed = true;
        running.values().forEach(Run::cancel);
        running.clear();
        asked.values()
                .forEach(waiting ->
                        waiting.completeExceptionally(new ClientRefusedException("The session has ended: " + this)));
        asked.clear();
    }

    @Override
    public String toString() {
        return "session " + id + (client == null ? "" : " of \"" + client + "\"");
    }
}
