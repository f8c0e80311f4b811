package dev.mcptestbench.client;

import dev.mcptestbench.plugin.McpEndpoint;
import dev.mcptestbench.plugin.TransportProvider.MessageTransport;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** Makes links for one client, and brings back those that are broken. Thread-safe. */
final class Links {

    private final String client;
    private final Surroundings surroundings;
    private final Supplier<McpEndpoint> endpoint;
    private final Requests requests;
    private final Handshake handshake;
    private final ServerRequests serverRequests;

    Links(
            String client,
            Surroundings surroundings,
            ClientSettings settings,
            Supplier<McpEndpoint> endpoint,
            Requests requests) {
        this.client = client;
        this.surroundings = surroundings;
        this.endpoint = endpoint;
        this.requests = requests;
        this.handshake = new Handshake(client, surroundings, settings.requestTimeout(), requests);
        this.serverRequests = new ServerRequests(client);
    }

    /**
     * Makes a new link and initializes a session over it.
     *
     * @param connection told of what happens to the link
     * @param wanted asked before anything is sent whether the link is wanted still
     */
    CompletionStage<Link> anew(Connection connection, Predicate<Link> wanted) {
        try {
            MessageTransport transport = surroundings
                    .transports()
                    .open(surroundings.settings().transport(), endpoint.get(), surroundings.clock());
            Link link = new Link(client, connection, transport, surroundings, requests, serverRequests);
            if (!wanted.test(link)) {
                transport.close();
                return CompletableFuture.failedStage(
                        new ClientClosedException("Client \"" + client + "\" was left before it was connected"));
            }
            transport.start(link);
            return initialize(link);
        } catch (RuntimeException e) {
            return CompletableFuture.failedStage(e);
        }
    }

    /** Initializes a new session over a link. */
    CompletionStage<Link> initialize(Link link) {
        return handshake.with(link.transport()).thenApply(response -> {
            link.initialized(response);
            return link;
        });
    }

    /** Takes a broken link up again, session and all. */
    CompletionStage<Link> resume(Link link) {
        return link.transport().resume().thenApply(done -> link);
    }
}
