package dev.mcptestbench.plugin;

import java.util.Set;
import org.apiguardian.api.API;

/**
 * Makes what a test may have injected. A provider keeps no state between tests; found by {@link java.util.ServiceLoader}.
 */
@API(status = API.Status.EXPERIMENTAL)
public interface FixtureProvider {

    /** The types that it makes, just as a parameter or field declares them. */
    Set<Class<?>> provides();

    /**
     * Makes a fixture. Called at most once in a test for a type and name; a fixture that is {@link AutoCloseable} is
     * closed after the test, those made later first.
     *
     * @param type one of {@link #provides()}
     * @param name the name the test gives it; empty where it gives none
     * @param context what else the test has
     * @return the fixture, an instance of the type
     */
    Object provide(Class<?> type, String name, FixtureContext context);
}
