package dev.mcptestbench.client;

import dev.mcptestbench.plugin.TransportProvider.MessageTransport;
import dev.mcptestbench.protocol.Message;
import dev.mcptestbench.protocol.Methods;
import dev.mcptestbench.protocol.Revision;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** How a client introduces itself (basic/lifecycle#initialization), and of which the modern era knows as much. */
final class Handshake {

    private static final String VERSION = Optional.ofNullable(
                    Handshake.class.getPackage().getImplementationVersion())
            .orElse("dev");

    private final String client;
    private final Surroundings surroundings;
    private final Requests requests;
    private final ServerRequests serverRequests;

    Handshake(String client, Surroundings surroundings, Requests requests, ServerRequests serverRequests) {
        this.client = client;
        this.surroundings = surroundings;
        this.requests = requests;
        this.serverRequests = serverRequests;
    }

    /**
     * Initializes a session; gives the result of initialize.
     *
     * @param wanted the revision to ask for
     * @param timeout how long the server may take to answer, on the test's clock
     */
    CompletionStage<Message> with(MessageTransport transport, Revision wanted, Duration timeout) {
        int id = surroundings.nextId();
        Message initialize = Message.request(
                id,
                Methods.INITIALIZE,
                Map.of(
                        "protocolVersion",
                        wanted.text(),
                        "capabilities",
                        serverRequests.capabilities(wanted),
                        "clientInfo",
                        Map.of("name", client, "version", VERSION)));
        return ask(transport, initialize, id, timeout)
                .thenCompose(response -> initialized(transport, response, wanted));
    }

    /**
     * Asks whether the server knows a session still; any answer in the session says that it does.
     *
     * @param timeout how long the server may take to answer, on the test's clock
     */
    CompletionStage<Message> again(Link link, Duration timeout) {
        Object id = link.nextId();
        return ask(link.transport(), Message.request(id, Methods.PING, Map.of()), id, timeout);
    }

    private CompletionStage<Message> ask(MessageTransport transport, Message request, Object id, Duration timeout) {
        String late = request.method() + " was not answered within " + timeout;
        var timer = TimeLimit.of(surroundings, timeout, () -> requests.lost(id, new CallTimeoutException(late, null)));
        return requests.send(transport, request, id).whenComplete((response, failure) -> timer.cancel());
    }

    private static CompletionStage<Message> initialized(MessageTransport transport, Message response, Revision wanted) {
        Exception refusal = refusal(response, wanted);
        if (refusal != null) {
            return CompletableFuture.failedStage(refusal);
        }
        return transport
                .send(Message.notification(Methods.INITIALIZED, Map.of()))
                .thenApply(sent -> response);
    }

    private static @Nullable Exception refusal(Message response, Revision wanted) {
        if (response.kind() != Message.Kind.RESULT) {
            return new ErrorResponseException(Methods.INITIALIZE, response);
        }
        Object version = response.at("protocolVersion");
        Optional<Revision> revision = version instanceof String text ? Revision.of(text) : Optional.empty();
        if (revision.isEmpty() || revision.get().era() != wanted.era()) {
            return new ClientException(
                    "The server wants to speak revision " + version + ", which is none of " + Revision.of(wanted.era()),
                    null);
        }
        return null;
    }
}
