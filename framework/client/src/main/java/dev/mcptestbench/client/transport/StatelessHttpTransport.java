package dev.mcptestbench.client.transport;

import dev.mcptestbench.plugin.McpEndpoint;
import dev.mcptestbench.protocol.HeaderText;
import dev.mcptestbench.protocol.Headers;
import dev.mcptestbench.protocol.Message;
import dev.mcptestbench.protocol.Methods;
import dev.mcptestbench.protocol.ModernRules;
import dev.mcptestbench.protocol.ParamHeader;
import dev.mcptestbench.protocol.RequestMeta;
import dev.mcptestbench.time.TestClock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Streamable HTTP of 2026-07-28 (basic/transports/streamable-http): no session, no GET; headers repeat what the message says
 * ({@code Mcp-Method}, {@code Mcp-Name}, {@code Mcp-Param-*}), and a request is cancelled by closing its stream. Carries the
 * messages of a {@link StatelessTransport}.
 */
final class StatelessHttpTransport extends HttpTransport {

    private static final Logger LOG = LoggerFactory.getLogger(StatelessHttpTransport.class);

    private final Set<Object> listings = ConcurrentHashMap.newKeySet();

    /** By tool, what its schema marks; as the latest list of tools has it. */
    private final Map<String, List<ParamHeader>> marked = new ConcurrentHashMap<>();

    StatelessHttpTransport(McpEndpoint endpoint, TestClock clock) {
        super(endpoint, clock);
    }

    @Override
    public CompletionStage<Void> send(Message message) {
        if (Methods.CANCELLED.equals(message.method())) {
            giveUp(message.params().get("requestId"));
            return CompletableFuture.completedFuture(null);
        }
        Object id = message.id();
        if (id != null && Methods.TOOLS_LIST.equals(message.method())) {
            listings.add(id);
        }
        return post(message);
    }

    @Override
    Map<String, List<String>> headersOf(Message message) {
        Map<String, List<String>> headers = new LinkedHashMap<>();
        String version = RequestMeta.of(message).version();
        if (version != null) {
            headers.put(Headers.PROTOCOL_VERSION, List.of(version));
        }
        String method = message.method();
        if (method == null) {
            return headers;
        }
        headers.put(Headers.METHOD, List.of(method));
        String member = ModernRules.named(method);
        Object name = member == null ? null : message.params().get(member);
        if (name instanceof String text) {
            headers.put(Headers.NAME, List.of(HeaderText.encode(text)));
        }
        if (name instanceof String tool
                && Methods.TOOLS_CALL.equals(method)
                && message.params().get("arguments") instanceof Map<?, ?> arguments) {
            for (ParamHeader param : marked.getOrDefault(tool, List.of())) {
                Object value = param.value(arguments);
                if (value != null) {
                    headers.put(param.header(), List.of(HeaderText.encode(ParamHeader.textOf(value))));
                }
            }
        }
        return headers;
    }

    @Override
    void deliver(Message message, @Nullable String eventId, String stream) {
        Object id = message.id();
        boolean listing = id != null && message.method() == null && listings.remove(id);
        super.deliver(listing ? learn(message) : message, eventId, stream);
    }

    /** Remembers which arguments are repeated in headers, and leaves out the tools that mark them wrongly. */
    private Message learn(Message listing) {
        if (!(listing.at("tools") instanceof List<?> tools)) {
            return listing;
        }
        List<Object> kept = new ArrayList<>();
        for (Object tool : tools) {
            if (!(tool instanceof Map<?, ?> definition) || !(definition.get("name") instanceof String name)) {
                kept.add(tool);
                continue;
            }
            Object schema = definition.get("inputSchema");
            String flaw = ParamHeader.flawIn(schema);
            if (flaw == null) {
                marked.put(name, ParamHeader.in(schema));
                kept.add(tool);
            } else {
                marked.remove(name);
                LOG.warn("{}: the tool \"{}\" is left out of the list, for {}", this, name, flaw);
            }
        }
        return kept.size() == tools.size() ? listing : listing.withAt("tools", kept);
    }

    // ── no sessions ─────────────────────────────────────────────────────────────────────────────────────────────────

    @Override
    HttpSession session() {
        return HttpSession.NONE;
    }

    @Override
    boolean opensSession(Message message) {
        return false;
    }

    @Override
    boolean resumesStreams() {
        return false;
    }

    @Override
    void answered(Message message, Map<String, List<String>> headers) {}

    @Override
    void expired(HttpSession gone) {}

    /** There is no connection that could be taken up: the next request shows whether the server is there. */
    @Override
    public CompletionStage<Void> resume() {
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public void close() {
        giveUpAll();
        http().close();
    }
}
