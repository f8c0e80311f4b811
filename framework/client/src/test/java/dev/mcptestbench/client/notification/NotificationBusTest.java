package dev.mcptestbench.client.notification;

import static dev.mcptestbench.Mcp.*;
import static dev.mcptestbench.client.Golden.failsLike;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mcptestbench.journal.Journal;
import dev.mcptestbench.journal.JournalEntry;
import dev.mcptestbench.protocol.Message;
import dev.mcptestbench.script.NotificationFilter;
import dev.mcptestbench.time.TestClock;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class NotificationBusTest {

    private final TestClock clock = new TestClock();
    private Journal journal;
    private NotificationBus bus;

    @BeforeEach
    void stopTheClock() {
        clock.advance(java.time.Duration.ZERO);
        journal = new Journal(clock);
        bus = new NotificationBus(journal, clock);
    }

    @AfterEach
    void close() {
        bus.close();
        clock.close();
    }

    private static Message tick(int n) {
        return Message.notification("notifications/message", Map.of("level", "info", "data", "tick " + n));
    }

    private static Message done(double progress, Object token) {
        return Message.notification("notifications/progress", Map.of("progress", progress, "progressToken", token));
    }

    private void sent(String client, long exchange, Message message, String eventId) {
        journal.add(stamp ->
                new JournalEntry.MessageSent(stamp, "server", exchange, client, message, eventId, new byte[0]));
    }

    private void publish(String client, Message message) {
        bus.publish(client, message, null, "standing");
    }

    @Test
    void goesToThoseWhoSubscribed() {
        List<String> all = Collections.synchronizedList(new ArrayList<>());
        List<String> ofA = Collections.synchronizedList(new ArrayList<>());
        List<String> progress = Collections.synchronizedList(new ArrayList<>());
        List<String> both = Collections.synchronizedList(new ArrayList<>());
        List<String> custom = Collections.synchronizedList(new ArrayList<>());
        bus.subscribe(heard -> all.add(heard.text()));
        bus.subscribe("a", heard -> ofA.add(heard.text()));
        bus.subscribe(PROGRESS, heard -> progress.add(heard.text()));
        Subscription ended = bus.subscribe(from("a").type(LOGGING), heard -> both.add(heard.text()));
        bus.subscribe(new dev.mcptestbench.script.NotificationType("acme/news"), heard -> custom.add(heard.client()));

        publish("a", tick(1));
        publish("b", tick(2));
        publish("a", done(0.5, 1));
        publish("b", Message.notification("acme/news", Map.of()));
        clock.advance(ofMillis(1));
        ended.close();
        publish("a", tick(3));
        clock.advance(ofMillis(1));

        assertThat(all).containsExactly("tick 1", "tick 2", "0.5", "acme/news", "tick 3");
        assertThat(ofA).containsExactly("tick 1", "0.5", "tick 3");
        assertThat(progress).containsExactly("0.5");
        assertThat(both).containsExactly("tick 1");
        assertThat(custom).containsExactly("b");
    }

    @Test
    void aThrowingOrBlockingSubscriberHarmsNobody() throws InterruptedException {
        CountDownLatch blocked = new CountDownLatch(1);
        CountDownLatch heard = new CountDownLatch(3);
        Subscription throwing = bus.subscribe(each -> {
            throw new IllegalStateException("not again");
        });
        bus.subscribe(each -> {
            try {
                blocked.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        bus.subscribe(each -> heard.countDown());

        IntStream.rangeClosed(1, 3).forEach(n -> publish("a", tick(n)));

        assertThat(heard.await(5, java.util.concurrent.TimeUnit.SECONDS)).isTrue();
        assertThat(journal.await(() -> throwing.failures() == 3, ofSeconds(20))).isTrue();
        assertThat(throwing.lastFailure()).hasMessage("not again");
        blocked.countDown();
    }

    @Test
    void keepsTheOrderOfTenThousandAndTheNewestThousand() {
        List<String> heard = Collections.synchronizedList(new ArrayList<>());
        bus.subscribe("a", each -> heard.add(each.text()));

        IntStream.range(0, 10_000).forEach(n -> publish("a", tick(n)));
        publish("b", tick(-1));
        clock.advance(ofMillis(1));

        assertThat(heard)
                .containsExactlyElementsOf(
                        IntStream.range(0, 10_000).mapToObj(n -> "tick " + n).toList());
        assertThat(bus.of("a").all()).hasSize(NotificationBus.HISTORY_PER_CLIENT);
        assertThat(bus.heard(NotificationFilter.ALL, 2))
                .extracting(HeardNotification::text)
                .containsExactly("tick 9999", "tick -1");
        assertThat(bus.count(from("a"))).isEqualTo(10_000);
        assertThat(bus).received(10_000, from("a").type(LOGGING));

        bus.clear("a");
        assertThat(bus).receivedNothing(from("a")).received(1, from("b"));
        bus.clear();
        assertThat(bus).receivedNothing(NotificationFilter.ALL);
    }

    @Test
    void theHistoryIsAskedByClientTypeTimeAndContent() {
        publish("a", tick(1));
        publish("b", tick(2));
        clock.advance(ofSeconds(1));
        journal.add(stamp -> new JournalEntry.SessionChanged(stamp, "server", "a", "s1", "expired"));
        var mark = journal.entries(JournalEntry.SessionChanged.class).get(0);
        publish("a", tick(3));
        publish("a", done(0.5, 7));
        publish("b", Message.notification("acme/news", Map.of("currency", "EUR")));

        assertThat(bus.heard(from("a").type(LOGGING)))
                .extracting(HeardNotification::text)
                .containsExactly("tick 1", "tick 3");
        assertThat(bus.heard(from("a"), heard -> heard.isSince(mark.at())))
                .extracting(HeardNotification::text)
                .containsExactly("tick 3", "0.5");
        assertThat(bus.heard(
                        NotificationFilter.ALL,
                        heard -> "EUR".equals(heard.params().get("currency"))))
                .extracting(HeardNotification::client)
                .containsExactly("b");
        assertThat(bus.of("a").where(heard -> heard.text().endsWith("1"))).hasSize(1);
    }

    @Test
    void whatTheHistoryHasDroppedIsSaid() {
        bus.keep(30);
        IntStream.rangeClosed(1, 100).forEach(n -> publish("a", tick(n)));
        publish("b", tick(1));

        assertThat(bus.of("a").all()).hasSize(30);
        assertThat(bus.heard(from("b"))).hasSize(1);
        failsLike("notifications-dropped", () -> assertThat(bus.of("a")).contains(logging(INFO, "tick 1")));
        failsLike(
                "notifications-dropped-texts",
                () -> assertThat(bus.of("a")).texts().startsWith("tick 1"));
        bus.keep(2);
        assertThat(bus.of("a").texts()).containsExactly("tick 99", "tick 100");
        org.assertj.core.api.Assertions.assertThatThrownBy(() -> bus.keep(0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("The history keeps at least one notification of each client, not 0");
    }

    @Test
    void claimsThatHold() {
        for (int n = 1; n <= 3; n++) {
            sent("fast", 1, tick(n), "e" + n);
            publish("fast", tick(n));
        }
        sent("slow", 2, tick(1), "s1");
        publish("slow", tick(1));

        assertThat(bus)
                .eventually(ofMillis(10))
                .received(3, from("fast").type(LOGGING))
                .inOrder()
                .received(from("slow"))
                .receivedNothing(from("nobody"))
                .routedNothingAcross("fast", "slow");
        assertThat(bus.of("fast")).contains(logging(INFO, "tick 2")).hasSize(3).hasSize(3, LOGGING);
        assertThat(bus.of("fast")).texts().containsExactly("tick 1", "tick 2", "tick 3");
        assertThat(bus.of("fast")).texts(PROGRESS).isEmpty();
        assertThat(bus.of("nobody")).isEmpty();
    }

    @Test
    void saysWhatDidArrive() {
        for (int n = 1; n <= 5; n++) {
            clock.advance(ofMillis(n == 1 ? 12 : n <= 3 ? 10 : 1));
            sent("fast", 1, tick(n), "e" + n);
            if (n <= 3) {
                publish("fast", tick(n));
            }
        }
        clock.advance(ofMillis(1));
        journal.add(stamp -> new JournalEntry.ReplyEnded(stamp, "server", 1, "fast", "closed by peer"));
        failsLike(
                "bus-received-eventually",
                () -> assertThat(bus)
                        .eventually(ofMillis(200))
                        .received(5, from("fast").type(LOGGING)));
        failsLike("bus-received-too-many", () -> assertThat(bus).received(2, from("fast")));
        failsLike(
                "bus-received-none", () -> assertThat(bus).received(from("slow").type(PROGRESS)));
        failsLike("bus-received-nothing", () -> assertThat(bus).receivedNothing(NotificationFilter.ALL));
        failsLike("notifications-contains", () -> assertThat(bus.of("fast")).contains(logging(INFO, "tick 9")));
        failsLike(
                "notifications-contains-none",
                () -> assertThat(bus.of("fast")).eventually(ofMillis(20)).contains(progress(1)));
        failsLike("notifications-size", () -> assertThat(bus.of("fast")).hasSize(4));
        failsLike("notifications-empty", () -> assertThat(bus.of("fast")).isEmpty());
        publish("fast", done(0.5, 7));
        failsLike(
                "notifications-progress",
                () -> assertThat(bus.of("fast")).progressValues().containsExactly(0.25, 0.5));
    }

    @Test
    void saysThatTheOrderIsAnother() {
        for (int n = 1; n <= 3; n++) {
            sent("fast", 1, tick(n), "e" + n);
        }
        publish("fast", tick(2));
        publish("fast", tick(1));
        publish("fast", tick(3));

        failsLike(
                "bus-in-order",
                () -> assertThat(bus).received(3, from("fast").type(LOGGING)).inOrder());
    }

    @Test
    void saysWhatWentToAnother() {
        sent("fast", 1, tick(1), "e1");
        publish("slow", tick(1));
        journal.add(stamp -> new JournalEntry.RequestArrived(
                stamp,
                "server",
                5,
                1,
                "fast",
                null,
                "POST",
                "/mcp",
                Map.of(),
                new byte[0],
                Message.request(4, "tools/call", Map.of("_meta", Map.of("progressToken", 4)))));
        sent("slow", 2, done(0.5, 4), "e2");
        publish("slow", done(0.5, 4));

        failsLike("bus-routed-across", () -> assertThat(bus).routedNothingAcross("fast", "slow"));
    }
}
