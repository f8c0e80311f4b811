package dev.mcptestbench.auth.resource;

import dev.mcptestbench.auth.endpoint.DpopProofs;
import dev.mcptestbench.auth.endpoint.NamedScopes;
import dev.mcptestbench.plugin.Guard;
import dev.mcptestbench.protocol.Challenge;
import dev.mcptestbench.protocol.Json;
import dev.mcptestbench.protocol.Message;
import dev.mcptestbench.script.Trigger;
import dev.mcptestbench.wire.Frame;
import dev.mcptestbench.wire.HttpRequest;
import java.net.URI;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.apiguardian.api.API;

/**
 * A resource that lets in whoever brings a good token, and tells others what to bring (RFC 6750, RFC 9728; basic/authorization).
 * Knows of no socket. Thread-safe.
 */
@API(status = API.Status.INTERNAL)
public final class ProtectedResource {

    /** What rules know the answer to a request as that is not let in. */
    public static final String REFUSED = "oauth/refused-request";

    /** What rules know an answer with the metadata document as. */
    public static final String METADATA = "oauth/resource-metadata";

    /** What rules know a request to a resource as that stands alone. */
    public static final String REQUEST = "oauth/resource";

    private static final int PATIENCE_SECONDS = 10;
    private static final int MOST_REMEMBERED = 50_000;

    private final CompletableFuture<Site> site = new CompletableFuture<>();
    private final ScopeRules scopes = new ScopeRules();
    private final Refusals refusals = new Refusals();
    private final Deque<Message> answered = new ArrayDeque<>();
    private volatile List<TrustedIssuer> issuers = List.of();
    private volatile ResourceSettings settings;

    /** Where it is, what lifetimes go by, and the proofs that were used there. */
    private record Site(List<URI> endpoints, Clock clock, DpopProofs proofs) {

        URI endpoint(String path) {
            return endpoints.stream()
                    .filter(endpoint -> endpoint.getPath().equals(path))
                    .findFirst()
                    .orElse(endpoints.get(0));
        }
    }

    /** A resource that trusts nobody yet. */
    public ProtectedResource(ResourceSettings settings) {
        this.settings = settings;
    }

    /**
     * Says where it is; until then requests wait.
     *
     * @return whether that was open
     */
    public boolean standAt(List<URI> endpoints, Clock clock) {
        return site.complete(new Site(endpoints, clock, new DpopProofs(clock)));
    }

    /** The endpoints, once it is known where it is. */
    public Optional<List<URI>> endpoints() {
        return site.isDone() ? Optional.of(site.join().endpoints()) : Optional.empty();
    }

    /** Takes tokens of these issuers, and of no others, from now on. */
    public void trust(List<? extends TrustedIssuer> trusted) {
        issuers = List.copyOf(trusted);
    }

    /** Lets such requests in only with all of these scopes. */
    public void require(Trigger.OfMessage requests, Set<String> wanted) {
        scopes.require(requests, wanted);
    }

    /** Takes a scope for others, too. */
    public void imply(String broader, Set<String> narrower) {
        scopes.imply(broader, narrower);
    }

    /** Asks for another nonce in proofs from now on. */
    public void renewNonce() {
        site().proofs().renewNonce();
    }

    /** How it behaves now. */
    public ResourceSettings settings() {
        return settings;
    }

    /** Has it behave otherwise from now on. */
    public synchronized void change(UnaryOperator<ResourceSettings> change) {
        settings = change.apply(settings);
    }

    /** What becomes of a request. */
    public Guard.Decision decide(Guard.Visitor visitor) {
        Site here = site();
        URI endpoint = here.endpoint(visitor.endpoint());
        Guard.Decision decision =
                new Admission(settings, scopes, issuers, refusals, here.proofs(), endpoint, here.clock()).of(visitor);
        if (decision instanceof Guard.Answer answer) {
            remember(answer.occasion());
        }
        return decision;
    }

    /** The metadata document, if the request is for one. */
    public Optional<Guard.Answer> answer(HttpRequest request) {
        ResourceSettings now = settings;
        List<TrustedIssuer> trusted = issuers;
        List<URI> endpoints = site().endpoints();
        if (!trusted.isEmpty() && ResourceMetadata.isOfIssuer(request.path(), now)) {
            return Optional.of(told(request, ResourceMetadata.ofIssuer(endpoints.get(0), trusted.get(0))));
        }
        return new ResourceMetadata(endpoints).at(request.path(), now).map(endpoint -> {
            Map<String, ?> document = ResourceMetadata.document(endpoint, now, trusted, scopes.all());
            if (document.get("scopes_supported") instanceof List<?> listed && !listed.isEmpty()) {
                Set<String> named = listed.stream().map(String::valueOf).collect(Collectors.toSet());
                heard(ResourceMetadata.identifier(endpoint, now), NamedScopes.Place.METADATA, named);
            }
            return told(request, document);
        });
    }

    private void heard(String resource, NamedScopes.Place place, Set<String> named) {
        issuers.forEach(issuer -> issuer.heard(resource, place, named));
    }

    private Guard.Answer told(HttpRequest request, Map<String, ?> document) {
        Message occasion = Message.notification(METADATA, Map.of("path", request.path()));
        remember(occasion);
        if (!request.method().equals("GET")) {
            return new Guard.Answer(occasion, 405, List.of(new Frame.Header("Allow", "GET")), new byte[0], List.of());
        }
        Frame.Header type = new Frame.Header("Content-Type", "application/json");
        return new Guard.Answer(occasion, 200, List.of(type), Json.writeBytes(document), List.of());
    }

    /** A challenge that a rule sends, with where the metadata document is. */
    public Challenge complete(Challenge scripted) {
        ResourceSettings now = settings;
        URI endpoint = site().endpoints().get(0);
        String url = ResourceMetadata.url(endpoint, now);
        if (url == null
                || !now.has(ResourceTrait.NAMES_METADATA)
                || scripted.get(Admission.RESOURCE_METADATA) != null) {
            return scripted;
        }
        return scripted.with(Admission.RESOURCE_METADATA, url);
    }

    /** Takes down which scopes a client is told of in challenges, be they ours or a rule's. */
    public void told(HttpRequest request, Frame.Head head) {
        if ((head.status() != 401 && head.status() != 403) || !site.isDone()) {
            return;
        }
        List<String> challenges = head.headers().stream()
                .filter(header -> header.name().equalsIgnoreCase(Challenge.HEADER))
                .map(Frame.Header::value)
                .toList();
        for (Challenge challenge : Challenge.parse(challenges)) {
            String scope = challenge.get("scope");
            if (scope != null) {
                boolean more = head.status() == 403 || "insufficient_scope".equals(challenge.get("error"));
                heard(
                        ResourceMetadata.identifier(site().endpoint(request.path()), settings),
                        more ? NamedScopes.Place.STEP_UP : NamedScopes.Place.FIRST_CHALLENGE,
                        Set.copyOf(List.of(scope.split(" ", -1))));
            }
        }
    }

    /** Takes down what was answered; the oldest of more than {@value #MOST_REMEMBERED} are forgotten. */
    public void remember(Message occasion) {
        synchronized (answered) {
            if (answered.size() == MOST_REMEMBERED) {
                answered.removeFirst();
            }
            answered.addLast(occasion);
        }
    }

    /** What was answered, as rules know it, in order. */
    public List<Message> answered() {
        synchronized (answered) {
            return List.copyOf(answered);
        }
    }

    private Site site() {
        try {
            return site.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException("Nobody has said what this resource guards", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while the resource was being opened", e);
        }
    }
}
