package dev.mcptestbench.junit;

import dev.mcptestbench.journal.JournalEntry;
import dev.mcptestbench.plugin.FixtureContext;
import dev.mcptestbench.plugin.McpEndpoint;
import dev.mcptestbench.plugin.SelfChecking;
import dev.mcptestbench.plugin.TestSettings;
import dev.mcptestbench.protocol.Message;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A server without a network: it journals what a test says that it received. */
final class FakeServer implements McpEndpoint.Provider, SelfChecking, AutoCloseable {

    final String name;
    final FixtureContext context;
    private final List<String> unmet = new ArrayList<>();
    private final List<Runnable> onClose = new ArrayList<>();
    private boolean closed;

    FakeServer(String name, FixtureContext context) {
        this.name = name;
        this.context = context;
    }

    @Override
    public McpEndpoint endpoint() {
        return McpEndpoint.of(URI.create("http://127.0.0.1:1/" + name));
    }

    /** A call has arrived and is answered. */
    FakeServer serve(String client, String tool) {
        Message request = Message.request(1, "tools/call", Map.of("name", tool));
        Message result = Message.result(1, Map.of("content", List.of(Map.of("type", "text", "text", "done"))));
        context.journal()
                .add(stamp -> new JournalEntry.RequestArrived(
                        stamp, "server", 1, 1, client, null, "POST", "/mcp", Map.of(), new byte[0], request));
        context.journal().add(stamp -> new JournalEntry.HeadSent(stamp, "server", 1, client, 200, new byte[0]));
        context.journal()
                .add(stamp -> new JournalEntry.MessageSent(stamp, "server", 1, client, result, null, new byte[0]));
        return this;
    }

    void expect(String text) {
        unmet.add(text);
    }

    void onClose(Runnable action) {
        onClose.add(action);
    }

    boolean isClosed() {
        return closed;
    }

    @Override
    public List<String> unmetExpectations(TestSettings settings) {
        return settings.unfiredRulesAllowed() ? List.of() : unmet;
    }

    @Override
    public void close() {
        closed = true;
        onClose.forEach(Runnable::run);
    }
}
