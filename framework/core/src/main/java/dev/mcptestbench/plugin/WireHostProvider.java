package dev.mcptestbench.plugin;

import dev.mcptestbench.wire.WireHost;
import java.util.Optional;
import org.apiguardian.api.API;

/**
 * Has the authorization servers of a test served by another HTTP server than our own. Keeps no state between tests; found by
 * {@link java.util.ServiceLoader}.
 */
@API(status = API.Status.EXPERIMENTAL)
public interface WireHostProvider {

    /**
     * Who serves the authorization server of that name. Called at most once in a test for a name.
     *
     * @param server the name the test gives it; empty where it gives none
     * @param context what the test has, and {@linkplain FixtureContext#asksFor asks for}
     * @return empty if the test has not asked for it: then our own wire does
     */
    Optional<WireHost> hostOf(String server, FixtureContext context);
}
