package dev.mcptestbench.client.notification;

import dev.mcptestbench.protocol.Methods;
import dev.mcptestbench.script.Notification;
import dev.mcptestbench.script.NotificationFilter;
import dev.mcptestbench.script.NotificationType;
import dev.mcptestbench.time.TimeText;
import java.time.Duration;
import java.util.List;
import org.apiguardian.api.API;
import org.assertj.core.api.AbstractAssert;
import org.assertj.core.api.ListAssert;

/** Claims about what one client has heard. */
@API(status = API.Status.EXPERIMENTAL)
public final class ClientNotificationsAssert extends AbstractAssert<ClientNotificationsAssert, ClientNotifications> {

    private Duration patience = Duration.ZERO;

    ClientNotificationsAssert(ClientNotifications actual) {
        super(actual, ClientNotificationsAssert.class);
    }

    /** Lets the next claims of {@code hasSize} and {@code contains} come true within that time, in real time. */
    public ClientNotificationsAssert eventually(Duration within) {
        patience = within;
        return this;
    }

    /** Just so many notifications of any type were heard. */
    public ClientNotificationsAssert hasSize(int size) {
        isNotNull();
        NotificationFilter filter = actual.filter();
        actual.bus().assertThat().eventually(patience).received(size, filter);
        return this;
    }

    /** Just so many notifications of this type were heard. */
    public ClientNotificationsAssert hasSize(int size, NotificationType type) {
        isNotNull();
        NotificationFilter filter = actual.filter().type(type);
        actual.bus().assertThat().eventually(patience).received(size, filter);
        return this;
    }

    /** No notification was heard up to now. */
    public ClientNotificationsAssert isEmpty() {
        isNotNull();
        actual.bus().assertThat().receivedNothing(actual.filter());
        return this;
    }

    /** A notification with this method and at least these parameters was heard. */
    public ClientNotificationsAssert contains(Notification notification) {
        isNotNull();
        boolean found = actual.bus()
                .journal()
                .await(() -> actual.all().stream().anyMatch(heard -> notification.matches(heard.message())), patience);
        if (!found) {
            NotificationFilter filter = actual.filter().type(notification.type());
            long others = actual.bus().count(filter);
            throw failure(
                    "%s",
                    "Expected \"" + actual.client() + "\" to have heard " + notification
                            + (patience.isZero() ? "" : " within " + TimeText.words(patience)) + " but it heard "
                            + (others == 0
                                    ? "nothing of that type."
                                    : Wording.count(others, "other") + " of that type:\n"
                                            + new Arrivals(actual.bus(), filter).list()));
        }
        return this;
    }

    /** The numbers of the progress notifications, in the order in which they were heard. */
    public ListAssert<Double> progressValues() {
        isNotNull();
        NotificationFilter filter = actual.filter().type(new NotificationType(Methods.PROGRESS));
        return listed(actual.progressValues(), "progress", filter);
    }

    /** What the notifications say, in the order in which they were heard. */
    public ListAssert<String> texts() {
        isNotNull();
        return listed(actual.texts(), "notifications", actual.filter());
    }

    /** What the notifications of one type say, in the order in which they were heard. */
    public ListAssert<String> texts(NotificationType type) {
        isNotNull();
        List<String> texts =
                actual.ofType(type).stream().map(HeardNotification::text).toList();
        return listed(texts, type.toString(), actual.filter().type(type));
    }

    private <T> ListAssert<T> listed(List<T> values, String what, NotificationFilter filter) {
        String dropped = new Arrivals(actual.bus(), filter).dropped();
        return new ListAssert<>(values).as(what + " heard by \"" + actual.client() + "\"" + dropped);
    }
}
