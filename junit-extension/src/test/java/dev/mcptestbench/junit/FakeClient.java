package dev.mcptestbench.junit;

import dev.mcptestbench.plugin.McpEndpoint;

/** A client that needs a server. */
final class FakeClient implements AutoCloseable {

    final String name;
    final McpEndpoint endpoint;
    private Runnable onClose = () -> {};

    FakeClient(String name, McpEndpoint endpoint) {
        this.name = name;
        this.endpoint = endpoint;
    }

    void onClose(Runnable action) {
        onClose = action;
    }

    @Override
    public void close() {
        onClose.run();
    }
}
