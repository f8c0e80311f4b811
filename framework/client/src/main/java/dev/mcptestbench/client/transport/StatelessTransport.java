package dev.mcptestbench.client.transport;

import dev.mcptestbench.plugin.TransportProvider.MessageListener;
import dev.mcptestbench.plugin.TransportProvider.MessageTransport;
import dev.mcptestbench.protocol.ErrorCode;
import dev.mcptestbench.protocol.Json;
import dev.mcptestbench.protocol.Message;
import dev.mcptestbench.protocol.Methods;
import dev.mcptestbench.protocol.ModernRules;
import dev.mcptestbench.protocol.RequestMeta;
import dev.mcptestbench.protocol.Revision;
import dev.mcptestbench.time.TestClock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets those above speak to a server of 2026-07-28 as they would to one of the legacy era, over any carrier. Initialize
 * becomes {@code server/discover}, {@code notifications/initialized} and resource subscriptions one
 * {@code subscriptions/listen}; each request says of itself what it must; what the server asks for in a result becomes
 * requests, the answers to which go into another round. Thread-safe; never blocks.
 */
final class StatelessTransport implements MessageTransport, MessageListener {

    private static final Logger LOG = LoggerFactory.getLogger(StatelessTransport.class);

    private record Input(RoundTrip trip, String key) {}

    /** The tools are listed on behalf of a call that was refused. */
    private record Listing(RoundTrip trip, Message refusal) {}

    private final MessageTransport carrier;
    private final Revision revision;
    private final ListenStream listening;
    private final Map<Object, RoundTrip> byCaller = new ConcurrentHashMap<>();
    private final Map<Object, RoundTrip> onTheWire = new ConcurrentHashMap<>();
    private final Map<Object, Input> inputs = new ConcurrentHashMap<>();
    private final Map<Object, Listing> listings = new ConcurrentHashMap<>();
    private volatile @Nullable MessageListener listener;
    private volatile SelfDescription me;

    StatelessTransport(MessageTransport carrier, Revision revision, TestClock clock) {
        this.carrier = carrier;
        this.revision = revision;
        this.me = new SelfDescription(revision, null, Map.of(), null);
        this.listening = new ListenStream(this, clock);
    }

    @Override
    public void start(MessageListener newListener) {
        listener = newListener;
        carrier.start(this);
    }

    // ── what those above send ───────────────────────────────────────────────────────────────────────────────────────

    @Override
    public CompletionStage<Void> send(Message message) {
        switch (message.kind()) {
            case REQUEST -> {
                return request(message);
            }
            case RESULT, ERROR -> answered(message);
            case NOTIFICATION -> {
                if (Methods.INITIALIZED.equals(message.method())) {
                    listening.open();
                } else if (Methods.CANCELLED.equals(message.method())) {
                    return cancel(message);
                }
                // Clients of this revision have no other notifications.
            }
            case MALFORMED -> {
                return carrier.send(message);
            }
        }
        return CompletableFuture.completedStage(null);
    }

    private CompletionStage<Void> request(Message request) {
        switch (Objects.requireNonNull(request.method())) {
            case Methods.INITIALIZE -> {
                me = SelfDescription.of(revision, request);
                return begin(new RoundTrip(request, Methods.SERVER_DISCOVER, Map.of(), this::discovered));
            }
            case Methods.PING -> {
                return begin(new RoundTrip(request, Methods.SERVER_DISCOVER, Map.of(), StatelessTransport::emptied));
            }
            case Methods.LOGGING_SET_LEVEL -> {
                me = me.withLogLevel(request.params().get("level"));
                deliver(emptied(request));
                return CompletableFuture.completedStage(null);
            }
            case Methods.RESOURCES_SUBSCRIBE, Methods.RESOURCES_UNSUBSCRIBE -> {
                Object uri = request.params().get("uri");
                boolean more = Methods.RESOURCES_SUBSCRIBE.equals(request.method());
                return listening
                        .change(String.valueOf(uri), more)
                        .thenAccept(refusal -> deliver(
                                refusal == null
                                        ? emptied(request)
                                        : Message.error(
                                                Objects.requireNonNull(request.id()),
                                                ErrorCode.INVALID_PARAMS,
                                                refusal,
                                                null)));
            }
            default -> {
                return begin(new RoundTrip(request));
            }
        }
    }

    private CompletionStage<Void> begin(RoundTrip trip) {
        byCaller.put(trip.callerId(), trip);
        return sendNext(trip).whenComplete((taken, failure) -> {
            if (failure != null) {
                over(trip);
            }
        });
    }

    private CompletionStage<Void> sendNext(RoundTrip trip) {
        Message next = trip.next(me);
        onTheWire.put(trip.wireId(), trip);
        return carrier.send(next);
    }

