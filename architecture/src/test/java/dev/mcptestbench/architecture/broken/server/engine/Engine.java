package dev.mcptestbench.architecture.broken.server.engine;

import dev.mcptestbench.architecture.broken.server.Server;
import dev.mcptestbench.architecture.broken.server.proxy.Proxy;

/** Looks right and beside. */
public final class Engine {
    public Server server;
    public Proxy proxy;
}
