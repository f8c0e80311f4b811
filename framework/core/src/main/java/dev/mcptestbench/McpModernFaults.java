package dev.mcptestbench;

import dev.mcptestbench.script.Fault;
import dev.mcptestbench.script.ModernFault;
import dev.mcptestbench.script.ModernFault.Sequel;
import dev.mcptestbench.script.ReadyFaults;
import dev.mcptestbench.script.ServerRequest;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;

/** Faults of the modern era, from 2026-07-28 on, among the words of {@link Mcp}. */
abstract class McpModernFaults extends McpMessageFaults {

    /** The request is refused as if its headers said otherwise than its body: 400 and -32020, whatever they say. */
    public static Fault headerMismatch() {
        return ReadyFaults.headerMismatch();
    }

    /** The request is refused as if its revision were not spoken: 400 and -32022, with the revisions that are. */
    public static Fault unsupportedVersion(String... supported) {
        return ReadyFaults.unsupportedVersion(List.of(supported));
    }

    /** The request is refused as if it had to declare this capability: 400 and -32021, whatever it declares. */
    public static Fault missingCapability(String capability) {
        return ReadyFaults.missingCapability(capability);
    }

    /** The result has no {@code resultType}, as that of a server of the legacy era. */
    public static Fault withoutResultType() {
        return ReadyFaults.withoutResultType();
    }

    /** The result may be kept for so long, in milliseconds, whatever the server's caching hints say otherwise. */
    public static Fault ttl(Duration ttl) {
        return ReadyFaults.ttl(ttl);
    }

    // ── input_required ──────────────────────────────────────────────────────────────────────────────────────────────

    /**
     * The request is answered with {@code input_required}, and served once the client returns with the answer. On
     * {@code tools/call}, {@code prompts/get} and {@code resources/read} that is in order, and {@code ask} does it too; on
     * any other method it is a fault.
     */
    public static Fault requireInput(ServerRequest question) {
        return new ModernFault.RequireInput(question, Sequel.SERVED);
    }

    /** The request is answered with {@code input_required}, however often the client returns with the answer. */
    public static Fault requireInputForEver(ServerRequest question) {
        return new ModernFault.RequireInput(question, Sequel.ASKED_AGAIN);
    }

    /** The request is answered with {@code input_required} and a state that the server will not take back: -32602. */
    public static Fault requireInputWithTamperedState(ServerRequest question) {
        return new ModernFault.RequireInput(question, Sequel.STATE_REFUSED);
    }

    // ── subscriptions ───────────────────────────────────────────────────────────────────────────────────────────────

    /** What opens with {@code subscriptions/listen} is not acknowledged; notifications come all the same. */
    public static Fault withoutAcknowledgement() {
        return new ModernFault.WithoutAcknowledgement();
    }

    /**
     * Of what the client wants to hear only so much is acknowledged, and said.
     *
     * @param kinds members of its filter, such as {@code toolsListChanged}; none acknowledges nothing
     */
    public static Fault acknowledgeOnly(String... kinds) {
        return new ModernFault.AcknowledgeOnly(new LinkedHashSet<>(List.of(kinds)));
    }

    /**
     * Subscriptions end in good order, each with its response: on {@code subscriptions/listen} the one that it opens, once
     * it is acknowledged; on any other occasion all.
     */
    public static Fault endSubscriptions() {
        return new ModernFault.EndSubscriptions();
    }
}
