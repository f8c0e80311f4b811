package dev.mcptestbench.server.engine;

import dev.mcptestbench.protocol.Methods;
import dev.mcptestbench.script.Addressee;
import dev.mcptestbench.script.Feature;
import dev.mcptestbench.script.Notification;
import dev.mcptestbench.script.Template;
import dev.mcptestbench.wire.Playback;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.apiguardian.api.API;
import org.jspecify.annotations.Nullable;

/** What the server says to its clients unasked: changed lists, updated resources, scripted streams. Thread-safe. */
@API(status = API.Status.INTERNAL)
public final class Broadcast {

    private final Playback playback;
    private final Supplier<Collection<Audience>> audiences;
    private final Map<String, List<Object>> listed = new HashMap<>();
    private boolean silent;

    /** A broadcast to whoever there is when something is said. */
    public Broadcast(Playback playback, Supplier<Collection<Audience>> audiences) {
        this.playback = playback;
        this.audiences = audiences;
    }

    /** Tells all clients which lists have changed since this was last called. */
    public void offerChanged() {
        List<String> changed = new ArrayList<>();
        synchronized (listed) {
            note(changed, Methods.TOOLS_LIST_CHANGED, Feature.Tool.class);
            note(changed, Methods.RESOURCES_LIST_CHANGED, Feature.Resource.class);
            note(changed, Methods.PROMPTS_LIST_CHANGED, Feature.Prompt.class);
            if (silent) {
                return;
            }
        }
        changed.forEach(method -> toAll(new Notification(method, Map.of())));
    }

    /** Has lists change without telling anybody. */
    void silently(Runnable change) {
        synchronized (listed) {
            silent = true;
            try {
                change.run();
            } finally {
                silent = false;
            }
        }
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

    /** Sends a notification to everybody who wants to hear it. */
    public void toAll(Notification notification) {
        for (Audience audience : audiences.get()) {
            if (audience.hears(notification)) {
                to(audience, notification);
            }
        }
    }

    /** Sends a notification to the clients of this name that want to hear it. */
    public void toClient(String client, Notification notification) {
        for (Audience audience : audiences.get()) {
            if (client.equals(audience.client()) && audience.hears(notification)) {
                to(audience, notification);
            }
        }
    }

    private static void to(Audience audience, Notification notification) {
        audience.tell(notification, values(audience));
    }

    /** Tells those who have subscribed to a resource that it has changed. */
    public void updated(String uri) {
        for (Audience audience : audiences.get()) {
            if (audience.watches(uri)) {
                to(audience, new Notification(Methods.RESOURCES_UPDATED, Map.of("uri", uri)));
            }
        }
    }

    /** Those who hear what a rule has the server say; {@code met} is whom the rule met, if anybody. */
    Collection<Audience> audiences(Addressee to, @Nullable Audience met) {
        if (to instanceof Addressee.Client client) {
            return audiences.get().stream()
                    .filter(audience -> client.name().equals(audience.client()))
                    .toList();
        }
        return to instanceof Addressee.Everybody || met == null
                ? audiences.get().stream().filter(Audience::isReady).toList()
                : List.of(met);
    }

    private static Template.Values values(Audience audience) {
        return new Template.Values(0, Map.of(), audience.client());
    }
}
