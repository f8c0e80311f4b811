package dev.mcptestbench.junit;

import static dev.mcptestbench.junit.Lifetime.CLASS;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** What a fixture is told of the others that a test will have. */
class AskedTest {

    @Test
    void fixturesKnowWhatTheTestAsksForBeforeItIsMade() {
        Outcome.of(Everywhere.class).passed(3);
        Outcome.of(ForTheWholeClass.class).passed(2);
        Outcome.of(Static.class).passed(1);
    }

    private static boolean asks(FakeServer server, String name) {
        return server.context.asksFor(FakeClient.class, name);
    }

    @McpIntegrationTest
    static class Everywhere {

        @Client("field")
        FakeClient field;

        static FakeClient shared;

        Everywhere(FakeServer server, @Client("constructor") FakeClient constructed) {
            assertThat(asks(server, "field")).isTrue();
            assertThat(asks(server, "constructor")).isTrue();
            assertThat(asks(server, "before")).isTrue();
            assertThat(asks(server, "after")).isTrue();
        }

        @BeforeEach
        void before(@Client("before") FakeClient client) {
            assertThat(client).isNotNull();
        }

        @AfterEach
        void after(@Client("after") FakeClient client) {
            assertThat(client).isNotNull();
        }

        void noTest(@Client("never") FakeClient client) {
            assertThat(client).as("never called").isNull();
        }

        @Test
        void one(FakeServer server, @Client("one") FakeClient client) {
            assertThat(asks(server, "one")).isTrue();
            assertThat(asks(server, "other")).as("another test does").isFalse();
            assertThat(asks(server, "")).as("a static field is none of ours").isFalse();
            assertThat(asks(server, "never")).isFalse();
            assertThat(server.context.asksFor(FakeServer.class, "")).isTrue();
            assertThat(server.context.asksFor(FakeServer.class, "one")).isFalse();
        }

        @Test
        void other(FakeServer server, @Client("other") FakeClient client) {
            assertThat(asks(server, "one")).isFalse();
            assertThat(asks(server, "other")).isTrue();
        }

        @Nested
        class Inner {

            @Test
            void knowsWhatIsAround(FakeServer server) {
                assertThat(asks(server, "field")).isTrue();
                assertThat(asks(server, "before")).isTrue();
                assertThat(asks(server, "one")).isFalse();
            }
        }
    }

    @McpIntegrationTest(lifetime = CLASS)
    static class ForTheWholeClass {

        void noTest(@Client("never") FakeClient client) {
            assertThat(client).as("never called").isNull();
        }

        @Test
        void one(FakeServer server, @Client("one") FakeClient client) {
            assertThat(asks(server, "other")).isTrue();
            assertThat(asks(server, "never")).isFalse();
        }

        @Test
        void other(FakeServer server, @Client("other") FakeClient client) {
            assertThat(asks(server, "one")).isTrue();
        }
    }

    @Client("of the class around")
    FakeClient around;

    @McpIntegrationTest
    static class Static {

        @Test
        void knowsNothingOfTheClassThatItIsWrittenIn(FakeServer server) {
            assertThat(asks(server, "of the class around")).isFalse();
        }
    }
}
