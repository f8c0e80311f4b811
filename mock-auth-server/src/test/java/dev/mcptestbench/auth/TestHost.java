package dev.mcptestbench.auth;

import dev.mcptestbench.wire.WireHost;

/**
 * Has these tests run against another host than our own wire. Found by {@link java.util.ServiceLoader}: a module that hosts
 * authorization servers has one among its tests, and runs these.
 */
public interface TestHost {

    /** A host for one server, which ends with it. */
    WireHost open();
}
