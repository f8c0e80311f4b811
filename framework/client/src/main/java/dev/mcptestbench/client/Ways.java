package dev.mcptestbench.client;

import dev.mcptestbench.client.transport.ConnectionLostException;
import dev.mcptestbench.client.transport.HttpStatusException;
import dev.mcptestbench.client.transport.MalformedReplyException;
import dev.mcptestbench.client.transport.NoResponseException;
import dev.mcptestbench.plugin.McpEndpoint;
import dev.mcptestbench.plugin.TestSettings;
import dev.mcptestbench.protocol.Era;
import dev.mcptestbench.protocol.ErrorCode;
import dev.mcptestbench.protocol.Revision;
import dev.mcptestbench.script.Carrier;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * In which ways clients try to speak to a server of which nobody knows how old it is: the modern era, then the legacy era,
 * then HTTP+SSE (2026-07-28, basic/versioning#backward-compatibility-with-initialization-based-versions). What was found
 * out is remembered for each server, for all clients of a test. Thread-safe.
 */
final class Ways {

    private static final Set<ErrorCode> MODERN_ERRORS =
            Set.of(ErrorCode.HEADER_MISMATCH, ErrorCode.MISSING_CLIENT_CAPABILITY, ErrorCode.UNSUPPORTED_VERSION);

    /** Statuses that say nothing of the era: who asks, or how often, is the matter. */
    private static final Set<Integer> ABOUT_THE_CLIENT = Set.of(401, 403, 407, 429);

    private final Map<String, Way> known = new ConcurrentHashMap<>();

    /**
     * The ways to try, one after the other.
     *
     * @param revisions the revisions that the client speaks
     */
    List<Way> to(McpEndpoint server, String transport, List<Revision> revisions) {
        List<Way> ways = new ArrayList<>();
        for (Era era : List.of(Era.MODERN, Era.LEGACY)) {
            newest(revisions, era).ifPresent(revision -> ways.add(new Way(transport, revision)));
        }
        boolean alsoOld = revisions.size() > 1 && revisions.contains(Revision.V2024_11_05);
        if (alsoOld && transport.equals(TestSettings.STREAMABLE_HTTP)) {
            ways.add(new Way(Carrier.SSE.word(), Revision.V2024_11_05));
        }
        Way found = known.get(key(server, transport));
        if (found != null && ways.remove(found)) {
            ways.add(0, found);
        }
        return ways;
    }

    private static Optional<Revision> newest(List<Revision> revisions, Era era) {
        return revisions.stream().filter(revision -> revision.era() == era).max(Comparator.naturalOrder());
    }

    private static String key(McpEndpoint server, String transport) {
        // Of servers that are started, several may share name and URL.
        Object place = transport.equals(Carrier.STDIO.word()) && server.command() != null
                ? server.command().get()
                : server.url();
        return transport + " " + server.name() + " " + place;
    }

    /** The server was spoken to so. */
    void remember(McpEndpoint server, String transport, Way way) {
        known.put(key(server, transport), way);
    }

    /** Whether what went wrong means that the server cannot be spoken to so, but perhaps otherwise. */
    static boolean isWrong(Way way, Exception failure) {
        boolean http = way.transport().equals(TestSettings.STREAMABLE_HTTP);
        if (way.revision().era() == Era.LEGACY) {
            return http
                    ? failure instanceof HttpStatusException refused
                            && Set.of(400, 404, 405).contains(refused.status())
                    : failure instanceof ErrorResponseException;
        }
        if (failure instanceof HttpStatusException refused) {
            return refused.status() >= 400 && refused.status() < 500 && !ABOUT_THE_CLIENT.contains(refused.status());
        }
        if (failure instanceof ErrorResponseException error) {
            return !MODERN_ERRORS.contains(error.code()) || error.offers(Era.LEGACY);
        }
        boolean garbage = failure instanceof MalformedReplyException || failure instanceof NoResponseException;
        boolean silence = failure instanceof CallTimeoutException || failure instanceof ConnectionLostException;
        return garbage || (!http && silence);
    }
}
