package dev.mcptestbench.client.auth;

import com.nimbusds.oauth2.sdk.util.URLUtils;
import dev.mcptestbench.plugin.CredentialsException;
import dev.mcptestbench.time.TestClock;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
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
 * Asks token endpoints for tokens (OAuth 2.1, section 3.2), and reads what they answer: also what is not quite as it ought to
 * be, as long as it is clear. Thread-safe; never blocks.
 */
final class TokenRequests {

    /** Tokens are renewed that much before they end, or by a tenth of their life. */
    private static final Duration AHEAD = Duration.ofSeconds(30);

    private final AuthHttp http;
    private final TestClock clock;
    private final URI server;
    private final TokenType type;
    private final Nonces nonces;

    TokenRequests(AuthHttp http, TestClock clock, URI server, TokenType type, Nonces nonces) {
        this.http = http;
        this.clock = clock;
        this.server = server;
        this.type = type;
        this.nonces = nonces;
    }

    /**
     * Asks for tokens.
     *
     * @param asked the parameters, without those that say who asks
     * @param scopes what is granted if the reply does not say it
     * @param before the tokens that are renewed, or {@code null}
     */
    CompletionStage<StoredTokens> ask(
            Authority authority,
            Party client,
            Map<String, String> asked,
            Set<String> scopes,
            @Nullable StoredTokens before) {
        Map<String, List<String>> form = new LinkedHashMap<>();
        asked.forEach((name, value) -> form.put(name, List.of(value)));
        if (!authority.resource().isEmpty()) {
            form.put("resource", List.of(authority.resource()));
        }
        Optional<ProofKey> key = type == TokenType.BEARER
                ? Optional.empty()
                : Optional.of(
                        before == null || before.proofKey().isEmpty()
                                ? ProofKey.generate()
                                : ProofKey.of(before.proofKey().get()));
        return send(authority.server().token(), authority.server().issuer(), client, form, key)
                .thenApply(reply -> {
                    try {
                        return read(reply, authority, scopes, before, key);
                    } catch (CredentialsException e) {
                        throw new CompletionException(e);
                    }
                });
    }

    /** Posts a form to a token endpoint, and gives the reply if it is a good one. */
    CompletionStage<AuthReply> send(
            URI endpoint, String issuer, Party client, Map<String, List<String>> form, Optional<ProofKey> key) {
        String shown = nonces.latest(endpoint);
        return post(endpoint, issuer, client, form, key)
                .thenCompose(reply -> {
                    String told = nonces.take(endpoint, reply.headers());
                    boolean another = told != null && !told.equals(shown);
                    return another && reply.error().equals(Nonces.WANTED) && key.isPresent()
                            ? post(endpoint, issuer, client, form, key)
                            : CompletableFuture.completedStage(reply);
                })
                .thenApply(reply -> {
                    if (!reply.isSuccess() || !reply.error().isEmpty()) {
                        throw new CompletionException(new RefusedException(reply));
                    }
                    return reply;
                });
    }

    private CompletionStage<AuthReply> post(
            URI endpoint, String issuer, Party client, Map<String, List<String>> form, Optional<ProofKey> key) {
        Map<String, List<String>> proven = new LinkedHashMap<>(form);
        Map<String, String> headers;
        try {
            headers = new LinkedHashMap<>(client.prove(proven, issuer, clock.instant()));
        } catch (CredentialsException e) {
            return CompletableFuture.failedStage(e);
        }
        key.ifPresent(bound ->
                headers.put("DPoP", bound.proof("POST", endpoint, nonces.latest(endpoint), null, clock.instant())));
        return http.post(endpoint, headers, URLUtils.serializeParameters(proven));
    }

    private StoredTokens read(
            AuthReply reply,
            Authority authority,
            Set<String> scopes,
            @Nullable StoredTokens before,
            Optional<ProofKey> key)
            throws CredentialsException {
        Map<String, Object> told = reply.parameters();
        if (told == null || !(told.get("access_token") instanceof String token) || token.isEmpty()) {
            throw new CredentialsException(reply.what() + " was answered without an access token");
        }
        String given = told.get("token_type") instanceof String named ? named : TokenType.BEARER.toString();
        if (!given.equalsIgnoreCase(type.toString())) {
            throw new CredentialsException(reply.what() + " was answered with a token of type " + given
                    + ", and one of type " + type + " was asked for");
        }
        Optional<String> refresh = told.get("refresh_token") instanceof String next && !next.isEmpty()
                ? Optional.of(next)
                : before == null ? Optional.empty() : before.refreshToken();
        Optional<Duration> life = life(told.get("expires_in"));
        Instant now = clock.instant();
        return new StoredTokens(
                server,
                authority.server().issuer(),
                authority.resource(),
                type,
                token,
                refresh,
                life.map(now::plus),
                life.map(all -> now.plus(all.minus(least(AHEAD, all.dividedBy(10))))),
                told.get("scope") == null ? scopes : scopes(told.get("scope")),
                key.map(ProofKey::stored));
    }

    private static Duration least(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }

    /** How long the token lives: a number, or a string as some servers write it; nothing if that says nothing of use. */
    private static Optional<Duration> life(@Nullable Object told) {
        long seconds = 0;
        if (told instanceof Number number) {
            seconds = number.longValue();
        } else if (told instanceof String text && text.matches("\\d{1,9}")) {
            seconds = Long.parseLong(text);
        }
        return seconds > 0 ? Optional.of(Duration.ofSeconds(Math.min(seconds, 10L * 366 * 86_400))) : Optional.empty();
    }

    /** Scopes as a list, or as a text with spaces, or with commas as some servers write it. */
    private static Set<String> scopes(@Nullable Object told) {
        List<String> parts =
                told instanceof String text ? List.of(text.split("[ ,]+", -1)) : ServerMetadata.strings(told);
        Set<String> scopes = new LinkedHashSet<>(parts);
        scopes.remove("");
        return scopes;
    }
}
