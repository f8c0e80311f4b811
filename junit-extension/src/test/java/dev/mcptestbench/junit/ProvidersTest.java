package dev.mcptestbench.junit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mcptestbench.junit.FakeFixtures.Absent;
import dev.mcptestbench.junit.FakeFixtures.Exploding;
import dev.mcptestbench.junit.FakeFixtures.Hen;
import dev.mcptestbench.junit.FakeFixtures.NeedsContainer;
import dev.mcptestbench.junit.FakeFixtures.Sometimes;
import dev.mcptestbench.junit.FakeFixtures.Twice;
import dev.mcptestbench.plugin.MissingFixtureException;
import dev.mcptestbench.plugin.TestSettings;
import dev.mcptestbench.server.MockMcpServer;
import dev.mcptestbench.testcontainers.FakeContainer;
import java.io.IOException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Enumeration;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ParameterResolutionException;
import org.junit.jupiter.api.io.TempDir;

class ProvidersTest {

    private static final TestSettings SECURED = new TestSettings(
            TestSettings.DEFAULT.revision(),
            false,
            TestSettings.STREAMABLE_HTTP,
            false,
            false,
            true,
            42,
            TestSettings.DEFAULT.awaitTimeout());

    @Test
    void aMissingFixtureIsToldWithItsDependencyAndWhatThereIsInstead() {
        Throwable failure = Outcome.of(Orders.class, "pays").failure();

        assertThat(failure).isInstanceOf(ParameterResolutionException.class).hasNoCause();
        assertThat(failure.getMessage().lines().limit(2))
                .containsExactly(
                        "ProvidersTest.Orders.pays(FakeContainer container): nothing here provides a FakeContainer.",
                        "Add the test dependency dev.mcptestbench:mcp-testbench-testcontainers.");
        assertThat(failure.getMessage().lines().toList().get(2))
                .matches("Provided now: FakeServer, .*FakeClient, .*TestClock, Journal, URI\\.")
                .doesNotContain("McpEndpoint");
    }

    @Test
    void aBrokenProviderIsNamedWhereSomethingIsMissing() {
        assertThat(Outcome.of(Orders.class, "pays").failure())
                .hasMessageContaining("Not usable: Provider dev.mcptestbench.junit.NoSuchProvider not found")
                .hasMessageContaining(
                        "Not usable: Provider dev.mcptestbench.junit.FakeFixtures$CannotBeMade could not be "
                                + "instantiated: java.lang.IllegalStateException: no licence")
                .hasMessageContaining("Not usable: dev.mcptestbench.junit.FakeFixtures$CannotSay cannot say what it "
                        + "provides: java.lang.IllegalStateException: lost for words");
    }

    @Test
    void whatAnotherFixtureMissesIsToldWithThePlaceThatAskedFirst() {
        assertThat(Outcome.of(Orders.class, "indirectly").failure())
                .hasMessageStartingWith("ProvidersTest.Orders.indirectly(NeedsContainer fixture), through "
                        + "NeedsContainer: nothing here provides a FakeContainer.\nAdd the test dependency");
    }

    @Test
    void aProviderThatThrowsIsNamed() {
        assertThat(Outcome.of(Orders.class, "explodes").failure())
                .hasMessage("ProvidersTest.Orders.explodes(Exploding fixture): "
                        + "dev.mcptestbench.junit.FakeFixtures$Troubled could not make an Exploding \"loud\": "
                        + "java.lang.IllegalStateException: boom")
                .hasRootCauseMessage("boom");
    }

    @Test
    void aProviderThatReturnsSomethingElseIsNamed() {
        assertThat(Outcome.of(Orders.class, "absent").failure())
                .hasMessage("ProvidersTest.Orders.absent(Absent fixture): "
                        + "dev.mcptestbench.junit.FakeFixtures$Troubled could not make an Absent: "
                        + "it returned no fixture");
    }

    @Test
    void aCircleIsShown() {
        assertThat(Outcome.of(Orders.class, "circle").failure())
                .hasMessage("Fixtures need each other: Hen → Egg → Hen");
    }

    @Test
    void twoProvidersOfOneTypeAreBothNamed() {
        assertThat(Outcome.of(Orders.class, "twice").failure())
                .hasMessage("Twice is provided by dev.mcptestbench.junit.FakeFixtures$AlsoTwice and by "
                        + "dev.mcptestbench.junit.FakeFixtures$Troubled: leave one of them off the class path");
    }

    @Test
    void aProviderMayAbortATestWhoseFieldItCannotFill() {
        Outcome outcome = Outcome.of(OnSomeMachines.class);

        assertThat(outcome.failures()).isEmpty();
        assertThat(outcome.aborted()).isEqualTo(1);
    }

    @Test
    void fieldsTellWhatIsMissingToo() {
        assertThat(Outcome.of(MissingField.class).failure())
                .hasMessageStartingWith(
                        "ProvidersTest.MissingField.container: nothing here provides a FakeContainer.\n");
    }

