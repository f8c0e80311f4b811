package dev.mcptestbench.client.session;

import dev.mcptestbench.journal.Secrets;
import dev.mcptestbench.protocol.Revision;
import java.net.URI;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.apiguardian.api.API;
import org.jspecify.annotations.Nullable;

/**
 * A session of the legacy era as a {@link SessionStore} keeps it. Immutable.
 *
 * <p>Of the streams only the standing one is remembered: a request that had not been answered died with whoever made it.
 *
 * @param server the server's MCP endpoint
 * @param client the name of the client whose it is
 * @param id the id that the server gave it; not empty. {@code toString} hides it
 * @param initializeResult the result of initialize, plain values
 * @param lastEventId the last event of the standing stream that the client has heard, or {@code null} if none had an id
 * @param resumptions how often it was taken up, so that no request has an id that one before a restart had; not negative
 */
@API(status = API.Status.EXPERIMENTAL)
public record StoredSession(
        URI server,
        String client,
        String id,
        Map<String, @Nullable Object> initializeResult,
        @Nullable String lastEventId,
        int resumptions) {

    /**
     * Copies and checks the values.
     *
     * @throws IllegalArgumentException if one is not as it ought to be; the message names it
     */
    public StoredSession {
        if (id.isEmpty()) {
            throw new IllegalArgumentException("A stored session needs an id that is not empty");
        }
        if (resumptions < 0) {
            throw new IllegalArgumentException("resumptions must not be negative, but it is " + resumptions);
        }
        initializeResult = Collections.unmodifiableMap(new LinkedHashMap<>(initializeResult));
        if (!(initializeResult.get("protocolVersion") instanceof String)) {
            throw new IllegalArgumentException("initializeResult has no protocolVersion");
        }
    }

    /** The negotiated protocol version, as the server spelled it. */
    public String version() {
        return String.valueOf(initializeResult.get("protocolVersion"));
    }

    /** The negotiated revision; empty if the version is none that is known. */
    public Optional<Revision> revision() {
        return Revision.of(version());
    }

    /** The same session after another event. */
    public StoredSession after(@Nullable String eventId) {
        return new StoredSession(server, client, id, initializeResult, eventId, resumptions);
    }

    /** The same session, taken up once more. */
    public StoredSession resumed() {
        return new StoredSession(server, client, id, initializeResult, lastEventId, resumptions + 1);
    }

    /** Whether another one is of the same server and client. */
    boolean isOfSameClientAs(StoredSession other) {
        return belongsTo(other.server, other.client);
    }

    /** Whether it is of that server and client. */
    boolean belongsTo(URI ofServer, String ofClient) {
        return server.equals(ofServer) && client.equals(ofClient);
    }

    /** Without the id, which is a credential. */
    @Override
    public String toString() {
        return "session " + Secrets.brief(id) + " of \"" + client + "\" at " + server
                + (lastEventId == null ? "" : " after event " + lastEventId);
    }
}
