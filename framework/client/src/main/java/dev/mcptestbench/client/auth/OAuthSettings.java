package dev.mcptestbench.client.auth;

import dev.mcptestbench.plugin.Browser;
import java.net.URI;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apiguardian.api.API;

/**
 * How a managed client is authorized. Immutable; its text holds no secret.
 *
 * <p>By default a user is asked for consent by authorization code with PKCE. The client makes itself known in the order of the
 * specification (2026-07-28, basic/authorization/client-registration): as it was registered beforehand, by its metadata
 * document, by registering itself.
 *
 * @param grant for what it is given tokens
 * @param client how it was registered beforehand, if it was
 * @param clientDocument the URL of its metadata document, which is its client id then, if it has one
 * @param scopes scopes to ask for besides those that the server names
 * @param tokenStore where tokens are kept; empty for one that all clients of the test share
 * @param browser what asks the user; empty for that of the test, or the system's
 * @param patience how long the user may take to answer, on the test's clock; positive
 * @param stepUps how often one request may ask for more scopes, from 0 on
 * @param tokenType what kind of access token it asks for
 */
@API(status = API.Status.EXPERIMENTAL)
public record OAuthSettings(
        Grant grant,
        Optional<Identity> client,
        Optional<URI> clientDocument,
        Set<String> scopes,
        Optional<TokenStore> tokenStore,
        Optional<Browser> browser,
        Duration patience,
        int stepUps,
        TokenType tokenType) {

    /** Authorization code, two minutes for the user, two step-ups, and nothing else. */
    public static final OAuthSettings DEFAULT = new OAuthSettings(
            new Grant.AuthorizationCode(),
            Optional.empty(),
            Optional.empty(),
            Set.of(),
            Optional.empty(),
            Optional.empty(),
            Duration.ofMinutes(2),
            2,
            TokenType.BEARER);

    /**
     * How a client was registered beforehand. Immutable; its text does not hold the secret.
     *
     * @param issuer where; empty for whichever authorization server is found first
     * @param id its client id
     * @param proof how it proves who it is
     */
    @API(status = API.Status.EXPERIMENTAL)
    public record Identity(Optional<String> issuer, String id, Proof proof) {

        /** Without the secret. */
        @Override
        public String toString() {
            return "client " + id + issuer.map(where -> " of " + where).orElse("");
        }
    }

    /**
     * Checks and copies.
     *
     * @throws IllegalArgumentException if one is not as it ought to be; the message names it
     */
    public OAuthSettings {
        if (patience.isNegative() || patience.isZero()) {
            throw new IllegalArgumentException("patience must be positive, not " + patience);
        }
        if (stepUps < 0) {
            throw new IllegalArgumentException("stepUps must not be negative: " + stepUps);
        }
        clientDocument.ifPresent(OAuthSettings::requireDocument);
        scopes = Collections.unmodifiableSet(new LinkedHashSet<>(scopes));
    }

    private static void requireDocument(URI url) {
        boolean good = "https".equalsIgnoreCase(url.getScheme())
                && url.getRawPath() != null
                && url.getRawPath().length() > 1;
        if (!good) {
            throw new IllegalArgumentException(
                    "The URL of a client's metadata document is https and has a path; " + url + " does not");
        }
    }

    /** The same with another grant. */
    public OAuthSettings withGrant(Grant changed) {
        return new OAuthSettings(
                changed, client, clientDocument, scopes, tokenStore, browser, patience, stepUps, tokenType);
    }

    /** The same for a public client that was registered beforehand. */
    public OAuthSettings withClient(String id) {
        return with(new Identity(Optional.empty(), id, new Proof.None()));
    }

    /** The same for a client with a secret that was registered beforehand. */
    public OAuthSettings withClient(String id, String secret) {
        return with(new Identity(Optional.empty(), id, new Proof.Secret(secret)));
    }

    /** The same for a client that was registered beforehand, at one issuer or with a proof of one's choice. */
    public OAuthSettings with(Identity identity) {
        return new OAuthSettings(
                grant,
                Optional.of(identity),
                clientDocument,
                scopes,
                tokenStore,
                browser,
                patience,
                stepUps,
                tokenType);
    }

    /**
     * The same for a client that is known by its metadata document.
     *
     * @param url where the document is: https, with a path. It is not served by the client
     * @throws IllegalArgumentException if it is another URL
     */
    public OAuthSettings withClientDocument(URI url) {
        return new OAuthSettings(
                grant, client, Optional.of(url), scopes, tokenStore, browser, patience, stepUps, tokenType);
    }

    /** The same, asking for these scopes besides those that the server names. */
    public OAuthSettings withScopes(String... more) {
        return new OAuthSettings(
                grant,
                client,
                clientDocument,
                new LinkedHashSet<>(List.of(more)),
                tokenStore,
                browser,
                patience,
                stepUps,
                tokenType);
    }

    /** The same with its tokens in this store, which it shares with all clients that have it. */
    public OAuthSettings withTokenStore(TokenStore store) {
        return new OAuthSettings(
                grant, client, clientDocument, scopes, Optional.of(store), browser, patience, stepUps, tokenType);
    }

    /** The same, asking the user by this browser. */
    public OAuthSettings withBrowser(Browser changed) {
        return new OAuthSettings(
                grant, client, clientDocument, scopes, tokenStore, Optional.of(changed), patience, stepUps, tokenType);
    }

    /** The same with that time for the user to answer, on the test's clock. */
    public OAuthSettings withPatience(Duration changed) {
        return new OAuthSettings(
                grant, client, clientDocument, scopes, tokenStore, browser, changed, stepUps, tokenType);
    }

    /** The same with that many step-ups for a request; 0 for none. */
    public OAuthSettings withStepUps(int changed) {
        return new OAuthSettings(
                grant, client, clientDocument, scopes, tokenStore, browser, patience, changed, tokenType);
    }

    /**
     * The same with access tokens that are bound to a key which the client makes, and proves to have with each request (DPoP,
     * RFC 9449).
     */
    public OAuthSettings withDpop() {
        return new OAuthSettings(
                grant, client, clientDocument, scopes, tokenStore, browser, patience, stepUps, TokenType.DPOP);
    }

    @Override
    public String toString() {
        return "OAuth by " + grant.getClass().getSimpleName()
                + client.map(who -> " as " + who).orElse("");
    }
}
