package dev.mcptestbench.architecture.broken.server.cluster;

import dev.mcptestbench.architecture.broken.server.proxy.Proxy;

/** Looks beside, and back in a circle. */
public final class Cluster {
    public Proxy proxy;
}
