package dev.mcptestbench.server.engine;

import dev.mcptestbench.protocol.Message;
import dev.mcptestbench.protocol.Methods;
import dev.mcptestbench.protocol.RequestMeta;
import dev.mcptestbench.protocol.Subscriptions;
import dev.mcptestbench.script.Notification;
import dev.mcptestbench.script.Template;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apiguardian.api.API;
import org.jspecify.annotations.Nullable;

/**
 * A stream of notifications that a client has asked for with {@code subscriptions/listen}
 * (2026-07-28, basic/patterns/subscriptions). Thread-safe.
 */
@API(status = API.Status.INTERNAL)
public final class Subscription implements Audience {

    private final ModernErrand errand;
    private final Collection<Subscription> all;
    private final Map<String, Object> granted = new LinkedHashMap<>();

    /**
     * A subscription that has not begun.
     *
     * @param filter what the client asks for
     * @param all where it is entered while it stands
     * @param tasks the tasks that it may ask for
     */
    Subscription(ModernErrand errand, Map<?, ?> filter, Collection<Subscription> all, Tasks tasks) {
        this.errand = errand;
        this.all = all;
        for (String asked : Subscriptions.SWITCHES) {
            if (Boolean.TRUE.equals(filter.get(asked))) {
                granted.put(asked, true);
            }
        }
        if (filter.get(Subscriptions.RESOURCES) instanceof List<?> uris) {
            granted.put(Subscriptions.RESOURCES, List.copyOf(uris));
        }
        if (filter.get(Subscriptions.TASKS) instanceof List<?> ids) {
            granted.put(Subscriptions.TASKS, ids.stream().filter(tasks::knows).toList());
        }
    }

    /** Tells the client what it will hear, and only then lets anything else be said. */
    synchronized void begin() {
        // Entered first, under the lock that all telling takes: whoever has read the acknowledgement misses nothing.
        all.add(this);
        // And known first, for a rule may end it on its acknowledgement.
        errand.subscribed(this);
        tell(
                new Notification(Methods.SUBSCRIPTIONS_ACKNOWLEDGED, Map.of("notifications", granted)),
                Template.Values.NONE);
    }

    @Override
    public @Nullable String client() {
        return errand.client();
    }

    /** Where its messages leave. */
    public Outlet outlet() {
        return errand.outlet();
    }

    @Override
    public boolean isOver() {
        return !all.contains(this);
    }

    @Override
    public boolean hears(Notification notification) {
        String kind = Subscriptions.kindOf(notification.method());
        return Subscriptions.RESOURCES.equals(kind)
                ? notification.params().get("uri") instanceof String uri && watches(uri)
                : kind != null && Subscriptions.SWITCHES.contains(kind) && granted.containsKey(kind);
    }

    @Override
    public boolean watches(String uri) {
        return granted.get(Subscriptions.RESOURCES) instanceof List<?> uris && uris.contains(uri);
    }

    /** Whether it wants to be told what becomes of a task. */
    boolean follows(String task) {
        return granted.get(Subscriptions.TASKS) instanceof List<?> ids && ids.contains(task);
    }

    @Override
    public synchronized void tell(Notification notification, Template.Values values) {
        Message message = notification.toMessage(values, null);
        Map<String, Object> meta = new LinkedHashMap<>();
        meta.put(RequestMeta.SUBSCRIPTION_ID, errand.id());
        if (message.params().get("_meta") instanceof Map<?, ?> own) {
            own.forEach((key, value) -> meta.put(String.valueOf(key), value));
        }
        Map<String, @Nullable Object> params = new LinkedHashMap<>(message.params());
        params.put("_meta", meta);
        errand.outlet().send(message.with("params", params));
    }

    /** Ends it in good order: the listen request is answered, late as it is. */
    void end() {
        forget();
        if (errand.outlet().isShared()) {
            // There is no stream of its own that could be closed, so it is said.
            tell(new Notification(Methods.CANCELLED, Map.of("requestId", errand.id())), Template.Values.NONE);
        }
        errand.succeed(Map.of("_meta", Map.of(RequestMeta.SUBSCRIPTION_ID, errand.id())));
    }

    void forget() {
        all.remove(this);
    }
}
