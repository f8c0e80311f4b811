package dev.mcptestbench.junit;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ExtensionContext.Store;
import org.junit.jupiter.api.extension.ParameterResolutionException;

/**
 * One run of a test, or of a class whose tests share their fixtures. Lives in JUnit's store, which closes it in the end
 * if nothing did before.
 */
@SuppressWarnings("deprecation") // JUnit 5.12 closes CloseableResources only, JUnit 6 would rather have AutoCloseables
final class TestRun implements Store.CloseableResource, AutoCloseable {

    private static final Namespace NAMESPACE = Namespace.create(TestRun.class);

    private final Fixtures fixtures;
    private final ExtensionContext home;

    private TestRun(Fixtures fixtures, ExtensionContext home) {
        this.fixtures = fixtures;
        this.home = home;
    }

    private record RunOf(String uniqueId) {}

    private record ProvidersOf(ClassLoader classPath) {}

    /** The run that the context belongs to, begun if it has not been. */
    static TestRun of(ExtensionContext context) {
        Setup setup = setup(context);
        ExtensionContext home = setup.isPerClass() ? setup.carrier() : context;
        if (home.getTestMethod().isEmpty() && !setup.isPerClass()) {
            throw new ParameterResolutionException(Places.of(setup.where())
                    + ": fixtures live as long as one test, so they are there from @BeforeEach to @AfterEach only. "
                    + "Ask for them there, or let them live as long as the class: "
                    + "@McpIntegrationTest(lifetime = CLASS).");
        }
        return Stores.computeIfAbsent(home.getStore(NAMESPACE), new RunOf(home.getUniqueId()), TestRun.class, key -> {
            Setup.Combination combination = Matrix.combinationOf(home, setup);
            return new TestRun(new Fixtures(providers(context), setup.settings(combination), Asked.in(home)), home);
        });
    }

    /** The run that the context belongs to, if it has begun. */
    static Optional<TestRun> begun(ExtensionContext context) {
        for (Optional<ExtensionContext> next = Optional.of(context);
                next.isPresent();
                next = next.get().getParent()) {
            ExtensionContext home = next.get();
            TestRun run = home.getStore(NAMESPACE).get(new RunOf(home.getUniqueId()), TestRun.class);
            if (run != null) {
                return Optional.of(run);
            }
        }
        return Optional.empty();
    }

    /** What the test is annotated with. */
    static Setup setup(ExtensionContext context) {
        return Setup.of(context)
                .orElseThrow(() -> new ExtensionConfigurationException(
                        context.getElement().map(Places::of).orElse(context.getDisplayName())
                                + " needs @McpIntegrationTest on its class"));
    }

    /** The providers on the class path of the test, looked up once for all tests. */
    static Providers providers(ExtensionContext context) {
        ClassLoader classPath = context.getRequiredTestClass().getClassLoader();
        Store store = context.getRoot().getStore(NAMESPACE);
        return Stores.computeIfAbsent(
                store, new ProvidersOf(classPath), Providers.class, key -> Providers.on(key.classPath()));
    }

    Fixtures fixtures() {
        return fixtures;
    }

    /** Whether the run ends with this test, not with its class. */
    boolean endsWith(ExtensionContext context) {
        return home.getUniqueId().equals(context.getUniqueId());
    }

    /** What the fixtures expected and did not get, as one text; {@code null} if all is well. */
    @Nullable
    String unmetExpectations() {
        List<String> unmet = fixtures.unmetExpectations();
        if (unmet.size() < 2) {
            return unmet.isEmpty() ? null : unmet.get(0);
        }
        StringBuilder text = new StringBuilder().append(unmet.size()).append(" expectations were not met:");
        for (int i = 0; i < unmet.size(); i++) {
            text.append("\n\n")
                    .append(i + 1)
                    .append(". ")
                    .append(unmet.get(i).indent(3).strip());
        }
        return text.toString();
    }

    @Override
    public void close() {
        List<Throwable> failures = fixtures.close();
        if (failures.isEmpty()) {
            return;
        }
        Throwable first = failures.get(0);
        if (failures.size() == 1 && first instanceof FixtureException single) {
            throw single;
        }
        StringBuilder text = new StringBuilder().append(failures.size()).append(" fixtures could not be closed:");
        failures.forEach(failure -> text.append("\n  ").append(failure.getMessage()));
        FixtureException all = new FixtureException(text.toString(), first.getCause());
        failures.subList(1, failures.size()).forEach(all::addSuppressed);
        throw all;
    }
}
