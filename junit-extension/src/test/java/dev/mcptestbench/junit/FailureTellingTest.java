package dev.mcptestbench.junit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertAll;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.assertj.core.api.SoftAssertions;
import org.assertj.core.api.junit.jupiter.InjectSoftAssertions;
import org.assertj.core.api.junit.jupiter.SoftAssertionsExtension;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.opentest4j.AssertionFailedError;
import org.opentest4j.MultipleFailuresError;

class FailureTellingTest {

    private static final String BEGINNING = "Timeline of ";

    private static Throwable failureOf(String test) {
        return Outcome.of(Failing.class, test).failure();
    }

    /** Real time has no place in a golden file. */
    private static String withoutTimes(String text) {
        return text.replaceAll("(?m)^ *\\d+\\.\\d", "  t.t").replace('\\', '/');
    }

    private static String golden(String name) throws IOException {
        try (InputStream stream = FailureTellingTest.class.getResourceAsStream(name)) {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8).stripTrailing();
        }
    }

    @Test
    void anAssertionTellsWhatHappenedInItsMessage() throws IOException {
        Throwable failure = failureOf("plain");

        assertThat(failure).isExactlyInstanceOf(AssertionError.class).hasCauseInstanceOf(IOException.class);
        assertThat(withoutTimes(failure.getMessage())).isEqualTo(golden("failure.txt"));
        assertThat(failure.getStackTrace()[0].getMethodName()).isEqualTo("plain");
        assertThat(failure.getSuppressed()).hasSize(1);
        assertThat(failure.getSuppressed()[0]).hasMessage("beside it");
    }

    @Test
    void expectedAndActualStayForTheIde() {
        Throwable failure = failureOf("comparison");

        assertThat(failure).isExactlyInstanceOf(AssertionFailedError.class).hasMessageContaining(BEGINNING);
        AssertionFailedError failed = (AssertionFailedError) failure;
        assertThat(failed.getExpected().getValue()).isEqualTo("Oslo");
        assertThat(failed.getActual().getValue()).isEqualTo("oslo");
        assertThat(failureOf("failed")).isExactlyInstanceOf(AssertionFailedError.class);
        assertThat(((AssertionFailedError) failureOf("failed")).isExpectedDefined())
                .isFalse();
    }

    @Test
    void otherFailuresStayWhatTheyAreAndCarryTheTimelineBeneath() {
        for (String test : new String[] {"exception", "several", "ownAssertion"}) {
            Throwable failure = failureOf(test);

            assertThat(String.valueOf(failure.getMessage())).doesNotContain(BEGINNING);
            assertThat(failure.getSuppressed()).as(test).anySatisfy(note -> {
                assertThat(note).isInstanceOf(TimelineNote.class).hasMessageContaining(BEGINNING);
                assertThat(note.getStackTrace()).isEmpty();
            });
        }
        assertThat(failureOf("exception")).isInstanceOf(IOException.class).hasMessage("gone");
        assertThat(failureOf("several")).isInstanceOf(MultipleFailuresError.class);
        assertThat(failureOf("ownAssertion")).isInstanceOf(Failing.OwnError.class);
    }

    @Test
    void methodsAroundATestTellItToo() {
        assertThat(Outcome.of(BeforeFails.class).failure()).hasMessageContaining(BEGINNING);
        Throwable failure = Outcome.of(AfterFails.class).failure();
        assertThat(failure).hasMessageContaining(BEGINNING);
        assertThat(failure.getSuppressed()[0])
                .as("told once is enough")
                .hasMessage("after")
                .hasNoSuppressedExceptions();
    }

    @Test
    void failuresOfOtherExtensionsCarryTheTimelineBeneath() {
        assertThat(Outcome.of(Soft.class).failure().getSuppressed())
                .anySatisfy(note -> assertThat(note).isInstanceOf(TimelineNote.class));
    }

    @Test
    void anEmptyJournalAndAnAbortedTestTellNothing() {
        assertThat(failureOf("nothingHappened")).hasMessage("silent").hasNoSuppressedExceptions();
        assertThat(Outcome.of(Failing.class, "aborted").aborted()).isEqualTo(1);
    }

    @Test
    void theMessageHoldsTheEndAndTheReportsHoldAll() throws IOException {
        Outcome outcome = Outcome.of(Failing.class, "longStory");

        Throwable failure = outcome.failure();
        assertThat(failure.getMessage().lines()).hasSizeBetween(64, 70);
        assertThat(failure).hasMessageContaining("140 earlier lines left out");
        Path page = Outcome.folder().resolve("FailureTellingTest.Failing").resolve("longStory.html");
        assertThat(failure.getMessage())
                .endsWith("Full timeline: " + page.toString().replace('\\', '/'));
        assertThat(Files.readString(page)).startsWith("<!DOCTYPE html>").contains("POST tools/call #1");
        Path text = page.resolveSibling("longStory.txt");
        assertThat(Files.readAllLines(text)).hasSize(202);
        assertThat(outcome.published("timeline").get(0))
                .isEqualTo(Files.readString(text).strip());
        assertThat(outcome.published("timeline.html").get(0)).endsWith("longStory.html");
    }

    @Test
    void testsOfOneNameHaveReportsOfTheirOwn() {
        Map<String, Throwable> failures = Outcome.of(OneName.class).failures();

        assertThat(failures).hasSize(4);
        assertThat(failures.values())
                .extracting(failure -> failure.getMessage().replaceAll("(?s).*OneName/", ""))
                .containsExactlyInAnyOrder("test-1.html", "test-2.html", "other.html", "other~2.html");
        assertThat(failures.get("../run <1>")).hasMessageContaining("Timeline of test(String, FakeServer) ../run <1>");
    }

    @Test
    void unmetExpectationsFailATestThatPassed() {
        Map<String, Throwable> failures = Outcome.of(Unmet.class).failures();

        assertThat(failures.keySet())
                .containsExactlyInAnyOrder("one(FakeServer)", "two(FakeServer, FakeServer)", "failing(FakeServer)");
        assertThat(failures.get("one(FakeServer)"))
                .isExactlyInstanceOf(AssertionError.class)
                .hasMessageStartingWith("Rule 2 never fired:\n  on tools/call\n\nTimeline of one(FakeServer)");
        assertThat(failures.get("two(FakeServer, FakeServer)")).hasMessage("""
                2 expectations were not met:

                1. Rule 2 never fired:
                     on tools/call

                2. also""");
        assertThat(failures.get("failing(FakeServer)"))
                .hasMessage("the test's own")
                .hasNoSuppressedExceptions();
    }

    @Test
    void reportsThatCannotBeWrittenHideNoFailure() throws IOException {
        Path file = Files.createTempFile("not-a", "folder");
        Throwable failure = Outcome.of(AfterFails.class, TimelineReport.FOLDER_PARAMETER, file.toString())
                .failure();

        assertThat(failure)
                .hasMessageStartingWith("the test's own")
                .hasMessageContaining("The full timeline could not be written to ");
    }

    @McpIntegrationTest
    static class Failing {

        static final class OwnError extends AssertionError {
            private static final long serialVersionUID = 1L;
        }

        @Test
        void plain(FakeServer server) {
            server.serve("weather", "forecast");
            AssertionError failure = new AssertionError("the claim", new IOException("why"));
            failure.addSuppressed(new IllegalStateException("beside it"));
            throw failure;
        }

        @Test
        void comparison(FakeServer server) {
            server.serve("weather", "forecast");
            Assertions.assertEquals("Oslo", "oslo");
        }

        @Test
        void failed(FakeServer server) {
            server.serve("weather", "forecast");
            Assertions.fail("failed");
        }

        @Test
        void exception(FakeServer server) throws IOException {
            server.serve("weather", "forecast");
            throw new IOException("gone");
        }

        @Test
        void several(FakeServer server) {
            server.serve("weather", "forecast");
            assertAll(() -> Assertions.fail("a"), () -> Assertions.fail("b"));
        }

        @Test
        void ownAssertion(FakeServer server) {
            server.serve("weather", "forecast");
            throw new OwnError();
        }

        @Test
        void nothingHappened(FakeServer server) {
            throw new AssertionError("silent");
        }

        @Test
        void aborted(FakeServer server) {
            server.serve("weather", "forecast").expect("not asked");
            Assumptions.abort("not here");
        }

        @Test
        void longStory(FakeServer server) {
            for (int i = 0; i < 100; i++) {
                server.serve("weather", "forecast");
            }
            throw new AssertionError("too long");
        }
    }

    @McpIntegrationTest
    static class BeforeFails {

        @BeforeEach
        void before(FakeServer server) {
            server.serve("weather", "forecast");
            throw new AssertionError("before");
        }

        @Test
        void test() {}
    }

    @McpIntegrationTest
    static class AfterFails {

        @Test
        void test(FakeServer server) {
            server.serve("weather", "forecast");
            throw new AssertionError("the test's own");
        }

        @AfterEach
        void after() {
            throw new AssertionError("after");
        }
    }

    @McpIntegrationTest
    @ExtendWith(SoftAssertionsExtension.class)
    static class Soft {

        @InjectSoftAssertions
        SoftAssertions softly;

        @Test
        void test(FakeServer server) {
            server.serve("weather", "forecast");
            softly.assertThat(1).isEqualTo(2);
        }
    }

    @McpIntegrationTest
    static class OneName {

        @ParameterizedTest(name = "../run <{index}>")
        @ValueSource(strings = {"a", "b"})
        void test(String argument, FakeServer server) {
            server.serve("weather", "forecast");
            throw new AssertionError(argument);
        }

        @Test
        void other(FakeServer server) {
            server.serve("weather", "forecast");
            throw new AssertionError("other");
        }

        @Test
        void other(FakeServer server, FakeClient client) {
            server.serve("weather", "forecast");
            throw new AssertionError("other");
        }
    }

    @McpIntegrationTest
    static class Unmet {

        @Test
        void one(FakeServer server) {
            server.serve("weather", "forecast").expect("Rule 2 never fired:\n  on tools/call");
        }

        @Test
        void two(FakeServer server, @Server("other") FakeServer other) {
            server.expect("Rule 2 never fired:\n  on tools/call");
            other.expect("also");
        }

        @Test
        void failing(FakeServer server) {
            server.expect("not asked");
            throw new AssertionError("the test's own");
        }

        @Test
        @McpIntegrationTest(unfiredRules = UnfiredRules.ALLOW)
        void allowed(FakeServer server) {
            server.expect("allowed");
        }
    }
}
