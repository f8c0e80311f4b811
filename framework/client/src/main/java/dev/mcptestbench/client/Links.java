package dev.mcptestbench.client;

import dev.mcptestbench.plugin.McpEndpoint;
import dev.mcptestbench.plugin.TransportProvider.MessageTransport;
import dev.mcptestbench.protocol.Era;
import dev.mcptestbench.protocol.Revision;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** Makes links for one client, and brings back those that are broken. Thread-safe. */
final class Links {

    private final String client;
    private final Surroundings surroundings;
    private final ClientSettings settings;
    private final Supplier<McpEndpoint> endpoint;
    private final Requests requests;
    private final Handshake handshake;
    private final ServerRequests serverRequests;

    Links(
            String client,
            Surroundings surroundings,
            ClientSettings settings,
            Supplier<McpEndpoint> endpoint,
            Requests requests,
            ServerRequests serverRequests) {
        this.client = client;
        this.surroundings = surroundings;
        this.settings = settings;
        this.endpoint = endpoint;
        this.requests = requests;
        this.handshake = new Handshake(client, surroundings, requests, serverRequests);
        this.serverRequests = serverRequests;
    }

    /**
     * Makes a new link and initializes a session over it.
     *
     * @param connection told of what happens to the link
     * @param wanted asked before anything is sent whether the link is wanted still
     */
    CompletionStage<Link> anew(Connection connection, Predicate<Link> wanted) {
        try {
            McpEndpoint server = endpoint.get();
            String transport =
                    settings.transport().orElse(surroundings.settings().transport());
            List<Way> ways = surroundings.ways().to(server, transport, revisions());
            return tryEach(ways, way -> anew(server, way, ways.size() > 1, connection, wanted))
                    .thenApply(link -> {
                        surroundings.ways().remember(server, transport, link.way());
                        return link;
                    });
        } catch (RuntimeException e) {
            return CompletableFuture.failedStage(e);
        }
    }

    private List<Revision> revisions() {
        List<Revision> own = settings.revisions();
        return own.isEmpty() ? List.of(surroundings.settings().revision()) : own;
    }

    /** Tries the first way, and the next if that was wrong for this server. */
    private CompletionStage<Link> tryEach(List<Way> ways, Function<Way, CompletionStage<Link>> attempt) {
        Way first = ways.get(0);
        CompletionStage<Link> tried = attempt.apply(first);
        if (ways.size() == 1) {
            return tried;
        }
        return tried.handle((link, failure) -> failure != null && Ways.isWrong(first, Failures.of(failure))
                        ? tryEach(ways.subList(1, ways.size()), attempt)
                        : tried)
                .thenCompose(next -> next);
    }

    private CompletionStage<Link> anew(
            McpEndpoint server, Way way, boolean probing, Connection connection, Predicate<Link> wanted) {
        MessageTransport transport =
                surroundings.transports().open(way.transport(), server, surroundings.clock(), way.revision());
        Link link = new Link(client, connection, way, transport, surroundings, requests, serverRequests);
        if (!wanted.test(link)) {
            transport.close();
            return CompletableFuture.failedStage(
                    new ClientClosedException("Client \"" + client + "\" was left before it was connected"));
        }
        transport.start(link);
        boolean mayBeSilent = probing && way.revision().era() == Era.MODERN;
        CompletionStage<Link> initialized =
                initialize(link, mayBeSilent ? settings.requestTimeout().dividedBy(4) : settings.requestTimeout());
        return probing
                ? initialized.whenComplete((made, failure) -> {
                    if (failure != null) {
                        surroundings.workers().execute(transport::close);
                    }
                })
                : initialized;
    }

    /** Initializes a new session over a link. */
    CompletionStage<Link> initialize(Link link) {
        return initialize(link, settings.requestTimeout());
    }

    private CompletionStage<Link> initialize(Link link, Duration timeout) {
        return handshake.with(link.transport(), link.way().revision(), timeout).thenApply(response -> {
            link.initialized(response);
            return link;
        });
    }

    /** Takes a broken link up again, session and all. */
    CompletionStage<Link> resume(Link link) {
        return link.transport().resume().thenApply(done -> link);
    }
}
