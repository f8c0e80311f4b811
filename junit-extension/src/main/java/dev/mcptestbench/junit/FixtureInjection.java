package dev.mcptestbench.junit;

import dev.mcptestbench.plugin.McpEndpoint;
import dev.mcptestbench.plugin.MissingFixtureException;
import java.lang.annotation.Annotation;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Parameter;
import java.net.URI;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolutionException;
import org.junit.jupiter.api.extension.ParameterResolver;

/** Fills parameters and fields, and when the test is over has the fixtures checked and closed. */
final class FixtureInjection implements ParameterResolver, BeforeEachCallback, AfterEachCallback, AfterAllCallback {

    /** One instance a test, whoever asks: constructor parameters belong to the test that is about to run. */
    @Override
    public ExtensionContextScope getTestInstantiationExtensionContextScope(ExtensionContext rootContext) {
        return ExtensionContextScope.TEST_METHOD;
    }

    @Override
    public boolean supportsParameter(ParameterContext asked, ExtensionContext context) {
        Parameter parameter = asked.getParameter();
        Class<?> type = parameter.getType();
        if (isNamed(parameter)) {
            return true;
        }
        if (type == URI.class) {
            return parameter.getAnnotations().length == 0 && !takesArguments(parameter);
        }
        return isFixture(type, context);
    }

    /** Whether a type without a name is one of ours; if it is known and missing, too, so as to say what is missing. */
    static boolean isFixture(Class<?> type, ExtensionContext context) {
        return Fixtures.BUILT_IN.contains(type)
                || TestRun.providers(context).provide(type)
                || MissingFixture.isKnown(type);
    }

    static boolean isNamed(AnnotatedElement place) {
        return place.isAnnotationPresent(Server.class) || place.isAnnotationPresent(Client.class);
    }

    /** Whether JUnit's own arguments may be meant: those of parameterized tests and classes. */
    private static boolean takesArguments(Parameter parameter) {
        return isParameterized(parameter.getDeclaringExecutable())
                || isParameterized(parameter.getDeclaringExecutable().getDeclaringClass());
    }

    // By name, for junit-jupiter-params need not be on the class path.
    private static boolean isParameterized(AnnotatedElement element) {
        return Arrays.stream(element.getAnnotations())
                .map(Annotation::annotationType)
                .anyMatch(type -> isParameterizedName(type)
                        || Arrays.stream(type.getAnnotations())
                                .anyMatch(meta -> isParameterizedName(meta.annotationType())));
    }

    private static boolean isParameterizedName(Class<?> type) {
        return type.getName().equals("org.junit.jupiter.params.ParameterizedTest")
                || type.getName().equals("org.junit.jupiter.params.ParameterizedClass");
    }

    @Override
    public Object resolveParameter(ParameterContext asked, ExtensionContext context) {
        Parameter parameter = asked.getParameter();
        String place = Places.of(parameter);
        try {
            return TestRun.of(context).fixtures().get(parameter.getType(), nameOf(parameter, place), place);
        } catch (MissingFixtureException | FixtureException failure) {
            String message = String.valueOf(failure.getMessage());
            Throwable cause = failure.getCause();
            throw cause == null
                    ? new ParameterResolutionException(message)
                    : new ParameterResolutionException(message, cause);
        }
    }

    /** The name that the test gives the fixture; empty where it gives none. */
    static String nameOf(AnnotatedElement place, String text) {
        Server server = place.getAnnotation(Server.class);
        Client client = place.getAnnotation(Client.class);
        if (server != null && client != null) {
            throw new ExtensionConfigurationException(
                    text + ": something is a @Server or a @Client, not both: remove one of the annotations");
        }
        return server != null ? server.value() : client != null ? client.value() : "";
    }

    @Override
    public void beforeEach(ExtensionContext context) {
        if (!Matrix.isUndecided(context)) {
            begin(context);
        }
    }

    /** Makes what the test needs first, and fills the fields of its instances. */
    static void begin(ExtensionContext context) {
        TestRun run = TestRun.of(context);
        // Servers before clients, wherever they stand: what is made first is closed last.
        for (Parameter parameter : context.getRequiredTestMethod().getParameters()) {
            if (isServer(parameter.getType()) && !takesArguments(parameter)) {
                String place = Places.of(parameter);
                run.fixtures().get(parameter.getType(), nameOf(parameter, place), place);
            }
        }
        FieldInjection.fill(run, context);
    }

    /** Whether clients connect to fixtures of that type. */
    static boolean isServer(Class<?> type) {
        return type != McpEndpoint.Provider.class && McpEndpoint.Provider.class.isAssignableFrom(type);
    }

    @Override
    public void afterEach(ExtensionContext context) {
        FieldInjection.empty(context);
        Optional<TestRun> begun = TestRun.begun(context);
        if (begun.isPresent()) {
            TestRun run = begun.get();
            Optional<Throwable> failure = context.getExecutionException();
            failure.ifPresent(thrown -> FailureTelling.note(context, run, thrown));
            if (run.endsWith(context)) {
                end(context, run, failure.isPresent());
            }
        }
    }

    @Override
    public void afterAll(ExtensionContext context) {
        Optional<TestRun> begun = TestRun.begun(context).filter(run -> run.endsWith(context));
        if (begun.isPresent()) {
            end(context, begun.get(), context.getExecutionException().isPresent());
        }
    }

    private static void end(ExtensionContext context, TestRun run, boolean failed) {
        @Nullable Throwable unmet = null;
        String expectations = failed ? null : run.unmetExpectations();
        if (expectations != null) {
            unmet = FailureTelling.told(context, run, new AssertionError(expectations));
        }
        try {
            run.close();
        } catch (FixtureException failure) {
            if (unmet == null) {
                throw failure;
            }
            unmet.addSuppressed(failure);
        }
        if (unmet instanceof AssertionError error) {
            throw error;
        }
    }
}
