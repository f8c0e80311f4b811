package dev.mcptestbench.client.notification;

import dev.mcptestbench.script.NotificationFilter;
import java.time.Duration;
import java.util.List;
import org.apiguardian.api.API;
import org.assertj.core.api.AbstractAssert;
import org.jspecify.annotations.Nullable;

/** Claims about what the clients of a test have heard. */
@API(status = API.Status.EXPERIMENTAL)
public final class NotificationBusAssert extends AbstractAssert<NotificationBusAssert, NotificationBus> {

    private Duration patience = Duration.ZERO;
    private NotificationFilter last = NotificationFilter.ALL;

    NotificationBusAssert(NotificationBus actual) {
        super(actual, NotificationBusAssert.class);
    }

    /** Lets the next claims come true within that time, in real time, instead of at once. */
    public NotificationBusAssert eventually(Duration within) {
        patience = within;
        return this;
    }

    /** Just so many notifications that the filter covers were heard. */
    public NotificationBusAssert received(int times, NotificationFilter filter) {
        isNotNull();
        last = filter;
        boolean enough = actual.journal().await(() -> actual.count(filter) >= times, patience);
        if (!enough) {
            throw failure("%s", new Arrivals(actual, filter).shortfall(times, patience));
        }
        long count = actual.count(filter);
        if (count > times) {
            throw failure(
                    "%s",
                    "Expected " + Wording.count(times, "notification") + " of " + filter + "; " + count + " arrived:\n"
                            + new Arrivals(actual, filter).list());
        }
        return this;
    }

    /** At least one notification that the filter covers was heard. */
    public NotificationBusAssert received(NotificationFilter filter) {
        isNotNull();
        last = filter;
        if (!actual.journal().await(() -> actual.count(filter) > 0, patience)) {
            throw failure("%s", new Arrivals(actual, filter).shortfall(1, patience));
        }
        return this;
    }

    /** No notification that the filter covers was heard up to now. */
    public NotificationBusAssert receivedNothing(NotificationFilter filter) {
        isNotNull();
        last = filter;
        long count = actual.count(filter);
        if (count > 0) {
            throw failure(
                    "%s",
                    "Expected no notification of " + filter + "; " + count + " arrived:\n"
                            + new Arrivals(actual, filter).list());
        }
        return this;
    }

    /**
     * What the last claim speaks of was heard in the order in which the servers of this test sent it, stream by stream.
     * What the history has let go is not looked at.
     */
    public NotificationBusAssert inOrder() {
        isNotNull();
        @Nullable String disorder = new Routes(actual).disorder(last);
        if (disorder != null) {
            throw failure("%s", disorder);
        }
        return this;
    }

    /**
     * None of these clients heard what was meant for another of them: what a server sent on another's stream, or progress
     * of a call that another has made.
     */
    public NotificationBusAssert routedNothingAcross(String... clients) {
        isNotNull();
        @Nullable String crossing = new Routes(actual).crossing(List.of(clients));
        if (crossing != null) {
            throw failure("%s", crossing);
        }
        return this;
    }
}
