package dev.mcptestbench.client.transport;

import dev.mcptestbench.plugin.TransportProvider.MessageListener;
import dev.mcptestbench.plugin.TransportProvider.MessageTransport;
import dev.mcptestbench.protocol.ErrorCode;
import dev.mcptestbench.protocol.Message;
import io.modelcontextprotocol.json.TypeRef;
import io.modelcontextprotocol.spec.McpClientTransport;
import io.modelcontextprotocol.spec.McpSchema;
import io.modelcontextprotocol.spec.McpTransportSessionNotFoundException;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Function;
import org.apiguardian.api.API;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;

/**
 * Puts the MCP Java SDK's client on top of a {@link MessageTransport}. Responses and requests go to the SDK; every notification
 * goes to a consumer of one's own, on the thread and in the order of its arrival, and not to the SDK, which would ask the
 * server for a new list on its own account after some of them. A request that will not be answered fails at once, with the
 * real reason. Thread-safe.
 */
@API(status = API.Status.EXPERIMENTAL)
public final class SdkTransport implements McpClientTransport {

    private static final Logger LOG = LoggerFactory.getLogger(SdkTransport.class);

    private final MessageTransport transport;
    private final Consumer<Message> notifications;
    private final Map<Object, CompletableFuture<Void>> unanswered = new ConcurrentHashMap<>();
    private volatile Consumer<Throwable> exceptions = nobody -> {};

    /**
     * A transport for one SDK client.
     *
     * @param transport what carries the messages; not started yet
     * @param notifications told of every notification; must not block
     * @throws IllegalStateException if the class path has libraries that the SDK cannot work with; the message names the
     *     remedy
     */
    public SdkTransport(MessageTransport transport, Consumer<Message> notifications) {
        SdkMessages.mapper();
        this.transport = transport;
        this.notifications = notifications;
    }

    @Override
    public Mono<Void> connect(Function<Mono<McpSchema.JSONRPCMessage>, Mono<McpSchema.JSONRPCMessage>> messages) {
        return Mono.fromRunnable(() -> transport.start(new Inbound(messages)));
    }

    @Override
    public void setExceptionHandler(Consumer<Throwable> consumer) {
        exceptions = consumer;
    }

    @Override
    public Mono<Void> sendMessage(McpSchema.JSONRPCMessage message) {
        return Mono.defer(() -> {
            Message plain = SdkMessages.plain(message);
            if (!(message instanceof McpSchema.JSONRPCRequest request)) {
                return Mono.fromCompletionStage(transport.send(plain));
            }
            // The request counts as sent when it is answered: only until then can it fail for its caller alone.
            CompletableFuture<Void> answer = new CompletableFuture<>();
            unanswered.put(request.id(), answer);
            transport.send(plain).whenComplete((taken, failure) -> {
                if (failure != null) {
                    unanswered.remove(request.id());
                    answer.completeExceptionally(failure);
                }
            });
            return Mono.fromFuture(answer);
        });
    }

    @Override
    public Mono<Void> closeGracefully() {
        return Mono.fromRunnable(transport::close);
    }

    @Override
    public <T> T unmarshalFrom(Object data, TypeRef<T> type) {
        return SdkMessages.mapper().convertValue(data, type);
    }

    private final class Inbound implements MessageListener {

        private final Function<Mono<McpSchema.JSONRPCMessage>, Mono<McpSchema.JSONRPCMessage>> messages;

        Inbound(Function<Mono<McpSchema.JSONRPCMessage>, Mono<McpSchema.JSONRPCMessage>> messages) {
            this.messages = messages;
        }

        @Override
        public void received(Message message, @Nullable String eventId, String stream) {
            switch (message.kind()) {
                case NOTIFICATION -> notifications.accept(message);
                case RESULT, ERROR -> {
                    pass(message);
                    answered(message.id());
                }
                case REQUEST -> pass(message);
                case MALFORMED -> LOG.info("Dropped a message that is no JSON-RPC: {}", message);
            }
        }

        private void pass(Message message) {
            messages.apply(Mono.fromSupplier(() -> SdkMessages.sdk(message)))
                    .subscribe(done -> {}, failure -> LOG.info("The SDK refused {}", message, failure));
        }

        private void answered(@Nullable Object id) {
            CompletableFuture<Void> answer = id == null ? null : unanswered.remove(id);
            if (answer != null) {
                answer.complete(null);
            }
        }

        @Override
        public void lost(Object requestId, Exception cause) {
            CompletableFuture<Void> answer = unanswered.remove(requestId);
            if (answer != null) {
                answer.completeExceptionally(cause);
            } else {
                pass(Message.error(requestId, ErrorCode.INTERNAL_ERROR, String.valueOf(cause.getMessage()), null));
            }
        }

        @Override
        public void sessionExpired() {
            exceptions.accept(
                    new McpTransportSessionNotFoundException("The server does not know the session any more"));
        }

        @Override
        public void broken(Exception cause) {
            exceptions.accept(cause);
        }
    }
}
