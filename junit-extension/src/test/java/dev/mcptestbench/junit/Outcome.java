package dev.mcptestbench.junit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectMethod;

import java.lang.reflect.Method;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.platform.engine.DiscoverySelector;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.testkit.engine.EngineExecutionResults;
import org.junit.platform.testkit.engine.EngineTestKit;
import org.junit.platform.testkit.engine.Event;

/** What became of tests that a test of the extension has run. */
final class Outcome {

    private final EngineExecutionResults results;

    private Outcome(EngineExecutionResults results) {
        this.results = results;
    }

    /** Runs the tests of a sample class, parameters in pairs. */
    static Outcome of(Class<?> sample, String... configuration) {
        return run(selectClass(sample), configuration);
    }

    /** Runs one test of a sample class. */
    static Outcome of(Class<?> sample, String method) {
        for (Method candidate : sample.getDeclaredMethods()) {
            if (candidate.getName().equals(method)) {
                return run(selectMethod(sample, candidate));
            }
        }
        throw new AssertionError(sample + " has no " + method);
    }

    private static Outcome run(DiscoverySelector selector, String... configuration) {
        EngineTestKit.Builder kit = EngineTestKit.engine("junit-jupiter").selectors(selector);
        kit.configurationParameter(TimelineReport.FOLDER_PARAMETER, folder().toString());
        for (int i = 0; i < configuration.length; i += 2) {
            kit.configurationParameter(configuration[i], configuration[i + 1]);
        }
        return new Outcome(kit.execute());
    }

    /** Where sample tests leave their reports. */
    static Path folder() {
        return Path.of("target", "sample-reports");
    }

    /** All tests passed, so many of them. */
    Outcome passed(int tests) {
        assertThat(failures()).isEmpty();
        assertThat(results.testEvents().succeeded().count()).isEqualTo(tests);
        return this;
    }

    int aborted() {
        return (int) results.testEvents().aborted().count();
    }

    /** The failures of tests and containers by display name, in order. */
    Map<String, Throwable> failures() {
        Map<String, Throwable> failures = new LinkedHashMap<>();
        Stream<Event> failed = results.allEvents().failed().stream();
        failed.forEach(event -> failures.put(
                event.getTestDescriptor().getDisplayName(),
                event.getRequiredPayload(TestExecutionResult.class)
                        .getThrowable()
                        .orElseThrow()));
        return failures;
    }

    /** The failure of the only test that failed. */
    Throwable failure() {
        assertThat(failures()).hasSize(1);
        return failures().values().iterator().next();
    }

    List<String> displayNames() {
        return results.testEvents().started().stream()
                .map(event -> event.getTestDescriptor().getDisplayName())
                .toList();
    }

    /** What was published under the key. */
    List<String> published(String key) {
        return results.allEvents().reportingEntryPublished().stream()
                .map(event -> event.getRequiredPayload(org.junit.platform.engine.reporting.ReportEntry.class))
                .map(entry -> entry.getKeyValuePairs().get(key))
                .filter(java.util.Objects::nonNull)
                .toList();
    }
}
