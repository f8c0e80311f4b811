package dev.mcptestbench.junit;

import static dev.mcptestbench.junit.Lifetime.CLASS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mcptestbench.time.TestClock;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

class LifetimeTest {

    @Test
    void closesInReverseOrderThenTheClock() {
        Outcome.of(InOrder.class).passed(1);
        assertThat(InOrder.EVENTS).containsExactly("after each", "client", "other server", "server and its clock runs");
        assertThat(InOrder.timer(InOrder.clock))
                .as("timers that a closed clock takes")
                .isFalse();
    }

    @McpIntegrationTest
    static class InOrder {

        static final Queue<String> EVENTS = new ConcurrentLinkedQueue<>();
        static TestClock clock;

        static boolean timer(TestClock clock) {
            boolean[] fired = {false};
            clock.schedule(java.time.Duration.ZERO, () -> fired[0] = true);
            clock.advance(java.time.Duration.ofSeconds(1));
            return fired[0];
        }

        @Test
        void test(FakeClient client, FakeServer server, @Server("other") FakeServer other, TestClock testClock) {
            clock = testClock;
            client.onClose(() -> EVENTS.add("client"));
            other.onClose(() -> EVENTS.add("other server"));
            server.onClose(() -> EVENTS.add(timer(testClock) ? "server and its clock runs" : "server after its clock"));
        }

        @AfterEach
        void after() {
            EVENTS.add("after each");
        }
    }

    @Test
    void aFailingCloseIsReportedAndStopsNoOther() {
        Outcome outcome = Outcome.of(FailingClose.class);

        assertThat(outcome.failures().get("one(FakeServer, FakeServer)"))
                .hasMessage("FakeServer \"b\" could not be closed: java.lang.IllegalStateException: stuck");
        assertThat(outcome.failures().get("two(FakeServer, FakeServer)")).hasMessage("""
                        2 fixtures could not be closed:
                          FakeServer "b" could not be closed: java.lang.IllegalStateException: b
                          FakeServer "a" could not be closed: java.lang.IllegalStateException: a""");
        Throwable both = outcome.failures().get("failsToo(FakeServer)");
        assertThat(both).hasMessageStartingWith("the test's own");
        assertThat(both.getSuppressed()).hasSize(1);
        assertThat(both.getSuppressed()[0]).hasMessageContaining("could not be closed");
        assertThat(FailingClose.EVENTS).containsExactly("a is closed all the same");
    }

    @McpIntegrationTest
    static class FailingClose {

        static final Queue<String> EVENTS = new ConcurrentLinkedQueue<>();

        private static void stuck(String message) {
            throw new IllegalStateException(message);
        }

        @Test
        void one(@Server("a") FakeServer a, @Server("b") FakeServer b) {
            a.onClose(() -> EVENTS.add("a is closed all the same"));
            b.onClose(() -> stuck("stuck"));
        }

        @Test
        void two(@Server("a") FakeServer a, @Server("b") FakeServer b) {
            a.onClose(() -> stuck("a"));
            b.onClose(() -> stuck("b"));
        }

        @Test
        void failsToo(FakeServer server) {
            server.onClose(() -> stuck("stuck"));
            throw new AssertionError("the test's own");
        }
    }

    @Test
    void closesWhatAConstructorThatFailsHadInjected() {
        Outcome outcome = Outcome.of(FailingConstructor.class);

        assertThat(outcome.failure()).hasMessage("no instance");
        assertThat(FailingConstructor.EVENTS).containsExactly("closed");
    }

    @McpIntegrationTest
    static class FailingConstructor {

        static final Queue<String> EVENTS = new ConcurrentLinkedQueue<>();

        FailingConstructor(FakeServer server) {
            server.onClose(() -> EVENTS.add("closed"));
            throw new IllegalStateException("no instance");
        }

        @Test
        void test() {}
    }

    @Test
    void oneTestIsTooShortForBeforeAll() {
        assertThat(Outcome.of(TooEarly.class).failure())
                .hasMessage(
                        "LifetimeTest.TooEarly: fixtures live as long as one test, so they are there from @BeforeEach "
                                + "to @AfterEach only. Ask for them there, or let them live as long as the class: "
                                + "@McpIntegrationTest(lifetime = CLASS).");
    }

    @McpIntegrationTest
    static class TooEarly {

        @BeforeAll
        static void before(FakeServer server) {}

        @Test
        void test() {}
    }

    @Test
    void fixturesMayLiveAsLongAsTheClass() {
        Outcome.of(Shared.class).passed(4);
        assertThat(Shared.SEEN).hasSize(1);
        assertThat(Shared.EVENTS).containsExactly("after all", "closed");
    }

    @McpIntegrationTest(lifetime = CLASS)
    static class Shared {

        static final Set<FakeServer> SEEN = ConcurrentHashMap.newKeySet();
        static final Queue<String> EVENTS = new ConcurrentLinkedQueue<>();

        FakeServer field;

        @BeforeAll
        static void before(FakeServer server) {
            server.onClose(() -> EVENTS.add("closed"));
            SEEN.add(server);
        }

        @RepeatedTest(3)
        void test(FakeServer server) {
            assertThat(server).isSameAs(field);
            SEEN.add(server);
        }

        @Nested
        class Inner {

            @Test
            void test(FakeServer server) {
                assertThat(server).isSameAs(field);
                SEEN.add(server);
            }
        }

        @AfterAll
        static void after(FakeServer server) {
            EVENTS.add(server.isClosed() ? "closed too early" : "after all");
        }
    }

    @Test
    void whatASharedFixtureExpectedIsAskedAfterTheLastTest() {
        Outcome outcome = Outcome.of(SharedAndUnmet.class);

        assertThat(outcome.failures().keySet()).isEqualTo(Set.copyOf(List.of("LifetimeTest$SharedAndUnmet")));
        assertThat(outcome.failure()).isInstanceOf(AssertionError.class).hasMessage("not met");
    }

    @McpIntegrationTest(lifetime = CLASS)
    static class SharedAndUnmet {

        @Test
        void expects(FakeServer server) {
            server.expect("not met");
        }

        @Test
        void another(FakeServer server) {
            assertThat(server.isClosed()).isFalse();
        }
    }
}
