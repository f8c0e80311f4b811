package dev.mcptestbench.script;

import static dev.mcptestbench.script.Carrier.MEMORY;
import static dev.mcptestbench.script.Carrier.SSE;
import static dev.mcptestbench.script.Carrier.STDIO;
import static dev.mcptestbench.script.Carrier.STREAMABLE_HTTP;

import dev.mcptestbench.protocol.Era;
import dev.mcptestbench.protocol.RoundTrips;
import java.util.Collection;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.apiguardian.api.API;
import org.jspecify.annotations.Nullable;

/**
 * Which rule can be expressed on which carrier and in which era, and why not where it cannot: the one place that says so.
 * A trigger, a position and an action each need something of the carrier; a carrier, and an era, lack things, each for a
 * reason.
 */
@API(status = API.Status.EXPERIMENTAL)
public final class FaultTable {

    private static final String SHARED_PORT =
            "a connection does not tell yet whether it is for HTTP+SSE or for streamable"
                    + " HTTP, which share the port; say over(STREAMABLE_HTTP, SSE), or serve HTTP+SSE alone";

    private static final Map<Carrier, Map<Need, String>> LACKS = new EnumMap<>(Carrier.class);
    private static final Map<Carrier, Map<Need, String>> LEGACY_LACKS = new EnumMap<>(Carrier.class);
    private static final Map<Need, String> MODERN_LACKS = new EnumMap<>(Need.class);

    static {
        String started = "a connection is accepted by the operating system, at once";
        String process = "only stdio has a process";

        lacks(STREAMABLE_HTTP, Need.START, started);
        lacks(STREAMABLE_HTTP, Need.PROCESS, process);

        lacks(SSE, Need.OWN_STREAM, "HTTP+SSE has one stream for all replies; script closeConnection()");
        lacks(SSE, Need.SECOND_STREAM, "HTTP+SSE has one stream for all replies");
        lacks(SSE, Need.RESUMPTION, "a stream of HTTP+SSE cannot be resumed");
        lacks(SSE, Need.EVENT_IDS, "events of HTTP+SSE have no ids");
        lacks(SSE, Need.SESSION_HEADER, "HTTP+SSE names its session in its first event; no header does");
        lacks(SSE, Need.LEAVE, "a client of HTTP+SSE leaves by closing its stream, which nothing can answer");
        lacks(SSE, Need.START, started);
        lacks(SSE, Need.PROCESS, process);

        lacks(STDIO, Need.HEAD, "stdio has neither status nor headers");
        lacks(STDIO, Need.CHUNKS, "stdio has no chunks");
        lacks(STDIO, Need.OWN_STREAM, "stdio has one stream for all replies; script closeConnection()");
        lacks(STDIO, Need.SECOND_STREAM, "stdio has one stream for all replies");
        LEGACY_LACKS.put(STDIO, Map.of(Need.STANDING_STREAM, "a client of stdio opens no stream in the legacy era"));
        lacks(STDIO, Need.RESUMPTION, "stdio has no stream that could be resumed");
        lacks(STDIO, Need.SESSION, "the session of stdio is the process; script exitProcess(code)");
        lacks(STDIO, Need.RESET, "a pipe cannot be reset; script exitProcess(code)");
        lacks(STDIO, Need.EVENTS, "stdio has no server-sent events");

        lacks(STDIO, Need.LISTENER, "a client of stdio starts the process; script exitProcess(code)");

        lacks(MEMORY, Need.LISTENER, "memory has no port to refuse connections at; script closeConnection()");
        lacks(MEMORY, Need.HEAD, "memory has neither status nor headers");
        lacks(MEMORY, Need.CHUNKS, "memory has no chunks");
        lacks(MEMORY, Need.OWN_STREAM, "memory has one stream for all replies; script closeConnection()");
        lacks(MEMORY, Need.SECOND_STREAM, "memory has one stream for all replies");
        LEGACY_LACKS.put(MEMORY, Map.of(Need.STANDING_STREAM, "a client in memory opens no stream in the legacy era"));
        lacks(MEMORY, Need.RESUMPTION, "memory has no stream that could be resumed");
        lacks(MEMORY, Need.SESSION, "the session in memory is the connection; script closeConnection()");
        lacks(MEMORY, Need.LEAVE, "a client in memory leaves without asking");
        lacks(MEMORY, Need.RESET, "memory has no connection that could be reset; script closeConnection()");
        lacks(MEMORY, Need.HALVES, "a connection in memory has no halves; script closeConnection()");
        lacks(MEMORY, Need.BYTES, "in memory a message crosses whole");
        lacks(MEMORY, Need.EVENTS, "memory has no server-sent events");
        lacks(MEMORY, Need.FILLER, "in memory a message crosses whole");
        lacks(MEMORY, Need.PROCESS, process);

        MODERN_LACKS.put(Need.HANDSHAKE, "the modern era has no initialize");
        MODERN_LACKS.put(Need.EVENT_IDS, "events of the modern era have no ids");
        MODERN_LACKS.put(Need.SESSION_HEADER, "the modern era has no sessions");
        MODERN_LACKS.put(Need.SESSION, "the modern era has no sessions");
        MODERN_LACKS.put(Need.LEAVE, "the modern era has no sessions to take leave of");
        MODERN_LACKS.put(Need.ASKING, "in the modern era a client answers with its next request");
        MODERN_LACKS.put(Need.RESUMPTION, "the modern era resumes no streams");
    }

