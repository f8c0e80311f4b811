package dev.mcptestbench.server.carrier;

import dev.mcptestbench.protocol.Era;
import dev.mcptestbench.protocol.HttpFacts;
import dev.mcptestbench.protocol.Message;
import dev.mcptestbench.protocol.MessageRules;
import dev.mcptestbench.protocol.RequestMeta;
import dev.mcptestbench.protocol.RequestRefusal;
import dev.mcptestbench.protocol.Revision;
import dev.mcptestbench.script.Carrier;
import dev.mcptestbench.server.engine.Outlet;
import dev.mcptestbench.wire.Exchange;
import dev.mcptestbench.wire.Frame;
import dev.mcptestbench.wire.FrameSink;
import dev.mcptestbench.wire.Plan;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Streamable HTTP as the modern era has it (2026-07-28, basic/transports/streamable-http): each POST stands for itself,
 * and there is nothing but POST. Called on event loops; never blocks.
 */
final class ModernHttp implements ModernWalk.Voice {

    private static final Revision REVISION = Revision.V2026_07_28;

    private final Interior interior;
    private final ModernWalk walk;

    ModernHttp(Interior interior) {
        this.interior = interior;
        this.walk = new ModernWalk(Carrier.STREAMABLE_HTTP, interior);
    }

    /** Whether a request is one for here, given the message in it if one could be read. */
    boolean takes(HttpFacts http, @Nullable Message message) {
        return walk.isServed(Era.MODERN) && (RequestMeta.isIn(http, message) || !walk.isServed(Era.LEGACY));
    }

    /** Takes any request that is no POST, if there is nobody else to take it. */
    boolean refusesAllButPost(Exchange exchange) {
        if (walk.isServed(Era.LEGACY)) {
            return false;
        }
        interior.journal().arrived(exchange, null, null, null);
        exchange.reply().push(Frame.Head.of(405).with("Allow", "POST").with("Content-Length", "0"));
        exchange.reply().push(new Frame.Finish());
        return true;
    }

    /**
     * Takes a POST.
     *
     * @param json its body, parsed
     * @param first the message in it, or the first if it is a list, or {@code null} if there is none
     */
    void post(Exchange exchange, HttpFacts http, @Nullable Object json, @Nullable Message first) {
        Message message = json instanceof List ? null : first;
        String client = message == null ? null : RequestMeta.of(message).clientName();
        long about = interior.journal().arrived(exchange, client, null, message);
        interior.journal().violations(MessageRules.checkDocument(json, REVISION), client, about);
        if (message == null) {
            Refused.with(exchange.reply(), 400, "The body is not one JSON-RPC message");
        } else {
            walk.take(exchange, message, http, client, about, this, errand -> {});
        }
    }

    @Override
    public Outlet outlet(Exchange exchange, Plan plan, FrameSink sink) {
        boolean streams = plan.needsStream() || interior.playback().settings().streamsReplies();
        return new ModernReply(exchange, sink, streams, plan.changesBody());
    }

    @Override
    public void refuse(FrameSink sink, RequestRefusal refusal, Message message) {
        Refused.body(sink, refusal.status(), refusal.toMessage(message.id()), true);
    }

    @Override
    public void accepted(FrameSink sink) {
        Refused.plainly(sink, 202);
    }
}
