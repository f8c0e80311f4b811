package dev.mcptestbench.architecture.broken.auth.resource;

import dev.mcptestbench.architecture.broken.auth.Auth;

/** Looks right. */
public final class Resource {
    public Auth auth;
}
