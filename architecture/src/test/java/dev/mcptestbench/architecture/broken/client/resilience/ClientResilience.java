package dev.mcptestbench.architecture.broken.client.resilience;

import dev.mcptestbench.architecture.broken.client.Client;

/** Looks right. */
public final class ClientResilience {
    public Client client;
}
