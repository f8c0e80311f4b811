package dev.mcptestbench.architecture.broken.client.auth;

import dev.mcptestbench.architecture.broken.client.Client;

/** Looks right. */
public final class ClientAuth {
    public Client client;
}
