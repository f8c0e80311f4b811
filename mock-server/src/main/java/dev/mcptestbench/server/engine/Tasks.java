package dev.mcptestbench.server.engine;

import dev.mcptestbench.protocol.Message;
import dev.mcptestbench.protocol.Methods;
import dev.mcptestbench.protocol.ModernRules;
import dev.mcptestbench.protocol.RequestMeta;
import dev.mcptestbench.protocol.RequestRefusal;
import dev.mcptestbench.protocol.Subscriptions;
import dev.mcptestbench.script.Notification;
import dev.mcptestbench.script.TaskSupport;
import dev.mcptestbench.script.Template;
import dev.mcptestbench.time.TestClock;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The tasks of one server (the extension {@code io.modelcontextprotocol/tasks}, SEP-2663). Thread-safe. */
final class Tasks {

    /** The extension's name. */
    static final String EXTENSION = "io.modelcontextprotocol/tasks";

    private static final Map<String, Object> REQUIRED = Map.of("extensions", Map.of(EXTENSION, Map.of()));

    private final Map<String, Task> tasks = new ConcurrentHashMap<>();
    private final TestClock clock;
    private final Collection<Subscription> subscriptions;

    /** No tasks; what becomes of those to come is told to the subscriptions that ask for it. */
    Tasks(TestClock clock, Collection<Subscription> subscriptions) {
        this.clock = clock;
        this.subscriptions = subscriptions;
    }

    /** A task for a call, known from now on; {@code null} if the client does not know tasks. */
    @Nullable
    Task create(ModernErrand errand, TaskSupport support) throws Refusal {
        if (!declared(errand.request())) {
            if (support.required()) {
                throw refusal();
            }
            return null;
        }
        Task task = new Task(UUID.randomUUID().toString(), errand, support, clock, this::changed);
        tasks.put(task.id(), task);
        return task;
    }

    private static boolean declared(Message request) {
        return RequestMeta.of(request).declaresExtension(EXTENSION);
    }

    private static Refusal refusal() {
        RequestRefusal refusal = ModernRules.missingCapability(REQUIRED);
        return new Refusal(refusal.code(), refusal.message(), refusal.data());
    }

    private void changed(Task task) {
        Notification notification = new Notification(Methods.TASKS_CHANGED, task.detailed());
        for (Subscription subscription : subscriptions) {
            if (subscription.follows(task.id())) {
                subscription.tell(notification, Template.Values.NONE);
            }
        }
    }

    /** Checks that a client which knows no tasks does not ask to be told of them. */
    void checkFilter(Message listen, Map<?, ?> filter) throws Refusal {
        if (filter.get(Subscriptions.TASKS) instanceof List<?> && !declared(listen)) {
            throw refusal();
        }
    }

    boolean knows(Object id) {
        Task task = tasks.get(String.valueOf(id));
        return task != null && !task.isExpired();
    }

    /** The result of one of the extension's methods. */
    Map<String, Object> answer(String method, Message request) throws Refusal {
        if (!declared(request)) {
            throw refusal();
        }
        Object id = request.params().get("taskId");
        Task task = id == null ? null : tasks.get(String.valueOf(id));
        if (task == null || task.isExpired()) {
            throw Refusal.invalidParams(task == null ? "Unknown task: " + id : "The task has expired: " + id);
        }
        switch (method) {
            case Methods.TASKS_CANCEL -> task.cancel();
            case Methods.TASKS_UPDATE -> {
                if (!(request.params().get("inputResponses") instanceof Map<?, ?> responses)) {
                    throw Refusal.invalidParams("params.inputResponses is missing or no object");
                }
                task.update(responses);
            }
            default -> {
                return task.detailed();
            }
        }
        return Map.of();
    }
}
