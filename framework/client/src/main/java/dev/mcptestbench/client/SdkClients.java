package dev.mcptestbench.client;

import dev.mcptestbench.client.transport.SdkTransport;
import dev.mcptestbench.plugin.TransportProvider.MessageListener;
import dev.mcptestbench.plugin.TransportProvider.MessageTransport;
import dev.mcptestbench.protocol.Era;
import dev.mcptestbench.protocol.Message;
import dev.mcptestbench.protocol.Methods;
import io.modelcontextprotocol.client.McpAsyncClient;
import io.modelcontextprotocol.client.McpClient;
import io.modelcontextprotocol.json.schema.JsonSchemaValidator;
import io.modelcontextprotocol.spec.McpSchema;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * The SDK's client on top of a managed client. Its initialize is answered from the managed client's own handshake and its
 * requests become the managed client's, so that neither a renewed session nor a lost server is any business of the SDK.
 */
final class SdkClients {

    /** The managed client's time-out, on the test's clock, is the one that counts. */
    private static final Duration FOREVER = Duration.ofDays(1);

    private final ManagedClient client;
    private @Nullable McpAsyncClient current;

    SdkClients(ManagedClient client) {
        this.client = client;
    }

    /** The SDK's client; a new one if the last was closed. */
    synchronized McpAsyncClient client() {
        McpAsyncClient known = current;
        if (known == null) {
            known = make();
            current = known;
        }
        return known;
    }

    private McpAsyncClient make() {
        JsonSchemaValidator trusting = (schema, content) -> JsonSchemaValidator.ValidationResponse.asValid(null);
        return McpClient.async(new SdkTransport(new OverManagedClient(), passedTheBusAlready -> {}))
                .clientInfo(McpSchema.Implementation.builder(client.name(), "managed")
                        .build())
                .requestTimeout(FOREVER)
                .initializationTimeout(FOREVER)
                .jsonSchemaValidator(trusting)
                .build();
    }

    private synchronized void closed() {
        current = null;
    }

    private final class OverManagedClient implements MessageTransport {

        private volatile @Nullable MessageListener listener;

        @Override
        public void start(MessageListener newListener) {
            listener = newListener;
        }

        @Override
        public CompletionStage<Void> send(Message message) {
            if (Methods.INITIALIZED.equals(message.method())) {
                return CompletableFuture.completedFuture(null);
            }
            CompletionStage<Link> connected = client.connection().connect();
            if (message.kind() != Message.Kind.REQUEST) {
                return connected.thenCompose(link -> link.transport().send(message));
            }
            Object id = Objects.requireNonNull(message.id());
            if (Methods.INITIALIZE.equals(message.method())) {
                return connected.thenAccept(link -> answered(Message.result(id, initialized(link, message))));
            }
            String method = Objects.requireNonNull(message.method());
            client.start(Outgoing.request(method, message.params())).ending().thenAccept(outcome -> ended(id, outcome));
            return CompletableFuture.completedFuture(null);
        }

        /** The SDK knows the legacy era only, and is spoken to as if the server spoke what the SDK asks for. */
        private Map<String, @Nullable Object> initialized(Link link, Message initialize) {
            Map<String, @Nullable Object> result = new LinkedHashMap<>(link.initializeResult());
            if (client.revision().era() == Era.MODERN) {
                result.put("protocolVersion", initialize.params().get("protocolVersion"));
            }
            return result;
        }

        private void ended(Object id, CallOutcome outcome) {
            MessageListener current = listener;
            outcome.response().ifPresent(response -> answered(response.with("id", id)));
            if (current != null) {
                outcome.failure().ifPresent(failure -> current.lost(id, failure));
            }
        }

        private void answered(Message response) {
            MessageListener current = listener;
            if (current != null) {
                current.received(response, null, "sdk");
            }
        }

        @Override
        public void close() {
            closed();
        }
    }
}
