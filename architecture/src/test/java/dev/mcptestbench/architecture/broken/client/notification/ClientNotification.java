package dev.mcptestbench.architecture.broken.client.notification;

import dev.mcptestbench.architecture.broken.client.Client;

/** Looks right. */
public final class ClientNotification {
    public Client client;
}
