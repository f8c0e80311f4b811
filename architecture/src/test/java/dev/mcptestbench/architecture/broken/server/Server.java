package dev.mcptestbench.architecture.broken.server;

import dev.mcptestbench.architecture.broken.auth.Auth;
import io.modelcontextprotocol.spec.McpSchema;

/** Looks at the other mock and at the SDK. */
public final class Server {
    public Auth auth;
    public McpSchema mcpSchema;
}
