package dev.mcptestbench.auth.endpoint;

import dev.mcptestbench.protocol.Revision;
import java.time.Duration;
import java.util.Collections;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.Set;
import org.apiguardian.api.API;

/**
 * How an authorization server behaves. Immutable.
 *
 * @param revision the revision of MCP that it keeps to, and judges its clients by
 * @param traits what it asks for and does
 * @param codesLive how long an authorization code can be redeemed, on the test clock; at least a second
 * @param accessTokensLive how long an access token is valid, on the test clock; at least a second
 * @param scopes the scopes that there are; empty takes any
 * @param resources the resources that tokens are given for; empty takes any
 */
@API(status = API.Status.INTERNAL)
public record AuthSettings(
        Revision revision,
        Set<Trait> traits,
        Duration codesLive,
        Duration accessTokensLive,
        Set<String> scopes,
        Set<String> resources) {

    /** Checks and copies. */
    public AuthSettings {
        requireSeconds("A code", codesLive);
        requireSeconds("An access token", accessTokensLive);
        traits = Collections.unmodifiableSet(traits.isEmpty() ? Set.of() : EnumSet.copyOf(traits));
        scopes = Collections.unmodifiableSet(new LinkedHashSet<>(scopes));
        resources = Collections.unmodifiableSet(new LinkedHashSet<>(resources));
    }

    private static void requireSeconds(String what, Duration life) {
        if (life.toSeconds() < 1) {
            throw new IllegalArgumentException(what + " lives a second at least, not " + life);
        }
    }

    /** As strict as the revision allows: codes live 60 s, access tokens 5 min; any scope, any resource. */
    public static AuthSettings of(Revision revision) {
        return new AuthSettings(
                revision, Trait.of(revision), Duration.ofSeconds(60), Duration.ofMinutes(5), Set.of(), Set.of());
    }

    boolean has(Trait trait) {
        return traits.contains(trait);
    }

    /** The same with a trait. */
    public AuthSettings with(Trait trait) {
        EnumSet<Trait> more = EnumSet.of(trait);
        more.addAll(traits);
        return withTraits(more);
    }

    /** The same without a trait. */
    public AuthSettings without(Trait trait) {
        EnumSet<Trait> fewer = EnumSet.noneOf(Trait.class);
        fewer.addAll(traits);
        fewer.remove(trait);
        return withTraits(fewer);
    }

    private AuthSettings withTraits(Set<Trait> changed) {
        return new AuthSettings(revision, changed, codesLive, accessTokensLive, scopes, resources);
    }

    /** The same with codes that live so long. */
    public AuthSettings withCodesLiving(Duration life) {
        return new AuthSettings(revision, traits, life, accessTokensLive, scopes, resources);
    }

    /** The same with access tokens that live so long. */
    public AuthSettings withAccessTokensLiving(Duration life) {
        return new AuthSettings(revision, traits, codesLive, life, scopes, resources);
    }

    /** The same with these scopes and no others; none for any. */
    public AuthSettings withScopes(Set<String> known) {
        return new AuthSettings(revision, traits, codesLive, accessTokensLive, known, resources);
    }

    /** The same with tokens for these resources and no others; none for any. */
    public AuthSettings withResources(Set<String> known) {
        return new AuthSettings(revision, traits, codesLive, accessTokensLive, scopes, known);
    }
}
