package dev.mcptestbench.wiremock;

import dev.mcptestbench.script.Action;
import dev.mcptestbench.script.Fault;
import dev.mcptestbench.script.Position;
import dev.mcptestbench.script.Rule;
import dev.mcptestbench.script.ServerFault;
import dev.mcptestbench.script.Trigger;
import java.util.Collection;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Which rules WireMock cannot play, and why: each reason names what to write instead. */
final class Limits {

    private Limits() {}

    /** Why not, or {@code null} if it can. */
    static @Nullable String refusal(Rule rule) {
        if (rule.trigger() instanceof Trigger.OfConnection) {
            return "WireMock tells of requests, not of connections; script the request";
        }
        boolean outside =
                rule.position() instanceof Position.BeforeReply || rule.position() instanceof Position.AfterCommit;
        return outside
                ? refusal(rule.action())
                : "WireMock sends a reply in one piece, and nothing happens within it; script it before the reply, or"
                        + " afterCommit()";
    }

    private static @Nullable String refusal(Action action) {
        if (action instanceof Fault.Throttle || action instanceof Fault.SlowHead) {
            return "WireMock sends a reply in one piece; script delay(…)";
        }
        if (action instanceof Fault.CloseMidChunk || action instanceof Fault.BadChunk) {
            return "WireMock makes the chunks itself; stub its own Fault.MALFORMED_RESPONSE_CHUNK";
        }
        if (action instanceof Fault.HalfCloseConnection) {
            return "WireMock closes a connection as a whole; script closeConnection()";
        }
        if (action instanceof Fault.Crash || action instanceof ServerFault.RefuseConnections) {
            return "WireMock keeps its port and takes connections; script resetConnection(), or stop the WireMockServer";
        }
        if (action instanceof Fault.OversizeHead) {
            return "WireMock's server bounds the heads it sends; script oversizeBody(…)";
        }
        if (action instanceof Fault.Status status) {
            return ofHead(status.code(), status.headers().keySet());
        }
        return action instanceof Fault.ChangeHead change
                ? ofHead(
                        change.code(),
                        Stream.of(change.set().keySet(), change.remove(), change.repeat())
                                .flatMap(Collection::stream)
                                .toList())
                : null;
    }

    private static @Nullable String ofHead(int code, Collection<String> headers) {
        if (code != 0 && code < 200) {
            return "WireMock's server sends no final reply of a status below 200; script another status";
        }
        return headers.stream().anyMatch(Limits::framesBody)
                ? "WireMock's server frames the body itself: leave Content-Length and Transfer-Encoding alone"
                : null;
    }

    private static boolean framesBody(String header) {
        return header.equalsIgnoreCase("Content-Length") || header.equalsIgnoreCase("Transfer-Encoding");
    }
}
