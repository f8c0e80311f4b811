package dev.mcptestbench.server.engine;

import dev.mcptestbench.protocol.Methods;
import dev.mcptestbench.script.Feature;
import dev.mcptestbench.script.Notification;
import dev.mcptestbench.script.NotificationStream;
import dev.mcptestbench.script.Template;
import dev.mcptestbench.time.TestClock;
import dev.mcptestbench.wire.Playback;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.apiguardian.api.API;

/** What the server says to its clients unasked: changed lists, updated resources, scripted streams. Thread-safe. */
@API(status = API.Status.INTERNAL)
public final class Broadcast {

    private final Playback playback;
    private final TestClock clock;
    private final Supplier<Collection<Session>> sessions;
    private final Map<String, List<Object>> listed = new HashMap<>();

    /** A broadcast to whatever sessions there are when something is said. */
    public Broadcast(Playback playback, TestClock clock, Supplier<Collection<Session>> sessions) {
        this.playback = playback;
        this.clock = clock;
        this.sessions = sessions;
    }

    /** Tells all clients which lists have changed since this was last called. */
    public void offerChanged() {
        List<String> changed = new ArrayList<>();
        synchronized (listed) {
            note(changed, Methods.TOOLS_LIST_CHANGED, Feature.Tool.class);
            note(changed, Methods.RESOURCES_LIST_CHANGED, Feature.Resource.class);
            note(changed, Methods.PROMPTS_LIST_CHANGED, Feature.Prompt.class);
        }
        changed.forEach(method -> toAll(new Notification(method, Map.of())));
    }

    private void note(List<String> changed, String method, Class<? extends Feature> kind) {
        // What a list shows, and no more: another answer of a tool changes no list.
        List<Object> now = new ArrayList<>();
        playback.features(kind).forEach(feature -> now.add(List.of(feature.name(), feature.definition())));
        List<Object> before = listed.put(method, now);
        if (before == null ? !now.isEmpty() : !before.equals(now)) {
            changed.add(method);
        }
    }

    /** Sends a notification to every initialized client, on its standing stream. */
    public void toAll(Notification notification) {
        for (Session session : sessions.get()) {
            if (session.isInitialized()) {
                to(session, notification);
            }
        }
    }

    /** Sends a notification to one client, on its standing stream. */
    public void to(Session session, Notification notification) {
        session.notify(session.standing(), notification, values(session), null);
    }

    /** Tells the clients that have subscribed to a resource that it has changed. */
    public void updated(String uri) {
        for (Session session : sessions.get()) {
            if (session.subscriptions().contains(uri)) {
                to(session, new Notification(Methods.RESOURCES_UPDATED, Map.of("uri", uri)));
            }
        }
    }

    /** Sends a stream of notifications to one client, on its standing stream. */
    public void stream(Session session, NotificationStream stream) {
        Template.Values values = values(session);
        next(session, stream, values, 1, stream.count(values));
    }

    private void next(Session session, NotificationStream stream, Template.Values values, long n, long count) {
        if (n > count) {
            return;
        }
        session.notify(session.standing(), stream.notification(), values.at(n), null);
        clock.schedule(stream.interval(values), () -> next(session, stream, values, n + 1, count));
    }

    private static Template.Values values(Session session) {
        return new Template.Values(0, Map.of(), session.client());
    }
}
