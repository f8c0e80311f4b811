package dev.mcptestbench.architecture.broken.server.proxy;

import dev.mcptestbench.architecture.broken.server.cluster.Cluster;

/** Looks beside, and back in a circle. */
public final class Proxy {
    public Cluster cluster;
}
