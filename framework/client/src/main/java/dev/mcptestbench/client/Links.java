package dev.mcptestbench.client;

import dev.mcptestbench.client.auth.OAuthSettings;
import dev.mcptestbench.client.auth.StoredTokens;
import dev.mcptestbench.client.session.StoredSession;
import dev.mcptestbench.client.transport.HttpStatusException;
import dev.mcptestbench.client.transport.SessionExpiredException;
import dev.mcptestbench.plugin.Credentials;
import dev.mcptestbench.plugin.McpEndpoint;
import dev.mcptestbench.plugin.TransportProvider.MessageTransport;
import dev.mcptestbench.protocol.Era;
import dev.mcptestbench.protocol.Message;
import dev.mcptestbench.protocol.Revision;
import dev.mcptestbench.script.Carrier;
import java.net.URI;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Makes links for one client, and brings back those that are broken. Thread-safe. */
final class Links {

    private final String client;
    private final Surroundings surroundings;
    private final ClientSettings settings;
    private final Supplier<McpEndpoint> endpoint;
    private final Requests requests;
    private final Handshake handshake;
    private final ServerRequests serverRequests;
    private final @Nullable SessionKeeper sessions;

    /** By server: what a client knows of its authorization outlives its connections. */
    private final Map<URI, Credentials> credentials = new ConcurrentHashMap<>();

    /** Where a link is to lead, who is told of it, and who knows whether it is wanted still. */
    private record Goal(McpEndpoint server, String transport, Connection connection, Predicate<Link> wanted) {}

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
        this.sessions = settings.sessionStore()
                .map(store -> new SessionKeeper(client, store, surroundings.workers()))
                .orElse(null);
    }

    /**
     * Makes a new link, and over it takes up the session that is stored or initializes another.
     *
     * @param connection told of what happens to the link
     * @param wanted asked before anything is sent whether the link is wanted still
     */
    CompletionStage<Link> anew(Connection connection, Predicate<Link> wanted) {
        try {
            McpEndpoint named = endpoint.get();
            McpEndpoint server = authorized(named.withoutTransport());
            String transport = settings.transport()
                    .or(() -> named.isOnlyStarted()
                            ? Optional.of(Carrier.STDIO.word())
                            : surroundings.transports().chosenBy(named.url()))
                    .orElseGet(() -> surroundings.settings().transport());
            Goal goal = new Goal(server, transport, connection, wanted);
            SessionKeeper keeper = sessions;
            return keeper == null
                    ? anew(goal)
                    : keeper.find(server.url())
                            .thenCompose(found -> found.flatMap(stored -> resume(goal, stored, keeper))
                                    .orElseGet(() -> anew(goal)));
        } catch (RuntimeException e) {
            return CompletableFuture.failedStage(e);
        }
    }

    private McpEndpoint authorized(McpEndpoint server) {
        Optional<OAuthSettings> oauth = oauth();
        if (oauth.isEmpty()) {
            return server;
        }
        Revision newest = revisions().stream().max(Comparator.naturalOrder()).orElse(Revision.LATEST);
        return server.withCredentials(credentials.computeIfAbsent(
                server.url(), url -> surroundings.authorizer().credentials(client, server, oauth.get(), newest)));
    }

    /** How the client is authorized; empty if it is not. */
    Optional<OAuthSettings> oauth() {
        return settings.oauth().isPresent() || !surroundings.settings().secured()
                ? settings.oauth()
                : Optional.of(OAuthSettings.DEFAULT);
    }

    /** The tokens that it has, if it has any. */
    Optional<StoredTokens> tokens() {
        return oauth().flatMap(with ->
                surroundings.authorizer().tokens(with, endpoint.get().url()));
    }

    private CompletionStage<Link> anew(Goal goal) {
        List<Way> ways = surroundings.ways().to(goal.server(), goal.transport(), revisions());
        return tryEach(ways, way -> anew(goal, way, ways.size() > 1)).thenApply(link -> {
            surroundings.ways().remember(goal.server(), goal.transport(), link.way());
            return link;
        });
    }

    /** Takes up a session, or initializes another where the server has forgotten it; nothing if it fits none of the ways. */
    private Optional<CompletionStage<Link>> resume(Goal goal, StoredSession stored, SessionKeeper keeper) {
        boolean legacy =
                stored.revision().map(Revision::era).filter(Era.LEGACY::equals).isPresent();
        return surroundings.ways().to(goal.server(), goal.transport(), revisions()).stream()
                .filter(way -> legacy && way.revision().era() == Era.LEGACY)
                .filter(way -> way.transport().equals(goal.transport()))
                .findFirst()
                .map(way -> resume(goal, way, stored, keeper));
    }

    private CompletionStage<Link> resume(Goal goal, Way way, StoredSession stored, SessionKeeper keeper) {
        Link link = open(goal, way);
        CompletionStage<Message> known;
        try {
            link.adopt(stored.resumed());
            known = link.keepBy(keeper).thenCompose(kept -> handshake.again(kept, settings.requestTimeout()));
        } catch (UnsupportedOperationException e) {
            known = CompletableFuture.failedStage(e);
        }
        return known.handle((answer, failure) -> {
                    if (failure == null) {
                        return CompletableFuture.completedStage(link);
                    }
                    // Left at once, lest a session be ended that the server may know still.
                    link.transport().detach();
                    surroundings.workers().execute(link::close);
                    Exception cause = Failures.of(failure);
                    if (!isGone(cause)) {
                        return CompletableFuture.<Link>failedStage(cause);
                    }
                    link.forgetSession();
                    return anew(goal);
                })
                .thenCompose(next -> next);
    }

    /** Whether there is nothing to be taken up: 404 is what the specification asks for, 400 what some servers say. */
    private static boolean isGone(Exception cause) {
        return cause instanceof SessionExpiredException
                || cause instanceof UnsupportedOperationException
                || (cause instanceof HttpStatusException refused && refused.status() == 400);
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

    /** A link over which nothing has been sent. */
    private Link open(Goal goal, Way way) {
        MessageTransport transport =
                surroundings.transports().open(way.transport(), goal.server(), surroundings.clock(), way.revision());
        Link link = new Link(
                client, goal.server().url(), goal.connection(), way, transport, surroundings, requests, serverRequests);
        if (!goal.wanted().test(link)) {
            transport.close();
            throw new ClientClosedException("Client \"" + client + "\" was left before it was connected");
        }
        transport.start(link);
        return link;
    }

    private CompletionStage<Link> anew(Goal goal, Way way, boolean probing) {
        Link link = open(goal, way);
        boolean mayBeSilent = probing && way.revision().era() == Era.MODERN;
        CompletionStage<Link> initialized =
                initialize(link, mayBeSilent ? settings.requestTimeout().dividedBy(4) : settings.requestTimeout());
        return probing
                ? initialized.whenComplete((made, failure) -> {
                    if (failure != null) {
                        surroundings.workers().execute(link::close);
                    }
                })
                : initialized;
    }

    /** Initializes a new session over a link. */
    CompletionStage<Link> initialize(Link link) {
        return initialize(link, settings.requestTimeout());
    }

    private CompletionStage<Link> initialize(Link link, Duration timeout) {
        link.forgetSession();
        return handshake.with(link.transport(), link.way().revision(), timeout).thenCompose(response -> {
            link.initialized(response);
            SessionKeeper keeper = sessions;
            return keeper == null ? CompletableFuture.completedStage(link) : link.keepBy(keeper);
        });
    }

    /** Takes a broken link up again, session and all. */
    CompletionStage<Link> resume(Link link) {
        return link.transport().resume().thenApply(done -> link);
    }
}
