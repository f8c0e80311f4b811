package dev.mcptestbench.plugin;

import dev.mcptestbench.journal.Journal;
import dev.mcptestbench.time.TestClock;
import org.apiguardian.api.API;

/** What a {@link FixtureProvider} has at hand: the one journal and clock of the test, its settings, its other fixtures. */
@API(status = API.Status.EXPERIMENTAL)
public interface FixtureContext {

    /** The journal of the test. */
    Journal journal();

    /** The clock of the test. */
    TestClock clock();

    /** How the test is set up. */
    TestSettings settings();

    /**
     * Another fixture of the same test, made if there is none yet.
     *
     * @param type its type
     * @param name its name, or empty for the one without
     * @throws MissingFixtureException if nothing provides the type
     */
    <T> T get(Class<T> type, String name);

    /**
     * Whether the test itself asks for such a fixture, by a parameter or a field, made or not; by default that is not known.
     *
     * @param type its type
     * @param name its name, or empty for the one without
     */
    default boolean asksFor(Class<?> type, String name) {
        return false;
    }
}
