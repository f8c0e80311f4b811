package dev.mcptestbench.client.auth;

import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The nonces that servers want to see in the next proof, by origin (RFC 9449, sections 8 and 9). Thread-safe. */
final class Nonces {

    static final String WANTED = "use_dpop_nonce";

    private static final String HEADER = "DPoP-Nonce";

    private final Map<String, String> latest = new ConcurrentHashMap<>();

    @Nullable
    String latest(URI url) {
        return latest.get(Urls.origin(url));
    }

    /** Takes the nonce out of the headers of a reply; {@code null} if there is none. */
    @Nullable
    String take(URI url, Map<String, List<String>> headers) {
        List<String> nonce = headers.get(HEADER);
        if (nonce == null || nonce.isEmpty()) {
            return null;
        }
        latest.put(Urls.origin(url), nonce.get(0));
        return nonce.get(0);
    }
}
