package dev.mcptestbench.junit;

import static dev.mcptestbench.junit.Lifetime.CLASS;
import static dev.mcptestbench.protocol.Revision.V2025_06_18;
import static dev.mcptestbench.protocol.Revision.V2025_11_25;
import static dev.mcptestbench.protocol.Revision.V2026_07_28;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mcptestbench.plugin.TestSettings;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

class MatrixTest {

    @Test
    void runsOncePerRevisionAndTransportAndSaysWhich() {
        Outcome outcome = Outcome.of(Combinations.class).passed(5);

        assertThat(outcome.displayNames())
                .containsExactlyInAnyOrder(
                        "[1] 2025-11-25 · streamable HTTP",
                        "[2] 2025-11-25 · stdio",
                        "[3] 2026-07-28 · streamable HTTP",
                        "[4] 2026-07-28 · stdio",
                        "once(TestSettings)");
        assertThat(Combinations.SEEN)
                .containsExactlyInAnyOrder(
                        "2025-11-25 streamable-http",
                        "2025-11-25 stdio",
                        "2026-07-28 streamable-http",
                        "2026-07-28 stdio",
                        "once at 2025-11-25 streamable-http");
    }

    private static String told(TestSettings settings) {
        return settings.revision() + " " + settings.transport();
    }

    @McpIntegrationTest(
            revisions = {V2025_11_25, V2026_07_28},
            transports = {"streamable-http", "stdio"})
    static class Combinations {

        static final Queue<String> SEEN = new ConcurrentLinkedQueue<>();

        private final TestSettings constructed;
        TestSettings field;

        Combinations(TestSettings constructed) {
            this.constructed = constructed;
        }

        @McpTest
        void test(TestSettings settings) {
            assertThat(settings).isSameAs(constructed).isSameAs(field);
            SEEN.add(told(settings));
        }

        @Test
        void once(TestSettings settings) {
            SEEN.add("once at " + told(settings));
        }
    }

    @Test
    void decidesBeforeTheFieldsOfOneInstanceAreFilled() {
        Outcome.of(OneInstance.class).passed(2);
        assertThat(OneInstance.SEEN)
                .containsExactlyInAnyOrder("2025-06-18 streamable-http", "2026-07-28 streamable-http");
    }

    @McpIntegrationTest(revisions = {V2025_06_18, V2026_07_28, V2025_06_18})
    @TestInstance(TestInstance.Lifecycle.PER_CLASS)
    static class OneInstance {

        static final Queue<String> SEEN = new ConcurrentLinkedQueue<>();

        TestSettings field;

        @McpTest
        void test() {
            SEEN.add(told(field));
        }
    }

    @Test
    void isRefusedWhereFixturesAreShared() {
        assertThat(Outcome.of(Shared.class).failure())
                .hasMessage("MatrixTest.Shared.test() is to run with 2 combinations of revision and transport, but "
                        + "MatrixTest.Shared shares its fixtures among all tests: name one revision and one transport, or "
                        + "leave out lifetime = CLASS.");
    }

    @McpIntegrationTest(
            revisions = {V2025_11_25, V2026_07_28},
            lifetime = CLASS)
    static class Shared {

        @McpTest
        void test() {}
    }

    @Test
    void isRefusedWithoutTheAnnotationOnTheClass() {
        assertThat(Outcome.of(Bare.class).failure())
                .hasMessage("MatrixTest.Bare.test() needs @McpIntegrationTest on its class");
    }

    static class Bare {

        @McpTest
        void test() {}
    }

    @Test
    void mistakesInTheAnnotationNameAttributeAndRemedy() {
        assertThat(Outcome.of(NoRevision.class).failure())
                .hasMessage("@McpIntegrationTest on MatrixTest.NoRevision: revisions is empty: name one at least, or "
                        + "leave it out for 2025-11-25");
        assertThat(Outcome.of(NoPatience.class).failure())
                .hasMessage(
                        "@McpIntegrationTest on MatrixTest.NoPatience: awaitTimeoutMillis is 0: an await takes 1 ms "
                                + "or more");
        assertThat(Outcome.of(BackInTime.class).failure())
                .hasMessage(
                        "@McpIntegrationTest on MatrixTest.BackInTime: testTimeoutMillis is -1: use 0 for no bound");
    }

    @McpIntegrationTest(revisions = {})
    static class NoRevision {

        @Test
        void test() {}
    }

    @McpIntegrationTest(awaitTimeoutMillis = 0)
    static class NoPatience {

        @Test
        void test() {}
    }

    @McpIntegrationTest(testTimeoutMillis = -1)
    static class BackInTime {

        @Test
        void test() {}
    }
}