    /** Sends a later round, whose failure those above learn as the loss of their request. */
    private void goOn(RoundTrip trip) {
        sendNext(trip).whenComplete((taken, failure) -> {
            if (failure != null) {
                lose(trip, beneath(failure));
            }
        });
    }

    private CompletionStage<Void> cancel(Message message) {
        Object id = message.params().get("requestId");
        RoundTrip trip = id == null ? null : byCaller.get(id);
        if (trip == null || !over(trip)) {
            return CompletableFuture.completedStage(null);
        }
        return carrier.send(message.withAt("requestId", trip.wireId()));
    }

    private boolean over(RoundTrip trip) {
        byCaller.remove(trip.callerId(), trip);
        onTheWire.remove(trip.wireId(), trip);
        inputs.values().removeIf(input -> input.trip() == trip);
        return trip.end();
    }

    // ── what comes ──────────────────────────────────────────────────────────────────────────────────────────────────

    @Override
    public void received(Message message, @Nullable String eventId, String stream) {
        switch (message.kind()) {
            case RESULT, ERROR -> response(message, eventId, stream);
            case NOTIFICATION -> {
                Object subscription = RequestMeta.of(message).members().get(RequestMeta.SUBSCRIPTION_ID);
                if (subscription == null) {
                    hand(message, eventId, stream);
                } else if (listening.heard(subscription, message)) {
                    hand(message, eventId, "standing");
                }
            }
            case REQUEST -> LOG.info("{} sent {}: servers of {} ask in results only", carrier, message, revision);
            case MALFORMED -> hand(message, eventId, stream);
        }
    }

    private void response(Message response, @Nullable String eventId, String stream) {
        Object id = response.id();
        if (id != null && (listening.ended(id, response) || listed(id, response))) {
            return;
        }
        RoundTrip trip = id == null ? null : onTheWire.remove(id);
        if (trip == null || trip.isOver()) {
            return;
        }
        boolean mismatch = response.kind() == Message.Kind.ERROR
                && ErrorCode.HEADER_MISMATCH.equals(response.errorCode())
                && Methods.TOOLS_CALL.equals(trip.method());
        Object type = response.kind() == Message.Kind.RESULT ? response.result().get("resultType") : null;
        if (isOfferedAnyway(response) && trip.mayAskAgain()) {
            goOn(trip);
        } else if (mismatch && trip.mayListAgain()) {
            listTools(trip, response, Map.of());
        } else if (type == null || type.equals("complete")) {
            over(trip);
            hand(trip.translated(response), eventId, stream);
        } else if (type.equals("input_required")) {
            ask(trip, response.result());
        } else {
            lose(
                    trip,
                    new MalformedReplyException(
                            "The result of " + trip + " has the resultType " + type
                                    + ", which is none that this client declared",
                            null));
        }
    }

    /** Whether the server refuses the revision, and names it among those that it speaks (basic/versioning). */
    private boolean isOfferedAnyway(Message response) {
        return ErrorCode.UNSUPPORTED_VERSION.equals(response.errorCode())
                && Json.at(response.error(), "data.supported") instanceof List<?> supported
                && supported.contains(revision.text());
    }

    /**
     * Which arguments are repeated in headers may have changed since the tools were listed
     * (basic/transports/streamable-http#client-behavior).
     */
    private void listTools(RoundTrip trip, Message refusal, Map<String, @Nullable Object> page) {
        Object id = trip.callerId() + " tools" + page.getOrDefault("cursor", "");
        listings.put(id, new Listing(trip, refusal));
        sendOwn(id, Methods.TOOLS_LIST, page).whenComplete((taken, failure) -> {
            if (failure != null) {
                listed(id, null);
            }
        });
    }

    /** The list of tools, or a page of it, has come, or with anything but a result has not; whether it was one of these. */
    private boolean listed(Object id, @Nullable Message answer) {
        Listing listing = listings.remove(id);
        if (listing == null) {
            return false;
        }
        RoundTrip trip = listing.trip();
        if (answer == null || answer.kind() != Message.Kind.RESULT) {
            if (over(trip)) {
                deliver(trip.translated(listing.refusal()));
            }
        } else if (answer.at("nextCursor") instanceof String cursor) {
            listTools(trip, listing.refusal(), Map.of("cursor", cursor));
        } else if (!trip.isOver()) {
            goOn(trip);
        }
        return true;
    }

    // ── input ───────────────────────────────────────────────────────────────────────────────────────────────────────

