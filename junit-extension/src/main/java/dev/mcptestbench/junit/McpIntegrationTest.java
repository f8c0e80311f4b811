package dev.mcptestbench.junit;

import dev.mcptestbench.protocol.Revision;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.apiguardian.api.API;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Has parameters and fields of a test filled with fixtures: mock servers, managed clients, the journal and the clock of
 * the test, and whatever else a {@link dev.mcptestbench.plugin.FixtureProvider} on the class path makes.
 *
 * <p><b>Parameters</b> of tests, {@code @BeforeEach} and {@code @AfterEach} methods and of constructors of test classes
 * are filled if their type is one that is provided. <b>Fields</b> are filled before {@code @BeforeEach} if their type is
 * one that is provided and they are neither static nor final and still {@code null}. Parameters and fields of one type
 * without a name hold the same fixture; {@link Server} and {@link Client} name further ones. Always provided are
 * {@link dev.mcptestbench.time.TestClock}, {@link dev.mcptestbench.journal.Journal},
 * {@link dev.mcptestbench.plugin.TestSettings} and the {@link java.net.URI} of the test's server. A {@code URI} that
 * carries a foreign annotation, or is a parameter of a {@code @ParameterizedTest}, is only filled if it is a
 * {@code @Server}.
 *
 * <p>Every test has fixtures, journal and clock of its own, unless {@link #lifetime()} says otherwise. After the test the
 * fixtures are asked whether what they expected has come about, then closed, those made last first. A test that fails
 * says in its message what happened, and leaves the same as a page under {@code target/mcp-testbench}.
 *
 * <p>On a class it goes for its subclasses and {@code @Nested} classes, too; the nearest one counts, and one on a method
 * before all.
 */
@Target({ElementType.TYPE, ElementType.METHOD, ElementType.ANNOTATION_TYPE})
@Retention(RetentionPolicy.RUNTIME)
@Inherited
@Documented
@ExtendWith({FailureTelling.class, TimeLimit.class, FixtureInjection.class})
@API(status = API.Status.EXPERIMENTAL)
public @interface McpIntegrationTest {

    /**
     * The revisions at which the test runs: an {@link McpTest} at each, any other at the first. Managed clients speak
     * it; a mock server answers every revision anyway. Default 2025-11-25.
     */
    Revision[] revisions() default {Revision.V2025_11_25};

    /**
     * The transports, by name, over which the test runs: an {@link McpTest} over each, any other over the first. Empty,
     * the default, means {@code streamable-http}.
     */
    String[] transports() default {};

    /** Whether what the peers of the mocks do against the specification fails the test. Default: it does not. */
    Strictness strictness() default Strictness.LENIENT;

    /** What becomes of a test with a scripted rule that never fired. Default: it fails. */
    UnfiredRules unfiredRules() default UnfiredRules.FAIL;

    /** Whether mock servers stand behind the mock authorization server. Default: they do not. */
    boolean secured() default false;

    /** Where randomness starts: scripted latency, chance, jitter. Default 42. */
    long seed() default 42;

    /** How long awaits wait unless told otherwise, in milliseconds, at least 1. Default 5000. */
    long awaitTimeoutMillis() default 5_000;

    /**
     * How long a test method, and each method around it, may take in milliseconds of real time before it is interrupted
     * and fails. Default 30,000; 0 for no bound. A {@link org.junit.jupiter.api.Timeout @Timeout} of one's own counts instead.
     */
    long testTimeoutMillis() default 30_000;

    /** How long fixtures live. Default: as long as one test. */
    Lifetime lifetime() default Lifetime.TEST;
}
