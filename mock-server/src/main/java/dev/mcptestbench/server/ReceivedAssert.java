package dev.mcptestbench.server;

import dev.mcptestbench.journal.Journal;
import dev.mcptestbench.journal.JournalEntry;
import dev.mcptestbench.protocol.Headers;
import dev.mcptestbench.script.Notification;
import dev.mcptestbench.time.TimeText;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import java.util.function.IntPredicate;
import org.apiguardian.api.API;
import org.assertj.core.api.AbstractAssert;

/** How often, and how, a server received what was asked for. */
@API(status = API.Status.EXPERIMENTAL)
public final class ReceivedAssert extends AbstractAssert<ReceivedAssert, Received> {

    private final Journal journal;
    private final Duration patience;
    private final long deadline;

    ReceivedAssert(Received received, Duration patience) {
        super(received, ReceivedAssert.class);
        this.journal = received.traffic().journal();
        this.patience = patience;
        this.deadline = System.nanoTime() + patience.toNanos();
    }

    private boolean comesTrue(BooleanSupplier claim) {
        return journal.await(claim, Duration.ofNanos(Math.max(0, deadline - System.nanoTime())));
    }

    private int count() {
        return actual.requests().size();
    }

    private ReceivedAssert counts(String howOften, IntPredicate fits) {
        if (!comesTrue(() -> fits.test(count()))) {
            int count = count();
            String found = count == 0 ? "no such request" : "it " + TimeText.times(count);
            throw failure(
                    "%nExpected %s to have received%n  %s      %s%n%sbut it received %s.%s",
                    actual.traffic().whom(),
                    actual.trigger(),
                    howOften,
                    within(patience),
                    found,
                    count == 0 ? TrafficAssert.nearest(actual) : "");
        }
        return this;
    }

    ReceivedAssert atLeastOnce() {
        return counts("at least once", count -> count >= 1);
    }

    /** Just once. */
    public ReceivedAssert once() {
        return counts("exactly once", count -> count == 1);
    }

    /** Just so many times. */
    public ReceivedAssert times(int n) {
        return counts("exactly " + TimeText.times(n), count -> count == n);
    }

    /** So many times or more. */
    public ReceivedAssert atLeast(int n) {
        return counts("at least " + TimeText.times(n), count -> count >= n);
    }

    /** So many times or fewer. */
    public ReceivedAssert atMost(int n) {
        return counts("at most " + TimeText.times(n), count -> count <= n);
    }

    /** At some time, so many of them were waiting for their replies at once. */
    public ReceivedAssert overlapping(int n) {
        if (!comesTrue(() -> actual.mostAtOnce() >= n)) {
            throw failure(
                    "%nExpected %s requests%n  %s%nto have been under way at once, but at most %s were.",
                    n, actual.trigger(), actual.mostAtOnce());
        }
        return this;
    }

    /** No two of one client's had the same request id. */
    public ReceivedAssert withDistinctRequestIds() {
        actual.repeatedId().ifPresent(id -> {
            throw failure("%nExpected each%n  %s%nto have an id of its own, but %s came twice.", actual.trigger(), id);
        });
        return this;
    }

    /** The newest of them named, in {@code Last-Event-ID}, the event that last carried such a notification. */
    public ReceivedAssert withLastEventIdOf(Notification notification) {
        List<JournalEntry.RequestArrived> requests = actual.requests();
        JournalEntry.RequestArrived newest = requests.get(requests.size() - 1);
        String named = newest.header(Headers.LAST_EVENT_ID);
        List<JournalEntry.MessageSent> carriers = journal.entries(JournalEntry.MessageSent.class).stream()
                .filter(sent -> actual.traffic().servers().test(sent.server()) && sent.eventId() != null)
                .toList();
        boolean fits = carriers.stream()
                .anyMatch(sent -> Objects.equals(sent.eventId(), named) && notification.matches(sent.message()));
        if (!fits) {
            String carried = carriers.stream()
                    .filter(sent -> Objects.equals(sent.eventId(), named))
                    .map(sent -> "which carried " + Notification.describe(sent.message()))
                    .findFirst()
                    .orElse("which carried no message");
            String expected = carriers.stream()
                    .filter(sent -> notification.matches(sent.message()))
                    .map(JournalEntry.MessageSent::eventId)
                    .findFirst()
                    .map(id -> "event " + id)
                    .orElse("an event, though none was sent");
            throw failure(
                    "%nExpected #%s to resume after %s (%s),%nbut its Last-Event-ID was %s, %s.",
                    newest.number(), notification, expected, named, carried);
        }
        return this;
    }

    /** It came from this client. */
    public ReceivedAssert from(String client) {
        boolean fits = comesTrue(() -> actual.requests().stream().allMatch(request -> client.equals(request.client())));
        if (!fits) {
            throw failure(
                    "%nExpected every%n  %s%nto come from \"%s\", but they came from %s.",
                    actual.trigger(),
                    client,
                    actual.requests().stream()
                            .map(JournalEntry.RequestArrived::client)
                            .distinct()
                            .toList());
        }
        return this;
    }

    /** Each of them was received by one of these servers, by the names that the journal has for them. */
    public ReceivedAssert servedBy(String... servers) {
        List<String> wanted = List.of(servers);
        boolean fits = comesTrue(() -> wanted.containsAll(served().keySet()));
        if (!fits) {
            List<String> found = new ArrayList<>();
            served().forEach((server, times) -> found.add(server + " (" + TimeText.times(times) + ")"));
            throw failure(
                    "%nExpected every%n  %s%nto be served by %s, but they were served by %s.",
                    actual.trigger(), String.join(" or ", wanted), String.join(", ", found));
        }
        return this;
    }

    private Map<String, Integer> served() {
        Map<String, Integer> served = new TreeMap<>();
        actual.requests().forEach(request -> served.merge(request.server(), 1, Integer::sum));
        return served;
    }

    /** The clause that says how long was waited; empty where nothing was. */
    static String within(Duration patience) {
        return patience.isZero() ? "" : "within " + TimeText.words(patience) + ", ";
    }
}
