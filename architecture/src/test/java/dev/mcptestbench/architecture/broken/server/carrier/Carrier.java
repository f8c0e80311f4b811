package dev.mcptestbench.architecture.broken.server.carrier;

import dev.mcptestbench.architecture.broken.server.Server;

/** Looks right. */
public final class Carrier {
    public Server server;
}
