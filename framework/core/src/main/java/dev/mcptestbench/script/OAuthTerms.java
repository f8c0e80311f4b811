package dev.mcptestbench.script;

import java.time.Duration;
import java.util.Set;
import org.apiguardian.api.API;
import org.jspecify.annotations.Nullable;

/**
 * How an authorization server behaves in a scenario, apart from rules: what differs from how it does otherwise. Immutable.
 *
 * @param with what it has
 * @param without what it lacks
 * @param codesLive how long codes are good for, or {@code null} where nothing is said of it
 * @param accessTokensLive how long access tokens are good for, or {@code null}
 * @param clientSecretsLive how long the secrets are good for of clients that register themselves, or {@code null}
 * @param scopes the scopes that it knows, and no others; empty where nothing is said of them
 */
@API(status = API.Status.EXPERIMENTAL)
public record OAuthTerms(
        Set<OAuthTrait> with,
        Set<OAuthTrait> without,
        @Nullable Duration codesLive,
        @Nullable Duration accessTokensLive,
        @Nullable Duration clientSecretsLive,
        Set<String> scopes) {

    /** Nothing is said. */
    public static final OAuthTerms NONE = new OAuthTerms(Set.of(), Set.of(), null, null, null, Set.of());

    /**
     * Checks and copies.
     *
     * @throws IllegalArgumentException if it is to have what it is to lack, or something is good for less than a second
     */
    public OAuthTerms {
        with = Copies.set(with);
        without = Copies.set(without);
        scopes = Copies.set(scopes);
        for (OAuthTrait trait : with) {
            if (without.contains(trait)) {
                throw new IllegalArgumentException("it cannot be both with and without " + YamlValue.wordOf(trait));
            }
        }
        requireSecond("codes", codesLive);
        requireSecond("access tokens", accessTokensLive);
        requireSecond("secrets of clients", clientSecretsLive);
    }

    private static void requireSecond(String what, @Nullable Duration life) {
        if (life != null && life.toSeconds() < 1) {
            throw new IllegalArgumentException(what + " are good for a second at least, not " + Words.duration(life));
        }
    }
}
