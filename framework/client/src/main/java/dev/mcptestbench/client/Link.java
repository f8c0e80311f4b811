package dev.mcptestbench.client;

import dev.mcptestbench.plugin.TransportProvider.MessageListener;
import dev.mcptestbench.plugin.TransportProvider.MessageTransport;
import dev.mcptestbench.protocol.Message;
import dev.mcptestbench.protocol.Methods;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A transport in use by a client: what comes from it is handed on at once, notifications to the bus, responses to whoever
 * waits for them, requests to what answers them. So nothing overtakes anything that came on the same stream.
 */
final class Link implements MessageListener {

    private static final Logger LOG = LoggerFactory.getLogger(Link.class);

    private final String client;
    private final Connection connection;
    private final Way way;
    private final MessageTransport transport;
    private final Surroundings surroundings;
    private final Requests requests;
    private final ServerRequests serverRequests;
    private final AtomicBoolean waitedFor = new AtomicBoolean();
    private volatile @Nullable Message initialized;

    Link(
            String client,
            Connection connection,
            Way way,
            MessageTransport transport,
            Surroundings surroundings,
            Requests requests,
            ServerRequests serverRequests) {
        this.client = client;
        this.connection = connection;
        this.way = way;
        this.transport = transport;
        this.surroundings = surroundings;
        this.requests = requests;
        this.serverRequests = serverRequests;
    }

    /** Whether nobody has waited yet for this session to be listened to. */
    boolean firstToListen() {
        return waitedFor.compareAndSet(false, true);
    }

    /** How the server is spoken to over it. */
    Way way() {
        return way;
    }

    MessageTransport transport() {
        return transport;
    }

    void initialized(Message response) {
        initialized = response;
        waitedFor.set(false);
    }

    /** The result of initialize, empty before. */
    Map<String, @Nullable Object> initializeResult() {
        Message response = initialized;
        return response == null ? Map.of() : response.result();
    }

    @Override
    public void received(Message message, @Nullable String eventId, String stream) {
        connection.heard();
        switch (message.kind()) {
            case NOTIFICATION -> {
                if (Methods.CANCELLED.equals(message.method())) {
                    serverRequests.cancelled(message.params().get("requestId"));
                }
                surroundings.bus().publish(client, message, eventId, stream);
            }
            case REQUEST -> serverRequests.answer(message, transport);
            case RESULT, ERROR -> requests.answered(message);
            case MALFORMED -> LOG.info("Client \"{}\" dropped a message that is no JSON-RPC: {}", client, message);
        }
    }

    @Override
    public void lost(Object requestId, Exception cause) {
        requests.lost(requestId, cause);
    }

    @Override
    public void sessionExpired() {
        connection.sessionExpired(connection.epoch());
    }

    @Override
    public void broken(Exception cause) {
        connection.unreachable(connection.epoch(), cause);
    }
}
