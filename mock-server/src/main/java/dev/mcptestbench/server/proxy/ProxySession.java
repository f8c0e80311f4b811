package dev.mcptestbench.server.proxy;

import dev.mcptestbench.protocol.Conversation;
import dev.mcptestbench.protocol.Message;
import dev.mcptestbench.protocol.Revision;
import dev.mcptestbench.protocol.SessionFacts;
import org.jspecify.annotations.Nullable;

/** A session of the legacy era as it is seen from between its ends. Thread-safe. */
final class ProxySession {

    private final @Nullable String client;
    private final Conversation conversation = new Conversation();
    private volatile @Nullable String id;
    private volatile SessionFacts.State state = SessionFacts.State.OPEN;

    /** A session that is being asked for. */
    ProxySession(Message initialize) {
        this.client = initialize.at("clientInfo.name") instanceof String name ? name : null;
    }

    @Nullable
    String client() {
        return client;
    }

    @Nullable
    String id() {
        return id;
    }

    void id(String assigned) {
        id = assigned;
    }

    Conversation conversation() {
        return conversation;
    }

    Revision revision() {
        return conversation.revision();
    }

    void state(SessionFacts.State changed) {
        state = changed;
    }

    boolean isExpired() {
        return state == SessionFacts.State.GONE;
    }

    SessionFacts facts() {
        Revision revision = conversation.negotiated().orElse(null);
        return revision == null
                ? SessionFacts.none()
                : SessionFacts.open(revision, id).in(state);
    }
}
