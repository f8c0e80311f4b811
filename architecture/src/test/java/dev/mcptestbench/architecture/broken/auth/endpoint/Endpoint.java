package dev.mcptestbench.architecture.broken.auth.endpoint;

import dev.mcptestbench.architecture.broken.auth.Auth;

/** Looks right. */
public final class Endpoint {
    public Auth auth;
}
