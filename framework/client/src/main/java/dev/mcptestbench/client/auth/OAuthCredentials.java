package dev.mcptestbench.client.auth;

import dev.mcptestbench.client.auth.Authorizations.Need;
import dev.mcptestbench.plugin.Credentials;
import dev.mcptestbench.plugin.CredentialsException;
import dev.mcptestbench.protocol.Challenge;
import dev.mcptestbench.time.TestClock;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** The OAuth tokens of one client for one server. Thread-safe; never blocks. */
final class OAuthCredentials implements Credentials {

    /** How often one request is sent again with another nonce. */
    private static final int MAX_NONCE_ROUNDS = 2;

    private final URI server;
    private final OAuthSettings settings;
    private final TestClock clock;
    private final Authorizations authorizations;
    private final Kept kept;
    private final Nonces nonces;
    private final TokenSource source;
    private volatile boolean lookedUp;

    OAuthCredentials(
            URI server,
            OAuthSettings settings,
            TestClock clock,
            Authorizations authorizations,
            Kept kept,
            Nonces nonces,
            TokenSource source) {
        this.server = server;
        this.settings = settings;
        this.clock = clock;
        this.authorizations = authorizations;
        this.kept = kept;
        this.nonces = nonces;
        this.source = source;
    }

    @Override
    public Attempt forRequest(String method, URI url) {
        return new OneRequest(method, url);
    }

    /** The tokens that there are, or {@code null}; those of the store, if this process has got none itself. */
    private CompletionStage<@Nullable StoredTokens> present() {
        StoredTokens latest = authorizations.latest(server);
        if (latest != null || lookedUp) {
            return CompletableFuture.completedStage(latest);
        }
        return kept.tokens(server).thenApply(found -> {
            lookedUp = true;
            found.ifPresent(authorizations::found);
            return authorizations.latest(server);
        });
    }

    private CompletionStage<StoredTokens> meet(Need need, @Nullable Challenge challenge) {
        return authorizations.meet(server, need, before -> source.get(need, challenge, before));
    }

    private static CompletionStage<Boolean> failed(String why) {
        return CompletableFuture.failedStage(new CredentialsException(why));
    }

    /** The scopes that a challenge names. */
    static Set<String> scopes(@Nullable Challenge challenge) {
        String told = challenge == null ? null : challenge.get("scope");
        return told == null || told.isBlank()
                ? Set.of()
                : new LinkedHashSet<>(List.of(told.strip().split("\\s+", -1)));
    }

    /** One request, and what was done for it already. */
    private final class OneRequest implements Attempt {

        private final String method;
        private final URI url;
        private @Nullable StoredTokens carried;
        private boolean renewed;
        private boolean granted;
        private int stepUps;
        private @Nullable String shownNonce;
        private int nonceRounds;

        OneRequest(String method, URI url) {
            this.method = method;
            this.url = url;
        }

        @Override
        public CompletionStage<Map<String, String>> headers() {
            StoredTokens latest = authorizations.latest(server);
            if (latest != null && !latest.isDue(clock.instant())) {
                return CompletableFuture.completedStage(carrying(latest));
            }
            return present()
                    .thenCompose(found -> found == null || !found.isDue(clock.instant())
                            ? CompletableFuture.completedStage(found == null ? Map.of() : carrying(found))
                            : meet(new Need(found.accessToken(), Set.of(), false), null)
                                    .thenApply(this::carrying));
        }

        private Map<String, String> carrying(StoredTokens tokens) {
            carried = tokens;
            Map<String, String> headers = new LinkedHashMap<>();
            String nonce = nonces.latest(url);
            headers.put("Authorization", tokens.type() + " " + tokens.accessToken());
            tokens.proofKey()
                    .map(ProofKey::of)
                    .ifPresent(key ->
                            headers.put("DPoP", key.proof(method, url, nonce, tokens.accessToken(), clock.instant())));
            shownNonce = nonce;
            return headers;
        }

        @Override
        public void accepted(Map<String, List<String>> headers) {
            nonces.take(url, headers);
        }

        @Override
        public CompletionStage<Boolean> refused(int status, Map<String, List<String>> headers) {
            Challenge challenge = challenge(headers);
            String told = nonces.take(url, headers);
            boolean another = told != null && !told.equals(shownNonce) && nonceRounds++ < MAX_NONCE_ROUNDS;
            if (another && challenge != null && Nonces.WANTED.equals(challenge.get("error"))) {
                return CompletableFuture.completedStage(true);
            }
            if (status == 403) {
                return challenge != null && "insufficient_scope".equals(challenge.get("error"))
                        ? stepUp(challenge)
                        : CompletableFuture.completedStage(false);
            }
            StoredTokens shown = carried;
            if (shown == null) {
                granted = true;
                return meet(new Need("", Set.of(), false), challenge).thenApply(tokens -> true);
            }
            if (granted) {
                return failed("The server refuses a token that " + shown.issuer() + " has just given"
                        + (challenge == null || challenge.get("error") == null
                                ? ""
                                : " (" + challenge.get("error") + ")"));
            }
            // Where a token that was renewed does not do, it has to be granted anew.
            boolean anew = renewed;
            renewed = true;
            granted = anew;
            return meet(new Need(shown.accessToken(), Set.of(), anew), challenge)
                    .thenApply(tokens -> true);
        }

        /** The challenge that is meant for this client: one of OAuth. */
        private @Nullable Challenge challenge(Map<String, List<String>> headers) {
            return Challenge.in(headers, settings.tokenType().toString())
                    .or(() -> Challenge.in(headers, Challenge.BEARER))
                    .or(() -> Challenge.in(headers, TokenType.DPOP.toString()))
                    .orElse(null);
        }

        private CompletionStage<Boolean> stepUp(Challenge challenge) {
            StoredTokens shown = carried;
            Set<String> scopes = scopes(challenge);
            if (stepUps >= settings.stepUps()) {
                return failed("The server wants the scopes " + scopes + ", and " + stepUps
                        + (stepUps == 1 ? " step-up was" : " step-ups were") + " of no help");
            }
            stepUps++;
            String refused = shown == null ? "" : shown.accessToken();
            return meet(new Need(refused, scopes, true), challenge).thenApply(tokens -> true);
        }
    }
}
