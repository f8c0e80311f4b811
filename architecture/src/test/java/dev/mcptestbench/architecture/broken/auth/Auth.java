package dev.mcptestbench.architecture.broken.auth;

import dev.mcptestbench.architecture.broken.server.Server;

/** Looks at the other mock. */
public final class Auth {
    public Server server;
}