    private FaultTable() {}

    private static void lacks(Carrier carrier, Need need, String reason) {
        LACKS.computeIfAbsent(carrier, each -> new EnumMap<>(Need.class)).put(need, reason);
    }

    /** Why the rule cannot be expressed there, or {@code null} if it can; its own carriers are not looked at. */
    public static @Nullable String refusal(Rule rule, Carrier carrier, Era era) {
        return refusal(rule.trigger(), rule.position(), rule.action(), carrier, era);
    }

    /** Why a rule of these parts cannot be expressed there, or {@code null} if it can. */
    public static @Nullable String refusal(
            Trigger trigger, Position position, Action action, Carrier carrier, Era era) {
        if (era == Era.MODERN && carrier == SSE) {
            return "HTTP+SSE belongs to the legacy era";
        }
        for (Need need : Need.of(trigger, position, action)) {
            String reason = LACKS.getOrDefault(carrier, Map.of()).get(need);
            if (reason == null) {
                reason = era == Era.MODERN ? modernLack(carrier, need) : legacyLack(carrier, need);
            }
            if (reason != null) {
                return reason;
            }
        }
        return era == Era.MODERN && action instanceof Action.Ask ask ? modernRefusal(trigger, position, ask) : null;
    }

    private static @Nullable String legacyLack(Carrier carrier, Need need) {
        return switch (need) {
            case RESULT_TYPE -> "results of the legacy era have no resultType";
            case LISTENING -> "the legacy era has no subscriptions/listen";
            case INPUT -> "the legacy era has no input_required; script ask(…)";
            default -> LEGACY_LACKS.getOrDefault(carrier, Map.of()).get(need);
        };
    }

    private static @Nullable String modernLack(Carrier carrier, Need need) {
        // A process takes leave of its client, whatever they have spoken.
        return carrier == STDIO && need == Need.LEAVE ? null : MODERN_LACKS.get(need);
    }

    /** Why a question cannot become a result that asks for input (2026-07-28, basic/patterns/mrtr). */
    private static @Nullable String modernRefusal(Trigger trigger, Position position, Action.Ask ask) {
        boolean supported =
                trigger instanceof Trigger.OfMessage message && RoundTrips.mayRequireInput(message.method());
        if (!supported) {
            return "in the modern era the server asks by input_required, which answers only "
                    + "tools/call, prompts/get and resources/read; script it on one of them, or do requireInput(…)";
        }
        if (!(ask.to() instanceof Addressee.WhomItMet)) {
            return "in the modern era the server asks nobody but whose request it answers";
        }
        if (!RoundTrips.mayBeAsked(ask.question().method())) {
            return "in the modern era a client is asked for elicitation, sampling and roots alone";
        }
        if (ask.question().repeated() || ask.question().cancelledAfter() != null) {
            return "in the modern era a question is part of a result: it is asked once, and not taken back";
        }
        return position instanceof Position.BeforeReply
                ? null
                : "in the modern era a question takes the place of the reply; leave out the position";
    }

    /**
     * Why the rule can be expressed nowhere among these, or {@code null} if it can be somewhere. Carriers that the rule
     * itself leaves out do not count.
     */
    public static @Nullable String refusal(Rule rule, Collection<Carrier> carriers, Collection<Era> eras) {
        Set<String> reasons = new LinkedHashSet<>();
        for (Carrier carrier : Carrier.values()) {
            if (!carriers.contains(carrier) || !rule.carriers().contains(carrier)) {
                continue;
            }
            boolean unknown = carrier == SSE
                    && rule.trigger() instanceof Trigger.OfConnection
                    && carriers.contains(STREAMABLE_HTTP)
                    && !rule.carriers().contains(STREAMABLE_HTTP);
            for (Era era : eras) {
                String reason = unknown ? SHARED_PORT : refusal(rule, carrier, era);
                if (reason == null) {
                    return null;
                }
                reasons.add(reason);
            }
        }
        return reasons.isEmpty() ? "it is served over none of the rule's carriers" : String.join("; ", reasons);
    }
}
