package dev.mcptestbench.client;

import dev.mcptestbench.client.auth.StoredTokens;
import java.net.URI;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import org.apiguardian.api.API;
import org.assertj.core.api.AssertProvider;

/** Which tokens a managed client had when it was asked. Immutable; the tokens themselves are not shown. */
@API(status = API.Status.EXPERIMENTAL)
public final class ClientTokens implements AssertProvider<ClientTokensAssert> {

    private final String client;
    private final Optional<StoredTokens> stored;
    private final Instant seen;

    ClientTokens(String client, Optional<StoredTokens> stored, Instant seen) {
        this.client = client;
        this.stored = stored;
        this.seen = seen;
    }

    /** Who gave them; empty if there are none. */
    public Optional<URI> issuer() {
        return stored.map(StoredTokens::issuer).map(URI::create);
    }

    /** What they were granted for; empty if there are none, or the issuer did not say. */
    public Set<String> scopes() {
        return stored.map(StoredTokens::scopes).orElse(Set.of());
    }

    /** When the access token ends, on the test's clock; empty if there is none, or the issuer did not say. */
    public Optional<Instant> expires() {
        return stored.flatMap(StoredTokens::expires);
    }

    /** Whether there are any. */
    public boolean isPresent() {
        return stored.isPresent();
    }

    /** Whether the access token had ended. */
    public boolean isExpired() {
        return expires().filter(end -> !end.isAfter(seen)).isPresent();
    }

    /** Whether there is a refresh token. */
    public boolean isRefreshable() {
        return stored.flatMap(StoredTokens::refreshToken).isPresent();
    }

    /** For AssertJ's {@code assertThat}. */
    @Override
    public ClientTokensAssert assertThat() {
        return new ClientTokensAssert(this);
    }

    @Override
    public String toString() {
        return stored.map(StoredTokens::toString).orElse("no tokens") + " of client \"" + client + '"';
    }
}