    @Test
    void aNamedPlaceOfAForeignTypeIsAMistakeOfOurs() {
        assertThat(Outcome.of(ForeignNamed.class).failure())
                .hasMessageStartingWith(
                        "ProvidersTest.ForeignNamed.test(String text): nothing here provides a String.\nProvided now: ");
    }

    @Test
    void aPlaceIsAServerOrAClientNotBoth() {
        assertThat(Outcome.of(Both.class).failure().getMessage())
                .endsWith("ProvidersTest.Both.test(FakeServer server): something is a @Server or a @Client, not both: "
                        + "remove one of the annotations");
    }

    @Test
    void aNamedFieldThatCannotBeFilledIsAMistake() {
        assertThat(Outcome.of(FinalField.class).failure())
                .hasMessage(
                        "ProvidersTest.FinalField.server is to be filled for each test, so it must be neither static "
                                + "nor final: remove the modifier");
    }

    @Test
    void withoutAnyProviderThereAreStillTheBuiltIns() {
        Providers none = Providers.on(new NoServices());
        Fixtures fixtures = new Fixtures(none, TestSettings.DEFAULT, Asked.NOTHING);

        assertThat(fixtures.get(TestSettings.class, "")).isSameAs(TestSettings.DEFAULT);
        assertThat(MissingFixture.text("OrderTest.pays(FakeContainer container)", FakeContainer.class, none))
                .isEqualTo("""
                        OrderTest.pays(FakeContainer container): nothing here provides a FakeContainer.
                        Add the test dependency dev.mcptestbench:mcp-testbench-testcontainers.
                        Provided now: TestClock, Journal, URI.""");
        assertThat(MissingFixture.text("", java.util.concurrent.Executor.class, none))
                .isEqualTo("Nothing here provides an Executor.\nProvided now: TestClock, Journal, URI.");
    }

    @Test
    void aSecuredTestWithoutTheMockAuthServerNamesIt(@TempDir Path folder) throws IOException {
        Path services = Files.writeString(folder.resolve("services"), "dev.mcptestbench.server.ServerFixtures\n");
        Fixtures fixtures = new Fixtures(Providers.on(new OneService(services)), SECURED, Asked.NOTHING);

        assertThatThrownBy(() -> fixtures.get(MockMcpServer.class, "", "OrderTest.pays(MockMcpServer server)"))
                .isInstanceOf(MissingFixtureException.class)
                .hasMessage("""
                        OrderTest.pays(MockMcpServer server), through MockMcpServer: nothing here provides a Guard.
                        Add the test dependency dev.mcptestbench:mcp-testbench-mock-auth-server.
                        Provided now: MockMcpServer, TestClock, Journal, URI.""");
        assertThat(fixtures.close()).isEmpty();
    }

    @Test
    void aClassPathWhoseEntriesNeverEndIsGivenUp() {
        assertThat(Providers.on(new BrokenServices()).broken()).hasSize(100);
    }

    private static final class NoServices extends ClassLoader {

        NoServices() {
            super(ProvidersTest.class.getClassLoader());
        }

        @Override
        public Enumeration<URL> getResources(String name) {
            return Collections.emptyEnumeration();
        }
    }

    private static final class OneService extends ClassLoader {

        private final Path services;

        OneService(Path services) {
            super(ProvidersTest.class.getClassLoader());
            this.services = services;
        }

        @Override
        public Enumeration<URL> getResources(String name) throws IOException {
            return Collections.enumeration(Set.of(services.toUri().toURL()));
        }
    }

    private static final class BrokenServices extends ClassLoader {

        BrokenServices() {
            super(ProvidersTest.class.getClassLoader());
        }

        @Override
        public Enumeration<URL> getResources(String name) throws IOException {
            throw new IOException("the disk is gone");
        }
    }

    @McpIntegrationTest
    static class Orders {

        @Test
        void pays(FakeContainer container) {}

        @Test
        void indirectly(NeedsContainer fixture) {}

        @Test
        void explodes(@Server("loud") Exploding fixture) {}

        @Test
        void absent(Absent fixture) {}

        @Test
        void circle(Hen hen) {}

        @Test
        void twice(Twice fixture) {}
    }

    @McpIntegrationTest
    static class OnSomeMachines {

        Sometimes fixture;

        @Test
        void test() {}
    }

    @McpIntegrationTest
    static class MissingField {

        FakeContainer container;

        @Test
        void test() {}
    }

    @McpIntegrationTest
    static class ForeignNamed {

        @Test
        void test(@Client("x") String text) {}
    }

    @McpIntegrationTest
    static class Both {

        @Test
        void test(@Server("a") @Client("b") FakeServer server) {}
    }

    @McpIntegrationTest
    static class FinalField {

        @Server("a")
        final FakeServer server = null;

        @Test
        void test() {}
    }
}
