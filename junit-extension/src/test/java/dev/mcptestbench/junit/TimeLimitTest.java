package dev.mcptestbench.junit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.Timeout;

class TimeLimitTest {

    private static final String TOO_LONG =
            " was interrupted after 250 ms, the longest that a test may take (@McpIntegrationTest(testTimeoutMillis = …)).\n";

    private static void waitForever() throws InterruptedException {
        new CountDownLatch(1).await();
    }

    @Test
    void aTestThatHangsIsInterruptedAndTellsWhereItWasAndWhatArrived() {
        Throwable failure = Outcome.of(Hanging.class, "hangs").failure();

        assertThat(failure)
                .isExactlyInstanceOf(AssertionError.class)
                .hasMessageStartingWith("TimeLimitTest.Hanging.hangs(FakeServer server)" + TOO_LONG
                        + "The stack below is where it was; this is what did arrive:\n\nTimeline of hangs(FakeServer)")
                .hasMessageContaining("── POST tools/call #1");
        assertThat(failure.getStackTrace())
                .extracting(StackTraceElement::getMethodName)
                .contains("waitForever", "hangs");
        assertThat(failure.getSuppressed()).hasExactlyElementsOfTypes(InterruptedException.class);
        assertThat(Hanging.INTERRUPTED).as("interrupts that outlive the test").containsOnly(false);
    }

    @Test
    void aTestInWhichNothingHappenedSaysSo() {
        assertThat(Outcome.of(Hanging.class, "hangsInSilence").failure())
                .hasMessage("TimeLimitTest.Hanging.hangsInSilence()" + TOO_LONG
                        + "Nothing arrived at any server, and no managed client did anything.");
    }

    @Test
    void aTestThatSwallowsTheInterruptFailsAllTheSame() {
        assertThat(Outcome.of(Hanging.class, "swallows").failure()).hasMessageContaining(TOO_LONG);
        assertThat(Hanging.INTERRUPTED).as("interrupts that outlive the test").containsOnly(false);
    }

    @Test
    void dynamicTestsAndMethodsBeforeATestAreBoundedToo() {
        assertThat(Outcome.of(Hanging.class, "factory").failure())
                .hasMessageStartingWith("TimeLimitTest.Hanging.factory()" + TOO_LONG);
        assertThat(Outcome.of(HangingBefore.class).failure())
                .hasMessageStartingWith("TimeLimitTest.HangingBefore.before()" + TOO_LONG);
    }

    @Test
    void whatJUnitBoundsIsLeftToIt() {
        assertThat(Outcome.of(Bounded.class, "byJUnit").failure()).isInstanceOf(TimeoutException.class);
        assertThat(Outcome.of(BoundedClass.class).failure()).isInstanceOf(TimeoutException.class);
        assertThat(Outcome.of(HangingBefore.class, "junit.jupiter.execution.timeout.beforeeach.method.default", "60 ms")
                        .failure())
                .isInstanceOf(TimeoutException.class);
        assertThat(Outcome.of(HangingBefore.class, "junit.jupiter.execution.timeout.test.method.default", "60 ms")
                        .failure())
                .hasMessageContaining(TOO_LONG);
    }

    @Test
    void dynamicTestsWhichJUnitNeverBoundsAreBoundedAllTheSame() {
        assertThat(Outcome.of(BoundedFactory.class, "junit.jupiter.execution.timeout.default", "20 s")
                        .failure())
                .hasMessageContaining(TOO_LONG);
    }

    @McpIntegrationTest(testTimeoutMillis = 250)
    static class BoundedFactory {

        @TestFactory
        Stream<DynamicTest> factory() {
            return Stream.of(DynamicTest.dynamicTest("dynamic", TimeLimitTest::waitForever));
        }
    }

    @Test
    void zeroMeansNoBound() {
        Outcome.of(Bounded.class, "unbounded").passed(1);
    }

    @McpIntegrationTest(testTimeoutMillis = 250)
    static class Hanging {

        static final Queue<Boolean> INTERRUPTED = new ConcurrentLinkedQueue<>();

        @Test
        void hangs(FakeServer server) throws InterruptedException {
            server.serve("weather", "forecast");
            server.onClose(() -> INTERRUPTED.add(Thread.currentThread().isInterrupted()));
            waitForever();
        }

        @Test
        void hangsInSilence() throws InterruptedException {
            waitForever();
        }

        @Test
        void swallows() {
            try {
                waitForever();
            } catch (InterruptedException swallowed) {
                Thread.currentThread().interrupt();
            }
        }

        @TestFactory
        Stream<DynamicTest> factory() {
            return Stream.of(DynamicTest.dynamicTest("dynamic", TimeLimitTest::waitForever));
        }

        @AfterEach
        void after() {
            INTERRUPTED.add(Thread.currentThread().isInterrupted());
        }
    }

    @McpIntegrationTest(testTimeoutMillis = 250)
    static class HangingBefore {

        @BeforeEach
        void before() throws InterruptedException {
            waitForever();
        }

        @Test
        void test() {}
    }

    @McpIntegrationTest(testTimeoutMillis = 250)
    static class Bounded {

        @Test
        @Timeout(value = 100, unit = TimeUnit.MILLISECONDS)
        void byJUnit() throws InterruptedException {
            waitForever();
        }

        @Test
        @McpIntegrationTest(testTimeoutMillis = 0)
        void unbounded() throws InterruptedException {
            assertThat(new CountDownLatch(1).await(400, TimeUnit.MILLISECONDS)).isFalse();
        }
    }

    @McpIntegrationTest(testTimeoutMillis = 250)
    @Timeout(value = 100, unit = TimeUnit.MILLISECONDS)
    static class BoundedClass {

        @Test
        void test() throws InterruptedException {
            waitForever();
        }
    }
}
