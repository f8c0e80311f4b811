package dev.mcptestbench.client.transport;

import dev.mcptestbench.protocol.Message;
import io.modelcontextprotocol.json.McpJsonMapper;
import io.modelcontextprotocol.json.TypeRef;
import io.modelcontextprotocol.json.jackson2.JacksonMcpJsonMapperSupplier;
import io.modelcontextprotocol.spec.McpSchema;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Turns messages of the SDK into plain ones and back. */
final class SdkMessages {

    private static final TypeRef<Map<String, @Nullable Object>> MAP = new TypeRef<>() {};

    private SdkMessages() {}

    private static volatile @Nullable McpJsonMapper proven;

    /**
     * The one mapper of the JVM, made and tried when it is first needed, for it takes a tenth of a second.
     *
     * @throws IllegalStateException if the class path has libraries that it cannot work with; the message names the remedy
     */
    static McpJsonMapper mapper() {
        McpJsonMapper known = proven;
        if (known == null) {
            try {
                known = new JacksonMcpJsonMapperSupplier().get();
                known.convertValue(new McpSchema.JSONRPCNotification("tried"), MAP);
            } catch (NoClassDefFoundError e) {
                throw withRemedy(e);
            }
            proven = known;
        }
        return known;
    }

    /** The SDK's Jackson modules need annotations that older applications do not bring. */
    static IllegalStateException withRemedy(NoClassDefFoundError error) {
        boolean known = String.valueOf(error.getMessage()).contains("JsonSerializeAs");
        String remedy = known
                ? "the jackson-annotations on the class path are older than 2.21, and its JSON module needs those. Manage"
                        + " com.fasterxml.jackson.core:jackson-annotations to 2.21 or newer, or import mcp-testbench-bom,"
                        + " which does. If it is a Jackson 3 module of the SDK that fails, leave"
                        + " io.modelcontextprotocol.sdk:mcp-json-jackson2 in its place"
                : "a class is missing: " + error.getMessage();
        return new IllegalStateException("The MCP SDK cannot read or write JSON here: " + remedy, error);
    }

    static Message plain(McpSchema.JSONRPCMessage message) {
        if (message instanceof McpSchema.JSONRPCRequest request) {
            return Message.request(request.id(), request.method(), map(request.params()));
        }
        if (message instanceof McpSchema.JSONRPCNotification notification) {
            return Message.notification(notification.method(), map(notification.params()));
        }
        McpSchema.JSONRPCResponse response = (McpSchema.JSONRPCResponse) message;
        if (response.error() == null) {
            return Message.result(response.id(), map(response.result()));
        }
        Map<String, @Nullable Object> members = new LinkedHashMap<>();
        members.put("jsonrpc", "2.0");
        members.put("id", response.id());
        members.put("error", map(response.error()));
        return Message.of(members);
    }

    private static Map<String, @Nullable Object> map(@Nullable Object value) {
        return value == null ? Map.of() : mapper().convertValue(value, MAP);
    }

    static McpSchema.JSONRPCMessage sdk(Message message) {
        Map<String, @Nullable Object> members = message.members();
        if (message.kind() == Message.Kind.REQUEST) {
            return new McpSchema.JSONRPCRequest(
                    Objects.requireNonNull(message.method()),
                    Objects.requireNonNull(message.id()),
                    members.get("params"));
        }
        McpSchema.JSONRPCResponse.JSONRPCError error = message.kind() == Message.Kind.ERROR
                ? mapper().convertValue(message.error(), McpSchema.JSONRPCResponse.JSONRPCError.class)
                : null;
        return new McpSchema.JSONRPCResponse("2.0", message.id(), members.get("result"), error);
    }
}
