package dev.mcptestbench.architecture.broken.client.transport;

import dev.mcptestbench.architecture.broken.client.Client;

/** Looks right. */
public final class ClientTransport {
    public Client client;
}
