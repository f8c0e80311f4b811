package dev.mcptestbench.architecture.broken.client.session;

import dev.mcptestbench.architecture.broken.client.Client;

/** Looks right. */
public final class ClientSession {
    public Client client;
}
