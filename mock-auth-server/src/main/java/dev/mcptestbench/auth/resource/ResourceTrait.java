package dev.mcptestbench.auth.resource;

import dev.mcptestbench.protocol.Revision;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;
import org.apiguardian.api.API;

/** One thing that a protected resource asks for, or does, and that a test may switch. */
@API(status = API.Status.EXPERIMENTAL)
public enum ResourceTrait {
    /** Takes just tokens that were given for this resource (RFC 8707; basic/authorization#token-handling). */
    REQUIRES_AUDIENCE,
    /** Takes just tokens of the type {@code at+jwt} (RFC 9068, section 4). */
    REQUIRES_TOKEN_TYPE,
    /** Refuses tokens that their issuer has revoked. */
    REFUSES_REVOKED_TOKENS,
    /** Takes just tokens that are bound to a key, with a proof of it (RFC 9449). */
    REQUIRES_DPOP,
    /** Takes just proofs that hold the nonce that it gives (RFC 9449, section 9). */
    REQUIRES_DPOP_NONCE,
    /** Refuses tokens that stand in the URL (OAuth 2.1, section 5.1); without it they are taken, and still noted. */
    REFUSES_TOKENS_IN_QUERY,
    /** Names its metadata document in challenges (RFC 9728, section 5.1). */
    NAMES_METADATA,
    /** Names the scopes that a request needs in challenges (RFC 6750, section 3). */
    NAMES_SCOPES,
    /** Has its metadata document at the well-known URL with the path inserted (RFC 9728, section 3.1). */
    METADATA_AT_PATH,
    /** Has its metadata document at the well-known URL of its origin. */
    METADATA_AT_ROOT,
    /**
     * Is its own authorization server, as clients see it: at its origin there are metadata of one whose endpoints are those of
     * the first that it trusts (2025-03-26, basic/authorization#authorization-base-url).
     */
    METADATA_OF_ISSUER,
    /** Lists in its metadata document all scopes that are asked for. */
    LISTS_SCOPES;

    /** What a resource has that keeps to the given revision of MCP, and asks for all that it may. */
    static Set<ResourceTrait> of(Revision revision) {
        Set<ResourceTrait> traits = EnumSet.complementOf(
                EnumSet.of(METADATA_AT_ROOT, METADATA_OF_ISSUER, REQUIRES_DPOP, REQUIRES_DPOP_NONCE));
        if (revision.compareTo(Revision.V2025_11_25) < 0) {
            traits.remove(NAMES_SCOPES);
        }
        if (revision.compareTo(Revision.V2025_06_18) < 0) {
            traits.removeAll(EnumSet.of(REQUIRES_AUDIENCE, NAMES_METADATA, METADATA_AT_PATH));
            traits.add(METADATA_OF_ISSUER);
        }
        return Collections.unmodifiableSet(traits);
    }
}
