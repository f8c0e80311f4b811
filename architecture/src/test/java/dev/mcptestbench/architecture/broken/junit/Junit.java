package dev.mcptestbench.architecture.broken.junit;

import dev.mcptestbench.architecture.broken.client.Client;

/** Looks at what it only brings along. */
public final class Junit {
    public Client client;
}
