package dev.mcptestbench.client;

import dev.mcptestbench.plugin.TransportProvider.MessageTransport;
import dev.mcptestbench.protocol.Era;
import dev.mcptestbench.protocol.Message;
import dev.mcptestbench.protocol.Methods;
import dev.mcptestbench.protocol.Revision;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** How a client of the legacy era introduces itself (basic/lifecycle#initialization). */
final class Handshake {

    private static final String VERSION = Optional.ofNullable(
                    Handshake.class.getPackage().getImplementationVersion())
            .orElse("dev");

    private final String client;
    private final Surroundings surroundings;
    private final Duration timeout;
    private final Requests requests;

    Handshake(String client, Surroundings surroundings, Duration timeout, Requests requests) {
        this.client = client;
        this.surroundings = surroundings;
        this.timeout = timeout;
        this.requests = requests;
    }

    /** Initializes a session; gives the result of initialize. */
    CompletionStage<Message> with(MessageTransport transport) {
        Revision wanted = surroundings.settings().revision();
        if (!wanted.hasHandshake()) {
            return CompletableFuture.failedStage(new ClientException(
                    "Managed clients do not speak revision " + wanted + " yet, only " + Revision.of(Era.LEGACY)
                            + ": choose one of them for this test",
                    null));
        }
        int id = surroundings.nextId();
        Message initialize = Message.request(
                id,
                Methods.INITIALIZE,
                Map.of(
                        "protocolVersion",
                        wanted.text(),
                        "capabilities",
                        Map.of(),
                        "clientInfo",
                        Map.of("name", client, "version", VERSION)));
        var timer = surroundings
                .clock()
                .schedule(
                        timeout,
                        () -> requests.lost(
                                id, new CallTimeoutException("initialize was not answered within " + timeout, null)));
        return requests.send(transport, initialize, id)
                .whenComplete((response, failure) -> timer.cancel())
                .thenCompose(response -> initialized(transport, response));
    }

    private static CompletionStage<Message> initialized(MessageTransport transport, Message response) {
        Exception refusal = refusal(response);
        if (refusal != null) {
            return CompletableFuture.failedStage(refusal);
        }
        return transport
                .send(Message.notification(Methods.INITIALIZED, Map.of()))
                .thenApply(sent -> response);
    }

    private static @Nullable Exception refusal(Message response) {
        if (response.kind() != Message.Kind.RESULT) {
            return new ErrorResponseException(Methods.INITIALIZE, response);
        }
        Object version = response.at("protocolVersion");
        Optional<Revision> revision = version instanceof String text ? Revision.of(text) : Optional.empty();
        if (revision.isEmpty() || !revision.get().hasHandshake()) {
            return new ClientException(
                    "The server wants to speak revision " + version + ", which is none of " + Revision.of(Era.LEGACY),
                    null);
        }
        return null;
    }
}
