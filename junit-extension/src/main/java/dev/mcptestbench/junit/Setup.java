package dev.mcptestbench.junit;

import dev.mcptestbench.plugin.TestSettings;
import dev.mcptestbench.protocol.Revision;
import java.lang.reflect.AnnotatedElement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.platform.commons.support.AnnotationSupport;

/**
 * What the nearest {@link McpIntegrationTest} says, checked.
 *
 * @param annotation what it says
 * @param where the method or class that carries it
 * @param carrier the context of that class, or of the test where the method carries it
 */
record Setup(McpIntegrationTest annotation, AnnotatedElement where, ExtensionContext carrier) {

    /**
     * One run of a test.
     *
     * @param pinned whether the run is meant for this revision only
     */
    record Combination(Revision revision, String transport, boolean pinned) {

        /** The same, for a test that is not run once for each revision. */
        Combination unpinned() {
            return new Combination(revision, transport, false);
        }

        @Override
        public String toString() {
            return revision + " · " + (transport.equals(TestSettings.STREAMABLE_HTTP) ? "streamable HTTP" : transport);
        }
    }

    /** Refuses what makes no sense, naming the attribute. */
    Setup {
        if (annotation.revisions().length == 0) {
            throw mistake(where, "revisions is empty: name one at least, or leave it out for 2025-11-25");
        }
        if (annotation.awaitTimeoutMillis() < 1) {
            throw mistake(
                    where,
                    "awaitTimeoutMillis is " + annotation.awaitTimeoutMillis() + ": an await takes 1 ms or more");
        }
        if (annotation.testTimeoutMillis() < 0) {
            throw mistake(where, "testTimeoutMillis is " + annotation.testTimeoutMillis() + ": use 0 for no bound");
        }
    }

    private static ExtensionConfigurationException mistake(AnnotatedElement where, String what) {
        return new ExtensionConfigurationException("@McpIntegrationTest on " + Places.of(where) + ": " + what);
    }

    /** The setup of a test or a class; empty if neither it nor anything around it carries the annotation. */
    static Optional<Setup> of(ExtensionContext context) {
        if (context.getTestMethod().isPresent()) {
            AnnotatedElement method = context.getTestMethod().get();
            Optional<McpIntegrationTest> own = AnnotationSupport.findAnnotation(method, McpIntegrationTest.class);
            if (own.isPresent()) {
                return Optional.of(new Setup(own.get(), method, context));
            }
        }
        for (Optional<ExtensionContext> next = Optional.of(context);
                next.isPresent();
                next = next.get().getParent()) {
            ExtensionContext candidate = next.get();
            if (candidate.getTestClass().isPresent()
                    && candidate.getTestMethod().isEmpty()) {
                Class<?> type = candidate.getTestClass().get();
                Optional<McpIntegrationTest> own = AnnotationSupport.findAnnotation(type, McpIntegrationTest.class);
                if (own.isPresent()) {
                    return Optional.of(new Setup(own.get(), type, candidate));
                }
            }
        }
        return Optional.empty();
    }

    /** Whether fixtures live as long as the class that carries the annotation. */
    boolean isPerClass() {
        return annotation.lifetime() == Lifetime.CLASS && where instanceof Class<?>;
    }

    /** Every revision over every transport, in the order in which they are named; never empty. */
    List<Combination> combinations() {
        List<Combination> combinations = new ArrayList<>();
        List<String> transports = annotation.transports().length == 0
                ? List.of(TestSettings.STREAMABLE_HTTP)
                : List.of(annotation.transports());
        for (Revision revision : annotation.revisions()) {
            for (String transport : transports) {
                combinations.add(new Combination(revision, transport, true));
            }
        }
        return combinations.stream().distinct().toList();
    }

    /** The settings of one run. */
    TestSettings settings(Combination combination) {
        return new TestSettings(
                combination.revision(),
                combination.pinned(),
                combination.transport(),
                annotation.strictness() == Strictness.STRICT,
                annotation.unfiredRules() == UnfiredRules.ALLOW,
                annotation.secured(),
                annotation.seed(),
                Duration.ofMillis(annotation.awaitTimeoutMillis()));
    }
}