    private void ask(RoundTrip trip, Map<String, @Nullable Object> result) {
        Map<String, Message> asked = new LinkedHashMap<>();
        String flaw = ModernRules.mayAskForInput(trip.method())
                ? questions(result.get("inputRequests"), asked)
                : "only tools/call, prompts/get and resources/read may be answered so";
        if (flaw == null && asked.isEmpty() && !(result.get("requestState") instanceof String)) {
            flaw = "it has neither inputRequests nor requestState";
        }
        if (flaw == null && !trip.ask(asked.keySet(), result.get("requestState"))) {
            flaw = "it is the " + RoundTrip.MAX_ROUNDS + "th in a row, and there is no end to it";
        }
        if (flaw != null) {
            lose(trip, new MalformedReplyException("The result of " + trip + " asks for input, but " + flaw, null));
            return;
        }
        if (asked.isEmpty()) {
            goOn(trip);
        }
        asked.forEach((key, question) -> {
            Object id = trip.callerId() + "." + trip.round() + " " + key;
            inputs.put(id, new Input(trip, key));
            hand(question.with("id", id), null, trip.toString());
        });
    }

    private static @Nullable String questions(@Nullable Object inputRequests, Map<String, Message> into) {
        if (inputRequests == null) {
            return null;
        }
        if (!(inputRequests instanceof Map<?, ?> requests)) {
            return "inputRequests is no object";
        }
        for (Map.Entry<?, ?> each : requests.entrySet()) {
            if (!(each.getValue() instanceof Map<?, ?> request) || !(request.get("method") instanceof String method)) {
                return "\"" + each.getKey() + "\" is no request";
            }
            Map<String, @Nullable Object> params = new LinkedHashMap<>();
            if (request.get("params") instanceof Map<?, ?> given) {
                given.forEach((name, value) -> params.put(String.valueOf(name), value));
            }
            into.put(String.valueOf(each.getKey()), Message.request("", method, params));
        }
        return null;
    }

    private void answered(Message answer) {
        Input input = answer.id() == null ? null : inputs.remove(answer.id());
        if (input == null) {
            return;
        }
        if (answer.kind() == Message.Kind.ERROR) {
            lose(
                    input.trip(),
                    new InputRefusedException(input.trip() + " needs the input \"" + input.key()
                            + "\", which this client refused: "
                            + answer.error().get("message")));
        } else if (input.trip().give(input.key(), answer.result())) {
            goOn(input.trip());
        }
    }

    // ── for the listen stream ───────────────────────────────────────────────────────────────────────────────────────

    /** Sends a request that is no one's above, or the cancellation of one. */
    CompletionStage<Void> sendOwn(Object id, String method, Map<String, @Nullable Object> params) {
        return carrier.send(
                Methods.CANCELLED.equals(method)
                        ? Message.notification(method, Map.of("requestId", id))
                        : me.request(id, method, params));
    }

    void tellBroken(Exception cause) {
        MessageListener current = listener;
        if (current != null) {
            current.broken(cause);
        }
    }

    // ── translation ─────────────────────────────────────────────────────────────────────────────────────────────────

    /** A DiscoverResult as the result of initialize. */
    private Message discovered(Message result) {
        listening.offered(result.result().get("capabilities"));
        Map<String, @Nullable Object> initialized = new LinkedHashMap<>(result.result());
        initialized.put("protocolVersion", revision.text());
        if (result.result().get("_meta") instanceof Map<?, ?> meta) {
            Object server = meta.get(RequestMeta.SERVER_INFO);
            if (server != null) {
                initialized.putIfAbsent("serverInfo", server);
            }
        }
        return Message.result(Objects.requireNonNull(result.id()), initialized);
    }

    private static Message emptied(Message message) {
        return Message.result(Objects.requireNonNull(message.id()), Map.of());
    }

    private void deliver(Message message) {
        hand(message, null, message.toString());
    }

    private void hand(Message message, @Nullable String eventId, String stream) {
        MessageListener current = listener;
        if (current != null) {
            current.received(message, eventId, stream);
        }
    }

    /** The exception that a stage has failed with. */
    static Exception beneath(Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        return cause instanceof Exception exception ? exception : new TransportException(cause.toString(), cause);
    }

    private void lose(RoundTrip trip, Exception cause) {
        MessageListener current = listener;
        if (over(trip) && current != null) {
            current.lost(trip.callerId(), cause);
        }
    }

    @Override
    public void lost(Object requestId, Exception cause) {
        RoundTrip trip = onTheWire.remove(requestId);
        if (trip != null) {
            lose(trip, cause);
        } else if (!listed(requestId, null)) {
            listening.lost(requestId, cause);
        }
    }

    /** There are no sessions. */
    @Override
    public void sessionExpired() {}

    @Override
    public void broken(Exception cause) {
        tellBroken(cause);
    }

    // ── the connection ──────────────────────────────────────────────────────────────────────────────────────────────

    @Override
    public CompletionStage<Void> listening() {
        return listening.settled();
    }

    @Override
    public CompletionStage<Void> resume() {
        return carrier.resume().thenCompose(done -> listening.reopen());
    }

    @Override
    public void endSession() {
        listening.close();
        carrier.endSession();
    }

    @Override
    public void close() {
        listening.close();
        carrier.close();
    }

    @Override
    public String toString() {
        return carrier + " (" + revision + ")";
    }
}
