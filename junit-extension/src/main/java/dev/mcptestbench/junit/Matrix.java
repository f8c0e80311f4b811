package dev.mcptestbench.junit;

import dev.mcptestbench.junit.Setup.Combination;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.Extension;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.TestInstanceFactoryContext;
import org.junit.jupiter.api.extension.TestInstancePreConstructCallback;
import org.junit.jupiter.api.extension.TestTemplateInvocationContext;
import org.junit.jupiter.api.extension.TestTemplateInvocationContextProvider;
import org.junit.platform.commons.support.AnnotationSupport;

/** Runs an {@link McpTest} once for each revision and transport. */
final class Matrix implements TestTemplateInvocationContextProvider {

    private static final Namespace NAMESPACE = Namespace.create(Matrix.class);

    /** The combination that the run of a test is meant for: its own if it is an {@link McpTest}, else the first. */
    static Combination combinationOf(ExtensionContext context, Setup setup) {
        Combination own = context.getStore(NAMESPACE).get(Combination.class, Combination.class);
        return own == null ? setup.combinations().get(0).unpinned() : own;
    }

    /** Whether the test is one whose combination is not known yet. */
    static boolean isUndecided(ExtensionContext context) {
        return context.getTestMethod()
                .filter(method -> AnnotationSupport.isAnnotated(method, McpTest.class)
                        && context.getStore(NAMESPACE).get(Combination.class) == null)
                .isPresent();
    }

    @Override
    public boolean supportsTestTemplate(ExtensionContext context) {
        return AnnotationSupport.isAnnotated(context.getTestMethod(), McpTest.class);
    }

    @Override
    public Stream<TestTemplateInvocationContext> provideTestTemplateInvocationContexts(ExtensionContext context) {
        Setup setup = TestRun.setup(context);
        List<Combination> combinations = setup.combinations();
        if (setup.isPerClass() && combinations.size() > 1) {
            throw new ExtensionConfigurationException(Places.of(context.getRequiredTestMethod())
                    + " is to run with " + combinations.size() + " combinations of revision and transport, but "
                    + Places.of(setup.where()) + " shares its fixtures among all tests: name one revision and one "
                    + "transport, or leave out lifetime = CLASS.");
        }
        return combinations.stream().map(Invocation::new);
    }

    private record Invocation(Combination combination) implements TestTemplateInvocationContext {

        @Override
        public String getDisplayName(int invocationIndex) {
            return "[" + invocationIndex + "] " + combination;
        }

        @Override
        public List<Extension> getAdditionalExtensions() {
            return List.of(new Choice(combination));
        }
    }

    /** Tells one invocation which combination it is: before the instance is made, or if there is one, before the test. */
    private record Choice(Combination combination) implements TestInstancePreConstructCallback, BeforeEachCallback {

        @Override
        public ExtensionContextScope getTestInstantiationExtensionContextScope(ExtensionContext rootContext) {
            return ExtensionContextScope.TEST_METHOD;
        }

        @Override
        public void preConstructTestInstance(TestInstanceFactoryContext factoryContext, ExtensionContext context) {
            if (context.getTestMethod().isPresent()) {
                context.getStore(NAMESPACE).put(Combination.class, combination);
            }
        }

        @Override
        public void beforeEach(ExtensionContext context) {
            boolean late = isUndecided(context);
            context.getStore(NAMESPACE).put(Combination.class, combination);
            if (late) {
                FixtureInjection.begin(context);
            }
        }
    }
}
