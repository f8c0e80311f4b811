package dev.mcptestbench.server.carrier;

import dev.mcptestbench.plugin.Guard;
import dev.mcptestbench.protocol.Challenge;
import dev.mcptestbench.protocol.Era;
import dev.mcptestbench.protocol.Json;
import dev.mcptestbench.protocol.JsonException;
import dev.mcptestbench.protocol.Message;
import dev.mcptestbench.protocol.Methods;
import dev.mcptestbench.protocol.RequestMeta;
import dev.mcptestbench.script.Carrier;
import dev.mcptestbench.script.Occasion;
import dev.mcptestbench.wire.Exchange;
import dev.mcptestbench.wire.Frame;
import dev.mcptestbench.wire.FrameSink;
import dev.mcptestbench.wire.Plan;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The door of a server that is guarded: nobody comes to the transport but by the guard. What it answers itself is journaled
 * like any other arrival, and met by the rules for it. Thread-safe; never on event loops.
 */
final class GuardedDoor {

    private final Guard guard;
    private final Interior interior;

    GuardedDoor(Guard guard, Interior interior) {
        this.guard = guard;
        this.interior = interior;
    }

    /**
     * What a transport knows of the sender of a request.
     *
     * @param client the name of its client, or {@code null}
     * @param session the session that it names, or {@code null}
     * @param open whether that session is open
     */
    record Sender(@Nullable String client, @Nullable String session, boolean open) {}

    /** Asks the guard about a request for an endpoint; {@code letIn} takes it on. */
    void knock(Exchange exchange, String endpoint, Carrier carrier, Sender sender, Runnable letIn) {
        List<Message> messages = messages(exchange);
        Message first = messages.isEmpty() ? null : messages.get(0);
        String client = client(first, sender);
        Guard.Decision decision =
                guard.decide(new Guard.Visitor(exchange.request(), endpoint, messages, client, sender.open()));
        if (decision instanceof Guard.Answer answer) {
            long about = interior.journal().arrived(exchange, client, sender.session(), first);
            decision.breaches().forEach(breach -> interior.journal().violation(breach, client, about));
            answer(exchange, answer, carrier, client);
        } else {
            decision.breaches().forEach(breach -> interior.journal().violation(breach, client, 0));
            letIn.run();
        }
    }

    /** Lets the guard answer for a path that is no endpoint; {@code false} if it has nothing there. */
    boolean answers(Exchange exchange) {
        Optional<Guard.Answer> answer = guard.answer(exchange.request());
        if (answer.isEmpty()) {
            return false;
        }
        long about = interior.journal().arrived(exchange, null, null, null);
        answer.get().breaches().forEach(breach -> interior.journal().violation(breach, null, about));
        Carrier carrier = interior.playback().carriers().contains(Carrier.STREAMABLE_HTTP)
                ? Carrier.STREAMABLE_HTTP
                : Carrier.SSE;
        answer(exchange, answer.get(), carrier, null);
        return true;
    }

    /** A scripted challenge with what the guard adds to it. */
    Challenge completed(Challenge scripted) {
        return guard.complete(scripted);
    }

    /** A client is told this, be it let in or not. */
    void told(Exchange exchange, Frame.Head head) {
        guard.told(exchange.request(), head);
    }

    private void answer(Exchange exchange, Guard.Answer answer, Carrier carrier, @Nullable String client) {
        Occasion occasion = new Occasion.Received(answer.occasion(), client);
        Plan plan = interior.playback().meet(occasion, exchange.number(), carrier, Era.LEGACY);
        FrameSink sink =
                plan.wrap(exchange.reply(), exchange, interior.performer().stage(null));
        if (sink != null) {
            for (Frame frame : answer.frames()) {
                sink.push(frame);
            }
        }
    }

    private static List<Message> messages(Exchange exchange) {
        byte[] body = exchange.request().body();
        try {
            return body.length == 0 ? List.of() : Message.allIn(Json.parse(body));
        } catch (JsonException unreadable) {
            return List.of();
        }
    }

    private static @Nullable String client(@Nullable Message first, Sender sender) {
        if (first != null && Methods.INITIALIZE.equals(first.method())) {
            return first.at("clientInfo.name") instanceof String name ? name : sender.client();
        }
        String own = first == null || !RequestMeta.isIn(first)
                ? null
                : RequestMeta.of(first).clientName();
        return own == null ? sender.client() : own;
    }
}
