package dev.mcptestbench.protocol;

import java.util.List;
import java.util.Optional;
import org.apiguardian.api.API;
import org.apiguardian.api.API.Status;

/**
 * Remembers what was said in one session of the legacy era and finds what the client does wrong in the light of it, seen
 * from the server's chair. Safe for use by many threads; messages count in the order of the calls.
 */
@API(status = Status.EXPERIMENTAL)
public final class Conversation {

    /**
     * Takes note of a message from the client.
     *
     * @return the breaches that the message alone does not show, empty if there are none
     */
    public List<Breach> received(Message message) {
        return List.of();
    }

    /** Takes note of a message to the client, which is not judged: a mock may say anything. */
    public void sent(Message message) {}

    /** Returns the revision that the server's answer to {@code initialize} settled on, if it did. */
    public Optional<Revision> negotiated() {
        return Optional.empty();
    }

    /** Returns the revision to judge by: the negotiated one, else the one asked for, else the latest legacy one. */
    public Revision revision() {
        return negotiated().orElse(Revision.LATEST_LEGACY);
    }

    /** Tells whether the client declared a capability, such as {@code roots.listChanged}. */
    public boolean clientDeclares(String capability) {
        return false;
    }

    /** Tells whether the server declared a capability, such as {@code resources.subscribe}. */
    public boolean serverDeclares(String capability) {
        return false;
    }
}
