package dev.mcptestbench.auth.endpoint;

import dev.mcptestbench.protocol.Revision;
import dev.mcptestbench.script.OAuthTerms;
import dev.mcptestbench.script.OAuthTrait;
import java.time.Duration;
import java.util.Collections;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.apiguardian.api.API;
import org.jspecify.annotations.Nullable;

/**
 * How an authorization server behaves. Immutable.
 *
 * @param revision the revision of MCP that it keeps to, and judges its clients by
 * @param traits what it asks for and does
 * @param algorithm how it signs
 * @param lifetimes how long what it gives is good for
 * @param scopes the scopes that there are; empty takes any
 * @param resources the resources that tokens are given for; empty takes any
 * @param user who signs in
 * @param audiences the issuers that its users are let to, each with what a client is called there; empty lets them to any,
 *     by the client's own id
 */
@API(status = API.Status.INTERNAL)
public record AuthSettings(
        Revision revision,
        Set<OAuthTrait> traits,
        SigningAlgorithm algorithm,
        Lifetimes lifetimes,
        Set<String> scopes,
        Set<String> resources,
        User user,
        Map<String, String> audiences) {

    /**
     * How long things are good for, on the test clock; a second at least.
     *
     * @param secrets of clients that register themselves; empty for ever
     */
    @API(status = API.Status.INTERNAL)
    public record Lifetimes(Duration codes, Duration accessTokens, Optional<Duration> secrets) {
        /** Checks. */
        public Lifetimes {
            requireSeconds("A code", codes);
            requireSeconds("An access token", accessTokens);
            secrets.ifPresent(life -> requireSeconds("A secret", life));
        }
    }

    /**
     * Who signs in.
     *
     * @param subject what tokens call the user
     * @param claims what else ID tokens say of the user
     */
    @API(status = API.Status.INTERNAL)
    public record User(String subject, Map<String, Object> claims) {
        /** Copies. */
        public User {
            claims = Collections.unmodifiableMap(new LinkedHashMap<>(claims));
        }
    }

    /** Checks and copies. */
    public AuthSettings {
        traits = Collections.unmodifiableSet(traits.isEmpty() ? Set.of() : EnumSet.copyOf(traits));
        scopes = Collections.unmodifiableSet(new LinkedHashSet<>(scopes));
        resources = Collections.unmodifiableSet(new LinkedHashSet<>(resources));
        audiences = Collections.unmodifiableMap(new LinkedHashMap<>(audiences));
    }

    private static void requireSeconds(String what, Duration life) {
        if (life.toSeconds() < 1) {
            throw new IllegalArgumentException(what + " lives a second at least, not " + life);
        }
    }

    /** As strict as the revision allows: signs by ES256, codes live 60 s, access tokens 5 min; any scope, any resource. */
    public static AuthSettings of(Revision revision) {
        return of(revision, traitsOf(revision));
    }

    /** The identity provider of an enterprise: it signs by ES256, and what it signs lives 5 min. */
    public static AuthSettings ofIdentityProvider() {
        return of(Revision.LATEST, traitsOfIdentityProvider());
    }

    private static AuthSettings of(Revision revision, Set<OAuthTrait> traits) {
        return new AuthSettings(
                revision,
                traits,
                SigningAlgorithm.ES256,
                new Lifetimes(Duration.ofSeconds(60), Duration.ofMinutes(5), Optional.empty()),
                Set.of(),
                Set.of(),
                new User("user", Map.of()),
                Map.of());
    }

    /** What the identity provider of an enterprise has: clients sign users in there, and ask for ID-JAGs. */
    private static Set<OAuthTrait> traitsOfIdentityProvider() {
        Set<OAuthTrait> traits = EnumSet.copyOf(traitsOf(Revision.LATEST));
        traits.addAll(
                Set.of(OAuthTrait.OPENID_METADATA_APPENDED, OAuthTrait.GIVES_ID_TOKENS, OAuthTrait.GIVES_ID_JAGS));
        traits.removeAll(Set.of(
                OAuthTrait.OAUTH_METADATA,
                OAuthTrait.REQUIRES_RESOURCE,
                OAuthTrait.REGISTERS_CLIENTS,
                OAuthTrait.TAKES_CLIENT_DOCUMENTS,
                OAuthTrait.TAKES_DPOP));
        return Collections.unmodifiableSet(traits);
    }

    /** What a server has that keeps to the given revision of MCP, and asks for all that it may. */
    private static Set<OAuthTrait> traitsOf(Revision revision) {
        Set<OAuthTrait> traits = EnumSet.complementOf(EnumSet.of(
                OAuthTrait.OPENID_METADATA_INSERTED,
                OAuthTrait.OPENID_METADATA_APPENDED,
                OAuthTrait.OAUTH_METADATA_APPENDED,
                OAuthTrait.REQUIRES_PUSHED_REQUESTS,
                OAuthTrait.REQUIRES_OFFLINE_ACCESS,
                OAuthTrait.REQUIRES_DPOP,
                OAuthTrait.REQUIRES_DPOP_NONCE,
                OAuthTrait.GIVES_ID_TOKENS,
                OAuthTrait.GIVES_ID_JAGS));
        if (revision.compareTo(Revision.V2026_07_28) < 0) {
            traits.remove(OAuthTrait.SENDS_ISSUER);
        }
        if (revision.compareTo(Revision.V2025_11_25) < 0) {
            traits.remove(OAuthTrait.TAKES_CLIENT_DOCUMENTS);
        }
        if (revision.compareTo(Revision.V2025_06_18) < 0) {
            traits.remove(OAuthTrait.REQUIRES_RESOURCE);
        }
        return Collections.unmodifiableSet(traits);
    }

    boolean has(OAuthTrait trait) {
        return traits.contains(trait);
    }

    /** What a client is called at this issuer, or {@code null} if users are not let there. */
    @Nullable
    String clientAt(String audience, String client) {
        return audiences.isEmpty() ? client : audiences.get(audience);
    }

    /** The same with a trait. */
    public AuthSettings with(OAuthTrait trait) {
        EnumSet<OAuthTrait> more = EnumSet.of(trait);
        more.addAll(traits);
        return withTraits(more);
    }

    /** The same without a trait. */
    public AuthSettings without(OAuthTrait trait) {
        EnumSet<OAuthTrait> fewer = EnumSet.noneOf(OAuthTrait.class);
        fewer.addAll(traits);
        fewer.remove(trait);
        return withTraits(fewer);
    }

    /** The same on the terms of a scenario. */
    public AuthSettings with(OAuthTerms terms) {
        EnumSet<OAuthTrait> changed = EnumSet.noneOf(OAuthTrait.class);
        changed.addAll(traits);
        changed.addAll(terms.with());
        changed.removeAll(terms.without());
        Lifetimes lives = new Lifetimes(
                Objects.requireNonNullElse(terms.codesLive(), lifetimes.codes()),
                Objects.requireNonNullElse(terms.accessTokensLive(), lifetimes.accessTokens()),
                Optional.ofNullable(terms.clientSecretsLive()).or(lifetimes::secrets));
        AuthSettings same = withTraits(changed).withLifetimes(lives);
        return terms.scopes().isEmpty() ? same : same.withScopes(terms.scopes());
    }

    private AuthSettings withTraits(Set<OAuthTrait> changed) {
        return new AuthSettings(revision, changed, algorithm, lifetimes, scopes, resources, user, audiences);
    }

    /** The same, signing in another way. */
    public AuthSettings withAlgorithm(SigningAlgorithm other) {
        return new AuthSettings(revision, traits, other, lifetimes, scopes, resources, user, audiences);
    }

    /** The same with other lifetimes of what is given from now on. */
    public AuthSettings withLifetimes(Lifetimes changed) {
        return new AuthSettings(revision, traits, algorithm, changed, scopes, resources, user, audiences);
    }

    /** The same with these scopes and no others; none for any. */
    public AuthSettings withScopes(Set<String> known) {
        return new AuthSettings(revision, traits, algorithm, lifetimes, known, resources, user, audiences);
    }

    /** The same with tokens for these resources and no others; none for any. */
    public AuthSettings withResources(Set<String> known) {
        return new AuthSettings(revision, traits, algorithm, lifetimes, scopes, known, user, audiences);
    }

    /** The same with another user. */
    public AuthSettings withUser(User other) {
        return new AuthSettings(revision, traits, algorithm, lifetimes, scopes, resources, other, audiences);
    }

    /** The same, letting its users to this issuer, where a client is called so. */
    public AuthSettings withAudience(String issuer, String client) {
        Map<String, String> more = new LinkedHashMap<>(audiences);
        more.put(issuer, client);
        return new AuthSettings(revision, traits, algorithm, lifetimes, scopes, resources, user, more);
    }
}
