package dev.mcptestbench.protocol;

import dev.mcptestbench.protocol.Message.Kind;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Follows a session through its beginning (basic/lifecycle#initialization). Guarded by the conversation. */
final class Handshake {

    private static final int MOST_CONNECTIONS = 1_000;

    private Phase phase = Phase.NEW;
    private boolean askedBefore;
    private boolean missingReported;
    private final Set<Long> workedOn = new HashSet<>();
    private @Nullable Revision asked;
    private @Nullable Revision negotiated;
    private Map<String, @Nullable Object> clientCapabilities = Map.of();
    private Map<String, @Nullable Object> serverCapabilities = Map.of();

    private enum Phase {
        NEW,
        ASKED,
        ANSWERED,
        READY
    }

    /** Takes note that the client sent initialize, before that very message is checked. */
    void asked(Message initialize) {
        askedBefore = phase != Phase.NEW;
        phase = Phase.ASKED;
        negotiated = null;
        asked = legacy(initialize.params().get("protocolVersion"));
        clientCapabilities = object(initialize.params().get("capabilities"));
    }

    /** Takes note of the server's answer to initialize. */
    void answered(Message answer) {
        if (answer.kind() == Kind.ERROR) {
            phase = Phase.NEW;
            return;
        }
        phase = Phase.ANSWERED;
        missingReported = false;
        negotiated = legacy(answer.result().get("protocolVersion"));
        serverCapabilities = object(answer.result().get("capabilities"));
    }

    void checkRequest(String method, long connection, Findings findings) {
        if (method.equals(Methods.INITIALIZE)) {
            if (askedBefore) {
                findings.add(SessionRequirements.INITIALIZE_ONCE, "is initialize once more", "method");
            }
            return;
        }
        if (method.equals(Methods.PING)) {
            return;
        }
        switch (phase) {
            case NEW -> findings.add(SessionRequirements.INITIALIZE_FIRST, method + " came before it", "method");
            case ASKED -> findings.add(SessionRequirements.INITIALIZE_AWAITED, method + " did not wait", "method");
            case ANSWERED -> {
                // On another connection it may be on its way still. Whoever sends a second request on one connection
                // has
                // seen the answer to the first, and has begun to work. Saying it once is enough.
                boolean certain = connection == Conversation.ONE_CHANNEL || workedOn.contains(connection);
                if (workedOn.size() < MOST_CONNECTIONS) {
                    workedOn.add(connection);
                }
                if (certain && !missingReported) {
                    missingReported = true;
                    findings.add(SessionRequirements.INITIALIZED_SENT, method + " came before it", "method");
                }
            }
            case READY -> {
                // All is as it should be.
            }
        }
    }

    void checkNotification(String method, Findings findings) {
        boolean initialized = method.equals(Methods.INITIALIZED);
        if (phase == Phase.NEW) {
            findings.add(SessionRequirements.INITIALIZE_FIRST, method + " came before it", "method");
        } else if (initialized && phase == Phase.ASKED) {
            findings.add(SessionRequirements.INITIALIZED_AFTER_ANSWER, "the answer is still to come", "method");
        } else if (initialized) {
            phase = Phase.READY;
            workedOn.clear();
        }
    }

    /** Tells whether the server has answered initialize. */
    boolean isAnswered() {
        return phase == Phase.ANSWERED || phase == Phase.READY;
    }

    @Nullable
    Revision negotiated() {
        return negotiated;
    }

    Revision revision() {
        if (negotiated != null) {
            return negotiated;
        }
        return asked != null ? asked : Revision.LATEST_LEGACY;
    }

    Map<String, @Nullable Object> clientCapabilities() {
        return clientCapabilities;
    }

    Map<String, @Nullable Object> serverCapabilities() {
        return serverCapabilities;
    }

    private static @Nullable Revision legacy(@Nullable Object version) {
        return version instanceof String text
                ? Revision.of(text).filter(Revision::hasHandshake).orElse(null)
                : null;
    }

    @SuppressWarnings("unchecked") // plain maps have strings for keys
    private static Map<String, @Nullable Object> object(@Nullable Object value) {
        return value instanceof Map<?, ?> map ? (Map<String, @Nullable Object>) map : Map.of();
    }
}
