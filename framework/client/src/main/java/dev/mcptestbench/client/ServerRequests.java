package dev.mcptestbench.client;

import dev.mcptestbench.plugin.TransportProvider.MessageTransport;
import dev.mcptestbench.protocol.ErrorCode;
import dev.mcptestbench.protocol.Message;
import dev.mcptestbench.protocol.Methods;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers what a server asks of a client: ping with an empty result, all else with method not found. */
final class ServerRequests {

    private static final Logger LOG = LoggerFactory.getLogger(ServerRequests.class);

    private final String client;

    ServerRequests(String client) {
        this.client = client;
    }

    void answer(Message request, MessageTransport transport) {
        Object id = request.id();
        if (id == null) {
            return;
        }
        Message answer = Methods.PING.equals(request.method())
                ? Message.result(id, Map.of())
                : Message.error(
                        id,
                        ErrorCode.METHOD_NOT_FOUND,
                        "Client \"" + client + "\" declares no capability for " + request.method(),
                        null);
        transport.send(answer).whenComplete((taken, failure) -> {
            if (failure != null) {
                LOG.info("Client \"{}\" could not answer {}: {}", client, request, failure.getMessage());
            }
        });
    }
}
