package dev.mcptestbench.auth;

import dev.mcptestbench.auth.endpoint.AuthEndpoints;
import dev.mcptestbench.auth.endpoint.AuthReply;
import dev.mcptestbench.auth.endpoint.OAuthRequirements;
import dev.mcptestbench.protocol.Breach;
import dev.mcptestbench.protocol.Era;
import dev.mcptestbench.protocol.Message;
import dev.mcptestbench.protocol.Requirement;
import dev.mcptestbench.script.Carrier;
import dev.mcptestbench.script.Fault;
import dev.mcptestbench.script.OAuthFault;
import dev.mcptestbench.script.Occasion;
import dev.mcptestbench.wire.Exchange;
import dev.mcptestbench.wire.Frame;
import dev.mcptestbench.wire.FrameSink;
import dev.mcptestbench.wire.JournaledListener;
import dev.mcptestbench.wire.Plan;
import dev.mcptestbench.wire.Playback;
import dev.mcptestbench.wire.Stage;
import dev.mcptestbench.wire.WireJournal;
import dev.mcptestbench.wire.Workers;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Carries requests to the endpoints and replies back, by way of the script, and writes down both. Thread-safe. */
final class AuthWire extends JournaledListener {

    private final Playback playback;
    private final Workers workers;
    private final CompletableFuture<AuthEndpoints> endpoints;
    private final Premises premises;
    private final Map<Long, String> refreshes = new HashMap<>();

    /** The server as its rules reach it beyond a reply. */
    interface Premises extends Stage {

        /** Which other issuer knows the client of this id, as the journal tells, or {@code null} if none does. */
        @Nullable
        String issuerOf(String clientId);

        /** Ends it as a crash does. */
        void crash();
    }

    /** A listener whose endpoints come once the port is known, on which their URLs depend. */
    AuthWire(
            WireJournal journal,
            Playback playback,
            Workers workers,
            CompletableFuture<AuthEndpoints> endpoints,
            Premises premises) {
        super(journal, OAuthRequirements.WELL_FORMED);
        this.playback = playback;
        this.workers = workers;
        this.endpoints = endpoints;
        this.premises = premises;
    }

    @Override
    protected Welcome welcome() {
        return playback.meet(new Occasion.ConnectionMade(), 0).takeWelcome();
    }

    @Override
    public void requestArrived(Exchange exchange) {
        // Signatures take their time, and event loops have none.
        workers.execute(() -> serve(exchange, endpoints.join()));
    }

    private void serve(Exchange exchange, AuthEndpoints server) {
        Message message = server.message(exchange.request());
        String client = server.clientOf(message);
        if (!exchange.request().isFromHere()) {
            arrived(exchange, client);
            push(exchange.reply(), AuthReply.turnedAway(), false);
            return;
        }
        // Who sees it in the journal and sends another may rely on this one having been the first to meet the rules.
        Plan plan = playback.meet(
                new Occasion.Received(message, client), exchange.number(), Carrier.STREAMABLE_HTTP, Era.LEGACY);
        long about = arrived(exchange, client);
        judge(message, client, server, exchange, about);
        FrameSink sink = plan.wrap(exchange.reply(), exchange, premises);
        if (sink == null) {
            return;
        }
        AuthReply reply;
        try {
            List<Fault> faults = new ArrayList<>(plan.take(OAuthFault.class));
            faults.addAll(plan.take(Fault.ChangeMessage.class));
            reply = server.answer(exchange.request(), faults);
        } catch (RuntimeException e) {
            push(sink, AuthReply.failed(), false);
            throw e;
        }
        for (Breach breach : reply.breaches()) {
            journal().violation(breach, client, about);
        }
        push(sink, reply, plan.needsChunks());
    }

    /** The message stays out of the journal: it holds credentials, which the raw request is read without. */
    private long arrived(Exchange exchange, @Nullable String client) {
        return journal().arrived(exchange, client, null, null);
    }

    /** What can be told of a request just by what there is besides it. */
    private void judge(Message message, @Nullable String client, AuthEndpoints server, Exchange exchange, long about) {
        Object id = message.params().get("client_id");
        String other = client == null && id instanceof String known ? premises.issuerOf(known) : null;
        if (other != null) {
            note(OAuthRequirements.ISSUER_BOUND, "is that of a client of " + other, "client_id", server, client, about);
        }
        if (message.params().get("refresh_token") instanceof String token && !beginsAlone(exchange, token)) {
            note(
                    OAuthRequirements.REFRESH_ALONE,
                    "is that of another request, which is not answered yet",
                    "refresh_token",
                    server,
                    client,
                    about);
        }
    }

    private void note(
            Requirement requirement,
            String detail,
            String parameter,
            AuthEndpoints server,
            @Nullable String client,
            long about) {
        if (requirement.appliesTo(server.settings().revision())) {
            journal().violation(new Breach(requirement, detail, parameter), client, about);
        }
    }

    /** Whether no request with the same refresh token is under way. */
    private boolean beginsAlone(Exchange exchange, String refreshToken) {
        boolean alone;
        synchronized (refreshes) {
            alone = !refreshes.containsValue(refreshToken);
            refreshes.put(exchange.number(), refreshToken);
        }
        exchange.whenOver(() -> {
            synchronized (refreshes) {
                refreshes.remove(exchange.number());
            }
        });
        return alone;
    }

    private static void push(FrameSink sink, AuthReply reply, boolean chunked) {
        for (Frame frame : reply.frames(chunked)) {
            sink.push(frame);
        }
    }

    @Override
    public void requestOverheard(Exchange exchange) {
        // Not to be waited for here; and nobody has made himself known to a server that is just being started.
        arrived(exchange, endpoints.isDone() ? clientOf(exchange, endpoints.join()) : null);
    }

    private static @Nullable String clientOf(Exchange exchange, AuthEndpoints server) {
        return server.clientOf(server.message(exchange.request()));
    }

    @Override
    public void crash(Exchange exchange) {
        premises.crash();
    }
}
