package dev.mcptestbench.client.notification;

import dev.mcptestbench.journal.Journal;
import dev.mcptestbench.journal.JournalEntry;
import dev.mcptestbench.protocol.Message;
import dev.mcptestbench.script.NotificationFilter;
import dev.mcptestbench.script.NotificationType;
import dev.mcptestbench.time.TestClock;
import dev.mcptestbench.wire.Workers;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.apiguardian.api.API;
import org.assertj.core.api.AssertProvider;
import org.jspecify.annotations.Nullable;

/**
 * Where all notifications of a test's managed clients pass: first into the journal and the history, then to the
 * subscribers. The order of each stream is kept throughout. Thread-safe.
 *
 * <p>The history keeps the newest {@link #HISTORY_PER_CLIENT} of each client, or as many as {@link #keep} says; when there
 * are more the oldest of that client are dropped, which every failure text says that misses something. {@link #count}
 * counts all of them.
 */
@API(status = API.Status.EXPERIMENTAL)
public final class NotificationBus implements AutoCloseable, AssertProvider<NotificationBusAssert> {

    /** How many notifications of one client the history keeps unless told otherwise. */
    public static final int HISTORY_PER_CLIENT = 1000;

    private record Place(long order, HeardNotification heard) {}

    private static final class History {
        private final ArrayDeque<Place> newest = new ArrayDeque<>();
        private final Map<String, Long> counts = new HashMap<>();

        void trimTo(int most) {
            while (newest.size() > most) {
                newest.removeFirst();
            }
        }
    }

    private final Journal journal;
    private final TestClock clock;
    private final Workers workers = new Workers();
    private final dev.mcptestbench.time.RestProbe probe = workers.restProbe();
    private final List<Subscription> subscriptions = new CopyOnWriteArrayList<>();
    private final Map<String, History> histories = new HashMap<>();
    private int perClient = HISTORY_PER_CLIENT;
    private long order;

    /**
     * A bus without history.
     *
     * @param journal gets an entry for each notification
     * @param clock lets the subscribers come to rest before it moves on
     */
    public NotificationBus(Journal journal, TestClock clock) {
        this.journal = journal;
        this.clock = clock;
        clock.restsWith(probe);
    }

    /**
     * Publishes a notification. Never blocks, and never throws for what a subscriber does.
     *
     * @param client who heard it
     * @param message the notification
     * @param eventId the id of the event that carried it, or {@code null}
     * @param stream which of the client's streams it came on
     */
    public void publish(String client, Message message, @Nullable String eventId, String stream) {
        HeardNotification heard;
        synchronized (histories) {
            var entry =
                    journal.add(stamp -> new JournalEntry.NotificationHeard(stamp, client, message, eventId, stream));
            heard = new HeardNotification(client, message, eventId, stream, entry.at());
            History history = histories.computeIfAbsent(client, name -> new History());
            history.counts.merge(String.valueOf(message.method()), 1L, Long::sum);
            history.newest.addLast(new Place(order++, heard));
            history.trimTo(perClient);
            // Within the lock, so that subscribers see the same order as the history; they run elsewhere.
            for (Subscription subscription : subscriptions) {
                subscription.offer(heard);
            }
        }
    }

    /** Subscribes to all notifications of all clients. */
    public Subscription subscribe(Consumer<HeardNotification> subscriber) {
        return subscribe(NotificationFilter.ALL, subscriber);
    }

    /** Subscribes to all notifications that one client hears. */
    public Subscription subscribe(String client, Consumer<HeardNotification> subscriber) {
        return subscribe(NotificationFilter.ALL.from(client), subscriber);
    }

    /** Subscribes to the notifications of one type that any client hears. */
    public Subscription subscribe(NotificationType type, Consumer<HeardNotification> subscriber) {
        return subscribe(NotificationFilter.ALL.type(type), subscriber);
    }

    /**
     * Subscribes to the notifications that a filter covers, from now on.
     *
     * @param subscriber called on a worker; what it throws is counted, and harms neither it nor others
     * @return what ends the subscription
     */
    public Subscription subscribe(NotificationFilter filter, Consumer<HeardNotification> subscriber) {
        Subscription subscription = new Subscription(filter, subscriber, workers, subscriptions::remove);
        subscriptions.add(subscription);
        return subscription;
    }

    /** What the history has of what the filter covers, newest last. */
    public List<HeardNotification> heard(NotificationFilter filter) {
        return heard(filter, Integer.MAX_VALUE);
    }

    /**
     * What the history has of what the filter covers and the condition holds for, newest last. So those since something
     * are found by {@code heard -> heard.isSince(entry.at())}, those of some content by
     * {@code heard -> "EUR".equals(heard.params().get("currency"))}.
     */
    public List<HeardNotification> heard(NotificationFilter filter, Predicate<HeardNotification> which) {
        return heard(filter).stream().filter(which).toList();
    }

    /**
     * The newest of what the filter covers, newest last.
     *
     * @param limit how many at most
     */
    public List<HeardNotification> heard(NotificationFilter filter, int limit) {
        List<Place> found = new ArrayList<>();
        synchronized (histories) {
            histories.forEach((client, history) -> {
                for (Place place : history.newest) {
                    if (filter.covers(client, place.heard().message().method())) {
                        found.add(place);
                    }
                }
            });
        }
        found.sort(Comparator.comparingLong(Place::order));
        int from = Math.max(0, found.size() - limit);
        return found.subList(from, found.size()).stream().map(Place::heard).toList();
    }

    /** How many notifications that the filter covers were heard, also those that the history has let go. */
    public long count(NotificationFilter filter) {
        long count = 0;
        synchronized (histories) {
            for (Map.Entry<String, History> history : histories.entrySet()) {
                for (Map.Entry<String, Long> each : history.getValue().counts.entrySet()) {
                    count += filter.covers(history.getKey(), each.getKey()) ? each.getValue() : 0;
                }
            }
        }
        return count;
    }

    /** Of how many notifications that the filter covers the history knows no more than that they were heard. */
    long countDropped(NotificationFilter filter) {
        synchronized (histories) {
            return count(filter) - heard(filter).size();
        }
    }

    /**
     * Has the history keep another number of notifications of each client from now on, {@link #HISTORY_PER_CLIENT} by
     * default.
     *
     * @throws IllegalArgumentException if that is not positive
     */
    public void keep(int newestOfEachClient) {
        if (newestOfEachClient < 1) {
            throw new IllegalArgumentException(
                    "The history keeps at least one notification of each client, not " + newestOfEachClient);
        }
        synchronized (histories) {
            perClient = newestOfEachClient;
            histories.values().forEach(history -> history.trimTo(perClient));
        }
    }

    /** Forgets what one client heard; the journal keeps it. */
    public void clear(String client) {
        synchronized (histories) {
            histories.remove(client);
        }
    }

    /** Forgets what all clients heard; the journal keeps it. */
    public void clear() {
        synchronized (histories) {
            histories.clear();
        }
    }

    /** What one client hears. */
    public ClientNotifications of(String client) {
        return new ClientNotifications(this, client);
    }

    Journal journal() {
        return journal;
    }

    /** Ends all subscriptions; the history stays. Idempotent. */
    @Override
    public void close() {
        subscriptions.forEach(Subscription::close);
        clock.restsWithout(probe);
    }

    /** For AssertJ's {@code assertThat}. */
    @Override
    public NotificationBusAssert assertThat() {
        return new NotificationBusAssert(this);
    }

    @Override
    public String toString() {
        return "NotificationBus with " + count(NotificationFilter.ALL) + " notifications heard";
    }
}
