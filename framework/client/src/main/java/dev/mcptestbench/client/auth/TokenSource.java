package dev.mcptestbench.client.auth;

import dev.mcptestbench.journal.JournalEntry.AuthorizationStep.Step;
import dev.mcptestbench.plugin.CredentialsException;
import dev.mcptestbench.protocol.Challenge;
import dev.mcptestbench.time.TestClock;
import dev.mcptestbench.wire.Workers;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Gets tokens for one server: renews those that there are, or has new ones granted. One call at a time.
 */
final class TokenSource {

    private static final String OFFLINE = "offline_access";
    private static final String JWT_BEARER = "urn:ietf:params:oauth:grant-type:jwt-bearer";
    private static final String EXCHANGE = "urn:ietf:params:oauth:grant-type:token-exchange";
    private static final String ID_JAG = "urn:ietf:params:oauth:token-type:id-jag";
    private static final String ID_TOKEN = "urn:ietf:params:oauth:token-type:id_token";

    private final OAuthSettings settings;
    private final TestClock clock;
    private final Workers workers;
    private final Discovery discovery;
    private final Registrations registrations;
    private final TokenRequests requests;
    private final Kept kept;
    private final CodeFlow flow;
    private final CodeFlow.Log log;

    /** Who gave the latest tokens. */
    private volatile @Nullable Authority authority;

    TokenSource(
            OAuthSettings settings,
            TestClock clock,
            Workers workers,
            Discovery discovery,
            Registrations registrations,
            TokenRequests requests,
            Kept kept,
            CodeFlow flow,
            CodeFlow.Log log) {
        this.settings = settings;
        this.clock = clock;
        this.workers = workers;
        this.discovery = discovery;
        this.registrations = registrations;
        this.requests = requests;
        this.kept = kept;
        this.flow = flow;
        this.log = log;
    }

    /**
     * Gets tokens that meet a need.
     *
     * @param challenge what the server said, or {@code null}
     * @param before the latest tokens, or {@code null}
     */
    CompletionStage<StoredTokens> get(
            Authorizations.Need need, @Nullable Challenge challenge, @Nullable StoredTokens before) {
        boolean renewable = before != null
                && !need.anew()
                && before.refreshToken().isPresent()
                && before.scopes().containsAll(need.scopes());
        CompletionStage<StoredTokens> got = before != null && renewable
                ? renew(challenge, before)
                        .handle((tokens, failure) -> failure == null
                                ? CompletableFuture.completedStage(tokens)
                                : afterFailure(need, challenge, before, failure))
                        .thenCompose(next -> next)
                : grant(need, challenge, before);
        return got.thenCompose(kept::save).whenComplete((tokens, failure) -> {
            if (failure != null) {
                log.step(
                        issuer(),
                        Step.FAILED,
                        "got no token: " + reason(failure).getMessage());
            }
        });
    }

    private String issuer() {
        Authority known = authority;
        return known == null ? "" : known.server().issuer();
    }

    /** Why it failed, beneath what only says that it did. */
    static Throwable reason(Throwable failure) {
        return failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
    }

    private CompletionStage<Authority> find(@Nullable Challenge challenge, boolean afresh) {
        Authority known = authority;
        if (known != null && !afresh) {
            return CompletableFuture.completedStage(known);
        }
        return discovery.find(challenge).thenApply(found -> {
            Authority earlier = authority;
            authority = found;
            if (earlier == null || !earlier.equals(found)) {
                log.step(
                        found.server().issuer(),
                        Step.DISCOVERED,
                        "is to be authorized by " + found.server().issuer());
            }
            return found;
        });
    }

    // ── renewal ─────────────────────────────────────────────────────────────────────────────────────────────────────

    private CompletionStage<StoredTokens> renew(@Nullable Challenge challenge, StoredTokens before) {
        return find(challenge, false).thenCompose(found -> {
            if (!found.server().issuer().equals(before.issuer())) {
                return CompletableFuture.failedStage(new CredentialsException("The tokens are of " + before.issuer()
                        + ", not of " + found.server().issuer()));
            }
            return party(found)
                    .thenCompose(client -> requests.ask(
                            found,
                            client,
                            Map.of(
                                    "grant_type",
                                    "refresh_token",
                                    "refresh_token",
                                    before.refreshToken().orElse("")),
                            before.scopes(),
                            before))
                    .thenApply(tokens -> {
                        log.step(found.server().issuer(), Step.REFRESHED, "refreshed its token");
                        return tokens;
                    });
        });
    }

    private CompletionStage<Party> party(Authority found) {
        try {
            return registrations
                    .known(found.server())
                    .map(CompletableFuture::completedStage)
                    .orElseGet(() -> kept.client(found.server().issuer())
                            .thenCompose(stored -> stored.isPresent()
                                    ? CompletableFuture.completedStage(Party.of(stored.get()))
                                    : CompletableFuture.failedStage(
                                            new CredentialsException("The client is not registered with "
                                                    + found.server().issuer()))));
        } catch (CredentialsException e) {
            return CompletableFuture.failedStage(e);
        }
    }

