package dev.mcptestbench.client.notification;

import dev.mcptestbench.protocol.Methods;
import dev.mcptestbench.script.NotificationFilter;
import dev.mcptestbench.script.NotificationType;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.apiguardian.api.API;
import org.assertj.core.api.AssertProvider;

/** What one client hears: a view of the {@link NotificationBus} that is always up to date. Thread-safe. */
@API(status = API.Status.EXPERIMENTAL)
public final class ClientNotifications implements AssertProvider<ClientNotificationsAssert> {

    private final NotificationBus bus;
    private final String client;

    ClientNotifications(NotificationBus bus, String client) {
        this.bus = bus;
        this.client = client;
    }

    /** The client's name. */
    public String client() {
        return client;
    }

    /** All that the history has, newest last. */
    public List<HeardNotification> all() {
        return bus.heard(filter());
    }

    /** Those of one type, newest last. */
    public List<HeardNotification> ofType(NotificationType type) {
        return bus.heard(filter().type(type));
    }

    /** Those for which a condition holds, newest last; see {@link NotificationBus#heard(NotificationFilter, Predicate)}. */
    public List<HeardNotification> where(Predicate<HeardNotification> condition) {
        return bus.heard(filter(), condition);
    }

    /** The numbers of the progress notifications, newest last; what is no number is left out. */
    public List<Double> progressValues() {
        return ofType(new NotificationType(Methods.PROGRESS)).stream()
                .map(heard -> heard.params().get("progress"))
                .filter(Number.class::isInstance)
                .map(progress -> ((Number) progress).doubleValue())
                .toList();
    }

    /** What the notifications say, newest last; see {@link HeardNotification#text}. */
    public List<String> texts() {
        return all().stream().map(HeardNotification::text).toList();
    }

    /** Subscribes to what this client hears from now on; see {@link NotificationBus#subscribe}. */
    public Subscription subscribe(Consumer<HeardNotification> subscriber) {
        return bus.subscribe(filter(), subscriber);
    }

    /** Forgets what was heard up to now; the journal keeps it. */
    public void clear() {
        bus.clear(client);
    }

    NotificationFilter filter() {
        return NotificationFilter.ALL.from(client);
    }

    NotificationBus bus() {
        return bus;
    }

    /** For AssertJ's {@code assertThat}. */
    @Override
    public ClientNotificationsAssert assertThat() {
        return new ClientNotificationsAssert(this);
    }

    @Override
    public String toString() {
        return "notifications of \"" + client + "\"";
    }
}
