package dev.mcptestbench.auth.endpoint;

import com.nimbusds.jose.jwk.JWKSet;
import dev.mcptestbench.protocol.Message;
import dev.mcptestbench.wire.HttpRequest;
import java.net.URI;
import java.time.Clock;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.apiguardian.api.API;
import org.jspecify.annotations.Nullable;

/**
 * All endpoints of one authorization server, and what they remember: from requests to replies, on whatever carries them.
 * Thread-safe: one request is answered at a time.
 */
@API(status = API.Status.INTERNAL)
public final class AuthEndpoints {

    private final String issuerPath;
    private final Ledger ledger;
    private final Tokens tokens;
    private final MetadataEndpoint metadata;
    private final Map<EndpointKind, Endpoint> endpoints = new EnumMap<>(EndpointKind.class);
    private AuthSettings settings;

    /**
     * The endpoints below an issuer.
     *
     * @param issuer its URL, without a slash at its end
     * @param clock what lifetimes go by
     */
    public AuthEndpoints(URI issuer, AuthSettings settings, Clock clock) {
        String name = issuer.toString();
        this.settings = settings;
        this.issuerPath = issuer.getRawPath();
        this.ledger = new Ledger(clock);
        this.tokens = new Tokens(name, ledger);
        this.metadata = new MetadataEndpoint(name, issuerPath);
        ClientDocuments clients = new ClientDocuments(ledger);
        ClientIdentity identity = new ClientIdentity(name, ledger, clients);
        AuthorizationEndpoint authorization = new AuthorizationEndpoint(name, ledger, clients);
        endpoints.put(EndpointKind.METADATA, metadata);
        endpoints.put(EndpointKind.KEYS, request -> AuthReply.json(200, tokens.publicKeys()));
        endpoints.put(EndpointKind.AUTHORIZATION, authorization);
        endpoints.put(EndpointKind.TOKEN, new TokenEndpoint(ledger, tokens, identity));
        endpoints.put(EndpointKind.REGISTRATION, new RegistrationEndpoint(ledger));
        endpoints.put(EndpointKind.REVOCATION, new RevocationEndpoint(ledger, identity));
        endpoints.put(EndpointKind.INTROSPECTION, new IntrospectionEndpoint(name, ledger, identity));
        endpoints.put(EndpointKind.PUSHED_REQUEST, new PushedRequestEndpoint(ledger, identity, authorization));
    }

    /** The endpoint at this path, if the server has one there now. */
    public synchronized Optional<EndpointKind> at(String path) {
        if (metadata.isAt(path, settings)) {
            return Optional.of(EndpointKind.METADATA);
        }
        return EndpointKind.at(issuerPath, path)
                .filter(kind -> kind != EndpointKind.REGISTRATION || settings.has(Trait.REGISTERS_CLIENTS));
    }

    /** Answers a request. What it is refused for has changed nothing. */
    public synchronized AuthReply answer(HttpRequest http) {
        AuthRequest request = new AuthRequest(http, settings);
        EndpointKind kind = at(http.path()).orElse(null);
        Endpoint endpoint = kind == null ? null : endpoints.get(kind);
        AuthReply reply = endpoint == null ? AuthReply.page(404, "Nothing here") : answer(endpoint, request);
        boolean storable = kind == null || kind == EndpointKind.METADATA || kind == EndpointKind.KEYS;
        if (!storable && settings.has(Trait.FORBIDS_STORING)) {
            reply = reply.with("Cache-Control", "no-store");
        }
        return reply.with(request.breaches());
    }

    private static AuthReply answer(Endpoint endpoint, AuthRequest request) {
        try {
            return endpoint.answer(request);
        } catch (RefusedException e) {
            return e.reply();
        }
    }

    /** The request as a message, for rules and assertions: its method is {@code oauth/} and the endpoint. */
    public Message message(HttpRequest http) {
        return RequestMessages.of(at(http.path()).orElse(null), http);
    }

    /** How the server behaves now. */
    public synchronized AuthSettings settings() {
        return settings;
    }

    /** Has it behave otherwise from now on. */
    public synchronized void change(UnaryOperator<AuthSettings> change) {
        settings = change.apply(settings);
    }

    /** Makes a client known; one of the same id is replaced. */
    public synchronized void register(RegisteredClient client) {
        ledger.register(client);
    }

    /** What the server finds when it looks for a client's metadata document; nothing is ever fetched. */
    public synchronized void publish(URI url, Map<String, Object> document) {
        ledger.publish(url.toString(), Map.copyOf(document));
    }

    /** Signs with a new key from now on; the old ones stay published. */
    public synchronized void rotateKeys() {
        tokens.publicKeys();
        tokens.rotateKeys();
    }

    /** The public keys by which tokens are signed, now and before. */
    public synchronized JWKSet publicKeys() {
        return tokens.keys();
    }

    /** Whether this access token was given out here, and revoked since. */
    public synchronized boolean hasRevoked(String accessToken) {
        Ledger.AccessToken token = ledger.accessToken(accessToken);
        return token != null && (token.revoked() || token.family().isRevoked());
    }

    /** What the client is called that a request names, or {@code null} if it names none that is known. */
    public synchronized @Nullable String clientOf(Message request) {
        RegisteredClient client = request.params().get("client_id") instanceof String id ? ledger.client(id) : null;
        return client == null ? null : client.name();
    }

    /** The flows that ended in tokens, in order. */
    public synchronized List<CompletedFlow> completedFlows() {
        return ledger.completedFlows();
    }

    /** The families of tokens that were revoked for what their clients did, each in words. */
    public synchronized List<String> revokedFamilies() {
        return ledger.revokedFamilies();
    }
}
