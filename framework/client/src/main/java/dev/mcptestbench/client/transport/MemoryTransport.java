package dev.mcptestbench.client.transport;

import dev.mcptestbench.plugin.InMemoryServer;
import dev.mcptestbench.plugin.McpEndpoint;
import dev.mcptestbench.plugin.TransportProvider.MessageListener;
import dev.mcptestbench.plugin.TransportProvider.MessageTransport;
import dev.mcptestbench.protocol.Json;
import dev.mcptestbench.protocol.JsonException;
import dev.mcptestbench.protocol.Message;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Messages to and from a server in this JVM, without a socket: the connection is the session. */
final class MemoryTransport implements MessageTransport {

    /** There is one stream for everything. */
    private static final String STREAM = "memory";

    private final McpEndpoint endpoint;
    private final InMemoryServer server;
    private final Unanswered unanswered = new Unanswered();
    private volatile InMemoryServer.@Nullable Connection connection;
    private volatile boolean closed;

    MemoryTransport(McpEndpoint endpoint, InMemoryServer server) {
        this.endpoint = endpoint;
        this.server = server;
    }

    @Override
    public void start(MessageListener listener) {
        connection = server.connect(new InMemoryServer.Listener() {
            @Override
            public void received(byte[] message) {
                take(message, listener);
            }

            @Override
            public void closed() {
                lose(listener, new ConnectionLostException(MemoryTransport.this + " was closed by the server", null));
            }
        });
    }

    private void take(byte[] bytes, MessageListener listener) {
        List<Message> messages;
        try {
            messages = Message.allIn(Json.parse(bytes));
        } catch (JsonException garbage) {
            // Which request it answered nobody knows, so nobody is left to wait for it.
            lose(
                    listener,
                    new MalformedReplyException(
                            this + " brought what is no JSON: " + garbage.getMessage()
                                    + Excerpt.after(new String(bytes, StandardCharsets.UTF_8)),
                            garbage));
            disconnect();
            return;
        }
        unanswered.received(messages, listener);
        for (Message message : messages) {
            if (!closed) {
                listener.received(message, null, STREAM);
            }
        }
    }

    private void lose(MessageListener listener, TransportException cause) {
        if (closed) {
            return;
        }
        unanswered.loseAll(listener, cause);
        closed = true;
        listener.broken(cause);
    }

    @Override
    public CompletionStage<Void> send(Message message) {
        InMemoryServer.Connection current = connection;
        TransportException refusal = unanswered.sent(message);
        if (refusal == null && (current == null || closed)) {
            refusal = new ServerUnreachableException(message + " was not sent: " + this + " is closed", null);
        }
        if (current == null || refusal != null) {
            return CompletableFuture.failedStage(refusal);
        }
        current.send(message.toBytes());
        return CompletableFuture.completedStage(null);
    }

    @Override
    public void close() {
        closed = true;
        disconnect();
    }

    private void disconnect() {
        InMemoryServer.Connection current = connection;
        if (current != null) {
            current.close();
        }
    }

    @Override
    public String toString() {
        return "the connection in memory to \"" + endpoint.name() + "\"";
    }
}
