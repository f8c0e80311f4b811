package dev.mcptestbench.server.proxy;

import dev.mcptestbench.protocol.Breach;
import dev.mcptestbench.protocol.Direction;
import dev.mcptestbench.protocol.HttpFacts;
import dev.mcptestbench.protocol.Message;
import dev.mcptestbench.protocol.MessageRules;
import dev.mcptestbench.protocol.ModernRules;
import dev.mcptestbench.protocol.Revision;
import dev.mcptestbench.protocol.RoundTrips;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Judges what clients of the modern era say to a real server, but for what that server alone knows: which headers mirror
 * arguments, whether a state is genuine. Thread-safe.
 */
final class ModernLint {

    private final RoundTrips trips = new RoundTrips();

    /** Takes note of what a client says, with the POST that brought it if there was one. */
    List<Breach> received(Message message, @Nullable HttpFacts http) {
        List<Breach> breaches =
                new ArrayList<>(MessageRules.check(message, Revision.V2026_07_28, Direction.CLIENT_TO_SERVER));
        breaches.addAll(ModernRules.judge(message, http, EnumSet.allOf(Revision.class), List.of())
                .breaches());
        breaches.addAll(trips.received(message));
        return breaches;
    }

    /** Takes note of what the real server says about a request. */
    void answered(Message request, Message answer) {
        trips.sent(request, answer);
    }
}
