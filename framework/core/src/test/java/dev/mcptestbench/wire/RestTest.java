package dev.mcptestbench.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mcptestbench.time.Gate;
import dev.mcptestbench.time.RestProbe;
import dev.mcptestbench.time.TestClock;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** When all has come to rest, and that the clock waits for it. */
class RestTest {

    private static final Duration BOUND = Duration.ofSeconds(5);
    private static final HttpRequest GET = HttpRequest.of("GET", "/", List.of(), new byte[0]);

    @Test
    void aChainOverSocketsUnfoldsWithinOneAdvance() {
        // Each reply comes a second late, and starts the next call two seconds later, from a worker.
        Scripted script = Scripted.replying(
                new Frame.Pause(Duration.ofSeconds(1)),
                Frame.Head.of(200),
                Frame.Data.text("x".repeat(100_000)),
                new Frame.Finish());
        Workers workers = new Workers();
        List<Duration> ends = Collections.synchronizedList(new ArrayList<>());
        try (TestClock clock = new TestClock();
                WireServer server = WireServer.start(WireSettings.defaults(), clock, script);
                WireClient client = WireClient.open(WireClientSettings.defaults())) {
            clock.restsWith(client.restProbe());
            clock.restsWith(workers.restProbe());
            clock.advance(Duration.ZERO);
            Duration start = clock.elapsed();
            AtomicReference<Runnable> step = new AtomicReference<>();
            step.set(() -> client.call(server.url("/"), GET, new WhenEnded(() -> {
                ends.add(clock.elapsed().minus(start));
                clock.schedule(Duration.ofSeconds(2), () -> workers.execute(step.get()));
            })));
            step.get().run();

            clock.advance(Duration.ofSeconds(30));
            assertThat(ends)
                    .extracting(Duration::toSeconds)
                    .containsExactly(1L, 4L, 7L, 10L, 13L, 16L, 19L, 22L, 25L, 28L);
        }
    }

    @Test
    void aProbeTellsOnceOfWorkSinceItWasAsked() throws Exception {
        Scripted script = Scripted.silent();
        try (TestClock clock = new TestClock();
                WireServer server = WireServer.start(WireSettings.defaults(), clock, script);
                WireServer other = WireServer.start(WireSettings.defaults(), clock, Scripted.silent())) {
            other.restProbe().comeToRest(BOUND);
            try (RawPeer peer = new RawPeer(server)) {
                script.get(peer);
                assertThat(server.restProbe().comeToRest(BOUND)).isTrue();
                assertThat(server.restProbe().comeToRest(BOUND))
                        .as("a request that waits is no work")
                        .isFalse();
                assertThat(other.restProbe().comeToRest(BOUND))
                        .as("others' work")
                        .isFalse();
            }
            script.awaitEvent("closed");
            assertThat(server.restProbe().comeToRest(BOUND)).isTrue();
            assertThat(server.restProbe().comeToRest(BOUND)).isFalse();
        }
    }

    @Test
    void whatWasSentBeforeIsReadAfter() {
        Scripted script = Scripted.replying(Frame.Head.of(204), new Frame.Finish());
        try (TestClock clock = new TestClock();
                WireServer server = WireServer.start(WireSettings.defaults(), clock, script);
                WireClient client = WireClient.open(WireClientSettings.defaults())) {
            for (int i = 0; i < 200; i++) {
                Reply reply = new Reply();
                client.call(server.url("/"), GET, reply);
                boolean worked = true;
                while (worked) {
                    worked = client.restProbe().comeToRest(BOUND)
                            || server.restProbe().comeToRest(BOUND);
                }
                assertThat(reply.isOver()).as("reply %s", i).isTrue();
            }
        }
    }

    @Test
    void aCloseIsWorkUntilTheOtherEndHasSeenIt() {
        Scripted script =
                Scripted.replying(Frame.Head.of(200), Frame.Data.text("x"), new Frame.Pause(BOUND), new Frame.Close());
        try (TestClock clock = new TestClock();
                WireServer server = WireServer.start(WireSettings.defaults(), clock, script);
                WireClient client = WireClient.open(WireClientSettings.defaults())) {
            clock.restsWith(client.restProbe());
            for (int i = 0; i < 50; i++) {
                Reply reply = new Reply();
                client.call(server.url("/"), GET, reply);
                clock.advance(BOUND);
                assertThat(reply.isOver()).as("reply %s", i).isTrue();
            }
        }
    }

    @Test
    void workersComeToRestWhenTheirTasksEnd() throws Exception {
        Workers workers = new Workers();
        RestProbe probe = workers.restProbe();
        assertThat(probe.comeToRest(BOUND)).isFalse();

        Gate gate = new Gate();
        CountDownLatch opened = new CountDownLatch(1);
        gate.whenOpen(opened::countDown);
        workers.execute(() -> await(opened));
        assertThat(probe.comeToRest(Duration.ofMillis(1))).as("still at work").isTrue();
        assertThat(probe.comeToRest(Duration.ofMillis(1))).as("still at work").isTrue();
        gate.open();
        assertThat(probe.comeToRest(BOUND)).as("worked since").isTrue();
        assertThat(probe.comeToRest(BOUND)).isFalse();
    }

    @Test
    void aWorkerThatWaitsIsAtRest() throws Exception {
        Workers workers = new Workers();
        CountDownLatch waiting = new CountDownLatch(1);
        CountDownLatch opened = new CountDownLatch(1);
        CountDownLatch done = new CountDownLatch(1);
        workers.execute(() -> {
            try {
                String answer = Workers.waiting(() -> {
                    waiting.countDown();
                    await(opened);
                    return "answer";
                });
                assertThat(answer).isEqualTo("answer");
                done.countDown();
            } catch (Exception e) {
                throw new AssertionError(e);
            }
        });
        Scripted.await(waiting);
        workers.restProbe().comeToRest(BOUND);
        assertThat(workers.restProbe().comeToRest(BOUND)).isFalse();
        opened.countDown();
        Scripted.await(done);
        assertThat(workers.restProbe().comeToRest(BOUND)).isTrue();
    }

    @Test
    void aTaskThatFailsHarmsNoOther() throws Exception {
        Workers workers = new Workers();
        CountDownLatch ran = new CountDownLatch(1);
        workers.execute(() -> {
            throw new IllegalStateException("a mistake");
        });
        workers.execute(ran::countDown);
        Scripted.await(ran);
        workers.restProbe().comeToRest(BOUND);
        assertThat(workers.restProbe().comeToRest(BOUND)).isFalse();
    }

    @Test
    void workersAreNoEventLoops() throws Exception {
        AtomicReference<Thread> thread = new AtomicReference<>();
        CountDownLatch ran = new CountDownLatch(1);
        new Workers().execute(() -> {
            thread.set(Thread.currentThread());
            ran.countDown();
        });
        Scripted.await(ran);
        assertThat(thread.get().getName()).startsWith("mcp-testbench-worker-");
        assertThat(thread.get().isDaemon()).isTrue();
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(Scripted.SECONDS, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private record WhenEnded(Runnable action) implements ReplyListener {

        @Override
        public void head(int status, Map<String, List<String>> headers) {}

        @Override
        public void data(byte[] bytes) {}

        @Override
        public void ended() {
            action.run();
        }

        @Override
        public void broke(IOException cause) {
            // The last call of the chain, when the test ends.
        }
    }
}
