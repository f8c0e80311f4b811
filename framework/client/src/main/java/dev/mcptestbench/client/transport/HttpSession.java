package dev.mcptestbench.client.transport;

import dev.mcptestbench.journal.Secrets;
import dev.mcptestbench.protocol.Headers;
import dev.mcptestbench.protocol.Revision;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What initialization has settled for every later request (basic/transports#session-management and
 * #protocol-version-header). Immutable.
 *
 * @param id the session id that the server assigned, or {@code null}
 * @param version the negotiated protocol version as the server spelled it, or {@code null} before
 */
record HttpSession(@Nullable String id, @Nullable String version) {

    /** Before initialization. */
    static final HttpSession NONE = new HttpSession(null, null);

    /** The id as texts show it. */
    String brief() {
        return id == null ? "none" : Secrets.brief(id);
    }

    HttpSession withVersion(String negotiated) {
        return new HttpSession(id, negotiated);
    }

    @Override
    public String toString() {
        return "session " + brief() + (version == null ? "" : " of " + version);
    }

    /** Puts in the headers that requests of this session carry. */
    void addTo(Map<String, List<String>> headers) {
        if (id != null) {
            headers.put(Headers.SESSION_ID, List.of(id));
        }
        if (version != null
                && Revision.of(version).filter(Revision::requiresVersionHeader).isPresent()) {
            headers.put(Headers.PROTOCOL_VERSION, List.of(version));
        }
    }
}
