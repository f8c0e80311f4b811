package dev.mcptestbench.benchmarks;

import java.net.URI;

/** A server that takes part: it answers calls of the tool {@code echo} with a fixed text. */
interface ServerUnderLoad extends AutoCloseable {

    /** The MCP endpoint. */
    URI url();

    /** Sends one notification to every client that listens. */
    void broadcast();

    /** How many breaches of the specification it has noticed, as a check that the load is well-formed. */
    int complaints();

    @Override
    void close();
}
