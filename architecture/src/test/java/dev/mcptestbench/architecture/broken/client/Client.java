package dev.mcptestbench.architecture.broken.client;

import dev.mcptestbench.architecture.broken.server.Server;

/** Looks at the server. */
public final class Client {
    public Server server;
}
