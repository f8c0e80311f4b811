package dev.mcptestbench.junit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mcptestbench.journal.Journal;
import dev.mcptestbench.plugin.McpEndpoint;
import dev.mcptestbench.plugin.TestSettings;
import dev.mcptestbench.protocol.Revision;
import dev.mcptestbench.time.TestClock;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class InjectionTest {

    @Test
    void fillsEveryPlaceOfATestWithTheSameFixtures() {
        Outcome.of(EveryPlace.class).passed(2);
        assertThat(EveryPlace.SEEN).as("one server for each test").hasSize(2);
    }

    @McpIntegrationTest
    static class EveryPlace {

        static final Set<FakeServer> SEEN = ConcurrentHashMap.newKeySet();

        private final FakeServer constructed;
        private FakeServer field;

        @Client("fast")
        FakeClient fast;

        TestClock clock;
        Journal journal;
        TestSettings settings;
        URI uri;
        String notOurs;

        EveryPlace(FakeServer constructed, TestInfo info) {
            this.constructed = constructed;
            assertThat(info.getTestMethod()).isPresent();
        }

        @BeforeEach
        void before(FakeServer server) {
            assertThat(server).isSameAs(constructed).isSameAs(field);
        }

        @Test
        void test(FakeServer server, FakeClient client, @Client("fast") FakeClient sameFast, URI sameUri) {
            assertThat(server).isSameAs(constructed).isSameAs(field);
            assertThat(sameFast).isSameAs(fast).isNotSameAs(client);
            assertThat(fast.name).isEqualTo("fast");
            assertThat(sameUri).isEqualTo(uri).isEqualTo(server.endpoint().url());
            assertThat(notOurs).isNull();
            SEEN.add(server);
        }

        @Test
        void builtIns(
                TestClock sameClock, Journal sameJournal, TestSettings sameSettings, McpEndpoint.Provider provider) {
            assertThat(sameClock).isSameAs(clock).isSameAs(constructed.context.clock());
            assertThat(sameJournal).isSameAs(journal).isSameAs(constructed.context.journal());
            assertThat(sameSettings).isSameAs(settings).isEqualTo(TestSettings.DEFAULT);
            assertThat(provider).isSameAs(constructed);
            SEEN.add(constructed);
        }

        @AfterEach
        void after(FakeServer server) {
            assertThat(server).isSameAs(constructed);
            assertThat(server.isClosed()).isFalse();
        }
    }

    @Test
    void tellsServersApartByName() {
        Outcome.of(Names.class).passed(1);
    }

    @McpIntegrationTest
    static class Names {

        @Server("backup")
        FakeServer backupField;

        @Test
        void test(
                FakeServer unnamed,
                @Server("primary") FakeServer primary,
                @Server("backup") FakeServer backup,
                @Server("backup") URI backupUri,
                @Server FakeServer unnamedToo) {
            assertThat(primary.name).isEqualTo("primary");
            assertThat(backup).isSameAs(backupField).isNotSameAs(primary);
            assertThat(unnamed).isSameAs(unnamedToo).isNotSameAs(primary);
            assertThat(backupUri).hasPath("/backup");
        }
    }

    @Test
    void takesTheUriOfTheServerThatTheTestAsksForWhereverItStands() {
        Outcome.of(UriFirst.class).passed(1);
    }

    @McpIntegrationTest
    static class UriFirst {

        @Test
        void test(URI uri, FakeServer server) {
            assertThat(uri).isEqualTo(server.endpoint().url());
        }
    }

    @Test
    void reachesNestedClassesAndTheInstancesAroundThem() {
        Outcome.of(Outer.class).passed(2);
    }

    @McpIntegrationTest(seed = 7)
    static class Outer {

        FakeServer outer;

        @Nested
        class Inner {

            FakeServer inner;

            @Test
            void test(FakeServer server, TestSettings settings) {
                assertThat(server).isSameAs(inner).isSameAs(outer);
                assertThat(settings.seed()).isEqualTo(7);
            }
        }

        @Nested
        @McpIntegrationTest(seed = 8)
        class Other {

            @Test
            void test(TestSettings settings) {
                assertThat(settings.seed()).isEqualTo(8);
            }
        }
    }

    @Test
    void isInherited() {
        Outcome.of(Derived.class).passed(2);
    }

    @McpIntegrationTest(seed = 9)
    abstract static class Base {

        private FakeServer inBase;

        @Test
        void inherited(FakeServer server) {
            assertThat(server).isSameAs(inBase);
        }
    }

    static class Derived extends Base {

        private FakeServer inDerived;

        @Test
        void own(FakeServer server, TestSettings settings) {
            assertThat(server).isSameAs(inDerived);
            assertThat(settings.seed()).isEqualTo(9);
        }
    }

    @Test
    void leavesToOthersWhatTheyResolve() {
        Outcome.of(Foreign.class).passed(5);
    }

    @McpIntegrationTest
    static class Foreign {

        @TempDir
        Path folder;

        URI given = URI.create("http://example.org");

        @ParameterizedTest
        @ValueSource(strings = {"http://a", "http://b"})
        void arguments(URI argument, FakeServer server, TestInfo info, @TempDir Path other) {
            assertThat(argument.getScheme()).isEqualTo("http");
            assertThat(argument.getPath()).isEmpty();
            assertThat(server.isClosed()).isFalse();
            assertThat(info.getTestMethod()).isPresent();
            assertThat(other).isDirectory();
        }

        @ParameterizedTest
        @ValueSource(ints = 3)
        void uriBesideArguments(int number, @Server URI uri, FakeServer server) {
            assertThat(number).isEqualTo(3);
            assertThat(uri).isEqualTo(server.endpoint().url());
        }

        @RepeatedTest(2)
        void repeated(FakeServer server) {
            assertThat(server.isClosed()).isFalse();
            assertThat(folder).isDirectory();
            assertThat(given).hasHost("example.org");
        }
    }

    @Test
    void fillsTheFieldsOfOneInstanceAnewForEachTest() {
        Outcome.of(OneInstance.class).passed(3);
        assertThat(OneInstance.SEEN).hasSize(3);
    }

    @McpIntegrationTest
    @TestInstance(TestInstance.Lifecycle.PER_CLASS)
    static class OneInstance {

        static final Set<FakeServer> SEEN = ConcurrentHashMap.newKeySet();

        FakeServer field;

        @RepeatedTest(3)
        void test(FakeServer server) {
            assertThat(server).isSameAs(field);
            assertThat(server.isClosed()).isFalse();
            SEEN.add(server);
        }
    }

    @Test
    void keepsTheFixturesOfAFactoryForAllItsTests() {
        Outcome.of(Factory.class).passed(2);
    }

    @McpIntegrationTest
    static class Factory {

        @TestFactory
        Stream<DynamicTest> tests(FakeServer server) {
            return Stream.of("a", "b")
                    .map(name -> DynamicTest.dynamicTest(
                            name, () -> assertThat(server.isClosed()).isFalse()));
        }
    }

    @Test
    void worksOnASingleMethod() {
        Outcome.of(OnMethod.class).passed(2);
    }

    static class OnMethod {

        FakeServer field;

        @Test
        @McpIntegrationTest(secured = true, awaitTimeoutMillis = 10, revisions = Revision.V2026_07_28)
        void annotated(FakeServer server, TestSettings settings) {
            assertThat(server).isSameAs(field);
            assertThat(settings.secured()).isTrue();
            assertThat(settings.awaitTimeout()).isEqualTo(Duration.ofMillis(10));
            assertThat(settings.revision()).isEqualTo(Revision.V2026_07_28);
        }

        @Test
        void bare() {
            assertThat(field).isNull();
        }
    }

    @Test
    void keepsTestsApartThatRunAtTheSameTime() {
        Outcome.of(
                        AtTheSameTime.class,
                        "junit.jupiter.execution.parallel.enabled",
                        "true",
                        "junit.jupiter.execution.parallel.mode.default",
                        "concurrent",
                        "junit.jupiter.execution.parallel.config.strategy",
                        "fixed",
                        "junit.jupiter.execution.parallel.config.fixed.parallelism",
                        "4")
                .passed(4);
        assertThat(AtTheSameTime.SEEN).hasSize(4).doesNotHaveDuplicates();
    }

    @McpIntegrationTest
    static class AtTheSameTime {

        static final Queue<Object> SEEN = new ConcurrentLinkedQueue<>();
        private static final CountDownLatch ALL_RUN = new CountDownLatch(4);

        FakeServer field;

        @RepeatedTest(4)
        void test(FakeServer server, Journal journal) throws InterruptedException {
            ALL_RUN.countDown();
            assertThat(ALL_RUN.await(10, TimeUnit.SECONDS))
                    .as("all four run together")
                    .isTrue();
            assertThat(server).isSameAs(field);
            assertThat(journal).isSameAs(server.context.journal());
            SEEN.add(server);
        }
    }

    @Test
    void refusesToShareTheFieldsOfOneInstanceBetweenTestsThatRunTogether() {
        Outcome outcome = Outcome.of(
                OneInstanceForTwo.class,
                "junit.jupiter.execution.parallel.enabled",
                "true",
                "junit.jupiter.execution.parallel.config.strategy",
                "fixed",
                "junit.jupiter.execution.parallel.config.fixed.parallelism",
                "2");

        assertThat(outcome.failure())
                .hasMessage(
                        "InjectionTest.OneInstanceForTwo.field is filled for each test, but two tests of its PER_CLASS "
                                + "instance run at the same time: ask for the fixture by a parameter, or run the tests one by one "
                                + "(@Execution(SAME_THREAD))");
    }

    @McpIntegrationTest
    @TestInstance(TestInstance.Lifecycle.PER_CLASS)
    @Execution(ExecutionMode.CONCURRENT)
    @ExtendWith(OneInstanceForTwo.Meeting.class)
    static class OneInstanceForTwo {

        /** Holds the test that comes first until the other has come to its end. */
        static final class Meeting implements AfterEachCallback {

            private final CountDownLatch refused = new CountDownLatch(1);

            @Override
            public void afterEach(ExtensionContext context) throws InterruptedException {
                if (context.getExecutionException().isPresent()) {
                    refused.countDown();
                } else {
                    assertThat(refused.await(10, TimeUnit.SECONDS)).isTrue();
                }
            }
        }

        FakeServer field;

        @Test
        void one() {}

        @Test
        void other() {}
    }
}
