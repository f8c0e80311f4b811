package dev.mcptestbench.architecture.broken.protocol;

import dev.mcptestbench.architecture.broken.Root;
import dev.mcptestbench.architecture.broken.client.Client;
import io.modelcontextprotocol.spec.McpSchema;

/** Looks right, out of the core, and at the SDK. */
public final class Protocol {
    public Root root;
    public Client client;
    public McpSchema mcpSchema;
}