    /**
     * A refresh that failed is not repeated: who knows whether the token was replaced, and one that was must not be used again.
     * Unless the server is only busy, tokens are granted anew.
     */
    private CompletionStage<StoredTokens> afterFailure(
            Authorizations.Need need, @Nullable Challenge challenge, StoredTokens before, Throwable failure) {
        Throwable cause = reason(failure);
        if (cause instanceof RefusedException refused && refused.isPassing()) {
            boolean usable =
                    !before.isExpired(clock.instant()) && !before.accessToken().equals(need.refused());
            return usable ? CompletableFuture.completedStage(before) : CompletableFuture.failedStage(cause);
        }
        log.step(issuer(), Step.FAILED, "could not refresh its token: " + cause.getMessage());
        return kept.forget(before)
                .thenCompose(done -> registrations.failed(before.issuer(), cause))
                .thenCompose(done -> grant(need, challenge, before));
    }

    // ── grants ──────────────────────────────────────────────────────────────────────────────────────────────────────

    private CompletionStage<StoredTokens> grant(
            Authorizations.Need need, @Nullable Challenge challenge, @Nullable StoredTokens before) {
        return find(challenge, true).thenCompose(found -> {
            Set<String> scopes = scopes(found, need, challenge, before);
            return granted(found, scopes).thenApply(tokens -> {
                log.step(
                        found.server().issuer(),
                        Step.OBTAINED,
                        "got a token" + (tokens.scopes().isEmpty() ? "" : " for " + String.join(" ", tokens.scopes())));
                return tokens;
            });
        });
    }

    /**
     * What to ask for (2026-07-28, basic/authorization#scope-selection-strategy): what the challenge says, else all that the
     * resource lists; and what was granted before, lest it be lost.
     */
    private Set<String> scopes(
            Authority found, Authorizations.Need need, @Nullable Challenge challenge, @Nullable StoredTokens before) {
        Set<String> scopes = new LinkedHashSet<>();
        if (before != null && before.issuer().equals(found.server().issuer())) {
            scopes.addAll(before.scopes());
        }
        Set<String> told = OAuthCredentials.scopes(challenge);
        if (!told.isEmpty()) {
            scopes.addAll(told);
        } else if (scopes.isEmpty()) {
            scopes.addAll(found.scopes());
        }
        scopes.addAll(need.scopes());
        scopes.addAll(settings.scopes());
        boolean byUser = settings.grant() instanceof Grant.AuthorizationCode;
        if (byUser && found.server().scopes().contains(OFFLINE)) {
            scopes.add(OFFLINE);
        }
        return scopes;
    }

    private CompletionStage<StoredTokens> granted(Authority found, Set<String> scopes) {
        Grant grant = settings.grant();
        if (grant instanceof Grant.AuthorizationCode) {
            return flow.authorize(found, scopes);
        }
        if (grant instanceof Grant.ClientCredentials) {
            return asking(found, Map.of("grant_type", "client_credentials"), scopes);
        }
        if (grant instanceof Grant.Assertion assertion) {
            return CompletableFuture.supplyAsync(assertion.assertion(), workers)
                    .thenCompose(jwt -> asking(found, Map.of("grant_type", JWT_BEARER, "assertion", jwt), scopes));
        }
        Grant.Enterprise enterprise = (Grant.Enterprise) grant;
        return CompletableFuture.supplyAsync(enterprise.idToken(), workers)
                .thenCompose(idToken -> exchanged(found, enterprise, idToken, scopes))
                .thenCompose(jag -> asking(found, Map.of("grant_type", JWT_BEARER, "assertion", jag), scopes));
    }

    private CompletionStage<StoredTokens> asking(Authority found, Map<String, String> asked, Set<String> scopes) {
        Map<String, String> form = new LinkedHashMap<>(asked);
        if (!scopes.isEmpty()) {
            form.put("scope", String.join(" ", scopes));
        }
        return party(found).thenCompose(client -> requests.ask(found, client, form, scopes, null));
    }

    private CompletionStage<String> exchanged(
            Authority found, Grant.Enterprise enterprise, String idToken, Set<String> scopes) {
        Map<String, List<String>> form = new LinkedHashMap<>();
        form.put("grant_type", List.of(EXCHANGE));
        form.put("requested_token_type", List.of(ID_JAG));
        form.put("audience", List.of(found.server().issuer()));
        if (!found.resource().isEmpty()) {
            form.put("resource", List.of(found.resource()));
        }
        if (!scopes.isEmpty()) {
            form.put("scope", List.of(String.join(" ", scopes)));
        }
        form.put("subject_token", List.of(idToken));
        form.put("subject_token_type", List.of(ID_TOKEN));
        Party self = new Party(enterprise.clientId(), "none", new Proof.None());
        return requests.send(
                        enterprise.tokenEndpoint(), enterprise.tokenEndpoint().toString(), self, form, Optional.empty())
                .thenApply(reply -> {
                    Map<String, Object> told = reply.parameters();
                    Object jag = told == null ? null : told.get("access_token");
                    boolean right = told != null && ID_JAG.equals(told.get("issued_token_type"));
                    if (!right || !(jag instanceof String text)) {
                        throw new CompletionException(
                                new CredentialsException(reply.what() + " was answered without an ID-JAG"));
                    }
                    return text;
                });
    }
}
