package dev.mcptestbench.server.carrier;

import dev.mcptestbench.protocol.ClientChannel;
import dev.mcptestbench.protocol.Era;
import dev.mcptestbench.protocol.Message;
import dev.mcptestbench.protocol.Methods;
import dev.mcptestbench.protocol.RequestMeta;
import dev.mcptestbench.protocol.RequestRefusal;
import dev.mcptestbench.script.Carrier;
import dev.mcptestbench.server.engine.ModernErrand;
import dev.mcptestbench.server.engine.Outlet;
import dev.mcptestbench.wire.Exchange;
import dev.mcptestbench.wire.Frame;
import dev.mcptestbench.wire.FrameSink;
import dev.mcptestbench.wire.Lane;
import dev.mcptestbench.wire.Plan;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The modern era on a carrier of lines (2026-07-28, basic/transports/stdio): each request stands for itself, and since
 * none has a stream that could be closed, it is cancelled by a notification. Thread-safe.
 */
final class ModernLines implements ModernWalk.Voice {

    private final Interior interior;
    private final ModernWalk walk;
    private final ClientChannel channel = new ClientChannel();
    private final Map<Object, ModernErrand> open = new ConcurrentHashMap<>();

    ModernLines(Carrier carrier, Interior interior) {
        this.interior = interior;
        this.walk = new ModernWalk(carrier, interior);
    }

    /**
     * Whether a message is one for here: it says so itself, or there is nobody else to take it. What asks for no answer
     * says nothing; it belongs to the era in which the client has opened.
     */
    boolean takes(Message message, boolean inSession) {
        if (!walk.isServed(Era.MODERN)) {
            return false;
        }
        if (Methods.CANCELLED.equals(message.method()) && names(message) != null) {
            return true;
        }
        boolean unopened = !inSession && message.kind() != Message.Kind.REQUEST;
        return RequestMeta.isIn(message) || unopened || !walk.isServed(Era.LEGACY);
    }

    private @Nullable ModernErrand names(Message cancelled) {
        Object id = cancelled.params().get("requestId");
        return id == null ? null : open.get(id);
    }

    void take(Lane lane, Message message) {
        String client = RequestMeta.of(message).clientName();
        long about = interior.journal().arrived(lane, client, null, message);
        interior.journal().violations(channel.received(message), client, about);
        Object waiting = message.kind() == Message.Kind.REQUEST ? message.id() : null;
        if (waiting != null) {
            // Whatever came in place of a response.
            lane.whenOver(() -> channel.sent(Message.result(waiting, Map.of())));
        }
        ModernErrand cancelled = Methods.CANCELLED.equals(message.method()) ? names(message) : null;
        walk.take(lane, message, null, client, about, this, errand -> {
            Object id = message.id();
            if (id != null) {
                open.put(id, errand);
                lane.whenOver(() -> open.remove(id, errand));
            }
        });
        if (cancelled != null) {
            cancelled.cancel();
        }
    }

    /** A message is about to leave on the channel: from here on the client may know it. */
    void leaving(Message message) {
        channel.sent(message);
    }

    @Override
    public Outlet outlet(Exchange exchange, Plan plan, FrameSink sink) {
        return SharedOutlet.ofLines(sink, exchange);
    }

    @Override
    public void refuse(FrameSink sink, RequestRefusal refusal, Message message) {
        if (message.kind() != Message.Kind.NOTIFICATION) {
            Message error = refusal.toMessage(message.id());
            sink.push(new Frame.Line(error.toBytes(), error));
        }
        sink.push(new Frame.Finish());
    }

    @Override
    public void accepted(FrameSink sink) {
        sink.push(new Frame.Finish());
    }
}
