package dev.mcptestbench.client;

import java.net.URI;
import java.util.Set;
import java.util.TreeSet;
import org.apiguardian.api.API;
import org.assertj.core.api.AbstractAssert;

/** Claims about the tokens of a managed client. */
@API(status = API.Status.EXPERIMENTAL)
public final class ClientTokensAssert extends AbstractAssert<ClientTokensAssert, ClientTokens> {

    ClientTokensAssert(ClientTokens actual) {
        super(actual, ClientTokensAssert.class);
    }

    private void claim(boolean holds, String expected, String found) {
        isNotNull();
        if (!holds) {
            throw failure("%nExpected%n  %s%n%s, but %s.", actual, expected, found);
        }
    }

    /** They are there, and of this issuer. */
    public ClientTokensAssert isStoredFor(URI issuer) {
        claim(
                actual.issuer().filter(issuer::equals).isPresent(),
                "to be stored for " + issuer,
                actual.issuer().map(other -> "they are of " + other).orElse("there are none"));
        return this;
    }

    /** They are there, and the access token has not ended. */
    public ClientTokensAssert isNotExpired() {
        claim(actual.isPresent() && !actual.isExpired(), "not to be expired", expiry());
        return this;
    }

    /** They are there, and the access token has ended. */
    public ClientTokensAssert isExpired() {
        claim(actual.isPresent() && actual.isExpired(), "to be expired", expiry());
        return this;
    }

    private String expiry() {
        return !actual.isPresent()
                ? "there are none"
                : actual.expires().map(end -> "they end at " + end).orElse("they do not end");
    }

    /** They are there, and a refresh token is among them. */
    public ClientTokensAssert isRefreshable() {
        claim(actual.isRefreshable(), "to have a refresh token among them", "there is none");
        return this;
    }

    /** They were granted for just these scopes, in whatever order. */
    public ClientTokensAssert hasScopes(String... scopes) {
        Set<String> wanted = new TreeSet<>(Set.of(scopes));
        Set<String> found = new TreeSet<>(actual.scopes());
        claim(found.equals(wanted), "to be for the scopes " + wanted, "they are for " + found);
        return this;
    }

    /** There are none. */
    public ClientTokensAssert areNotStored() {
        claim(!actual.isPresent(), "not to be stored", "they are");
        return this;
    }
}
