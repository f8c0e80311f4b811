package dev.mcptestbench.auth.endpoint;

import com.nimbusds.jose.jwk.JWKSet;
import dev.mcptestbench.protocol.Message;
import dev.mcptestbench.script.Fault;
import dev.mcptestbench.script.OAuthFault;
import dev.mcptestbench.script.OAuthTrait;
import dev.mcptestbench.wire.HttpRequest;
import java.net.URI;
import java.time.Clock;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.apiguardian.api.API;
import org.jspecify.annotations.Nullable;

/**
 * All endpoints of one authorization server, and what they remember: from requests to replies, on whatever carries them.
 * Thread-safe: one request is answered at a time, though tokens are signed side by side.
 */
@API(status = API.Status.INTERNAL)
public final class AuthEndpoints {

    private final String issuerPath;
    private final Turn turn = new Turn();
    private final Ledger ledger;
    private final SigningKeys keys = new SigningKeys();
    private final TrustedIssuers trusted = new TrustedIssuers();
    private final DpopProofs proofs;
    private final Mint mint;
    private final MetadataEndpoint metadata;
    private final NamedScopes named = new NamedScopes();
    private final AuthorizationEndpoint authorization;
    private final Map<EndpointKind, Endpoint> endpoints = new EnumMap<>(EndpointKind.class);
    private volatile AuthSettings settings;

    /**
     * The endpoints below an issuer.
     *
     * @param issuer its URL, without a slash at its end
     * @param clock what lifetimes go by
     * @param registrations told of each client that comes to be known here; must not block
     */
    public AuthEndpoints(URI issuer, AuthSettings settings, Clock clock, Consumer<RegisteredClient> registrations) {
        String name = issuer.toString();
        this.settings = settings;
        this.issuerPath = issuer.getRawPath();
        this.ledger = new Ledger(clock, registrations);
        this.proofs = new DpopProofs(clock);
        this.mint = new Mint(name, ledger, keys, turn);
        this.metadata = new MetadataEndpoint(name, issuerPath, trusted);
        ClientDocuments clients = new ClientDocuments(ledger);
        ClientIdentity identity = new ClientIdentity(name, ledger, clients);
        this.authorization = new AuthorizationEndpoint(name, ledger, clients, named);
        URI token = URI.create(name + "/" + EndpointKind.TOKEN.segment());
        endpoints.put(EndpointKind.METADATA, metadata);
        endpoints.put(
                EndpointKind.KEYS, request -> AuthReply.json(200, publicKeys().toJSONObject()));
        endpoints.put(EndpointKind.AUTHORIZATION, authorization);
        endpoints.put(
                EndpointKind.TOKEN,
                new TokenEndpoint(grants(name), identity, new TokenBinding(token, proofs), trusted));
        endpoints.put(EndpointKind.REGISTRATION, new RegistrationEndpoint(ledger));
        endpoints.put(EndpointKind.REVOCATION, new RevocationEndpoint(ledger, identity));
        endpoints.put(EndpointKind.INTROSPECTION, new IntrospectionEndpoint(name, ledger, identity));
        endpoints.put(EndpointKind.PUSHED_REQUEST, new PushedRequestEndpoint(ledger, identity, authorization));
    }

    private Map<String, Grant> grants(String issuer) {
        Tokens tokens = new Tokens(ledger, mint);
        return Map.of(
                Grant.CODE, new CodeGrant(ledger, tokens),
                Grant.REFRESH, new RefreshGrant(ledger, tokens),
                Grant.CREDENTIALS, new CredentialsGrant(tokens),
                Grant.ASSERTION, new AssertionGrant(issuer, ledger, trusted, tokens),
                Grant.EXCHANGE, new ExchangeGrant(issuer, ledger, keys, mint, tokens));
    }

    /** The endpoint at this path, if the server has one there now. */
    public Optional<EndpointKind> at(String path) {
        AuthSettings now = settings;
        if (metadata.isAt(path, now)) {
            return Optional.of(EndpointKind.METADATA);
        }
        return EndpointKind.at(issuerPath, path)
                .filter(kind -> kind != EndpointKind.REGISTRATION || now.has(OAuthTrait.REGISTERS_CLIENTS));
    }

    /** Answers a request. What it is refused for has changed nothing. */
    public AuthReply answer(HttpRequest http) {
        return answer(http, List.of());
    }

    /**
     * Answers a request.
     *
     * @param faults what goes wrong as it is answered
     */
    public AuthReply answer(HttpRequest http, List<? extends Fault> faults) {
        List<OAuthFault> before = new ArrayList<>(faults.size());
        for (Fault fault : faults) {
            if (fault instanceof OAuthFault.RotateKeys rotation) {
                rotateKeys(rotation.old());
            } else if (fault instanceof OAuthFault own) {
                before.add(own);
            }
        }
        AuthReply meant = turn.take(() -> answer(http, new AuthRequest(http, settings, before)));
        AuthReply reply = altered(meant, faults);
        if (!Objects.equals(reply.location(), meant.location())) {
            turn.take(() -> authorization.sent(meant, reply));
        }
        return reply;
    }

    private static AuthReply altered(AuthReply meant, List<? extends Fault> faults) {
        AuthReply reply = meant;
        for (Fault fault : faults) {
            if (fault instanceof Fault.ChangeMessage change) {
                reply = reply.changed(change);
            } else if (fault instanceof OAuthFault.FormEncode) {
                reply = reply.formEncoded();
            }
        }
        return reply;
    }

    private AuthReply answer(HttpRequest http, AuthRequest request) {
        EndpointKind kind = at(http.path()).orElse(null);
        ClientLint.header(request, ledger);
        Endpoint endpoint = kind == null ? null : endpoints.get(kind);
        AuthReply reply = endpoint == null ? AuthReply.page(404, "Nothing here") : answer(endpoint, request);
        boolean storable = kind == null || kind == EndpointKind.METADATA || kind == EndpointKind.KEYS;
        if (!storable && settings.has(OAuthTrait.FORBIDS_STORING)) {
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

    /** What the server tells of itself (RFC 8414, section 2). */
    public Map<String, Object> metadata() {
        return metadata.document(settings);
    }

    /** How the server behaves now. */
    public AuthSettings settings() {
        return settings;
    }

    /** Has it behave otherwise from now on. */
    public void change(UnaryOperator<AuthSettings> change) {
        turn.take(() -> {
            settings = change.apply(settings);
        });
    }

    /** Makes a client known; one of the same id is replaced. */
    public void register(RegisteredClient client) {
        turn.take(() -> ledger.register(client, RegistrationKind.PRE_REGISTERED));
    }

    /** What the server finds when it looks for a client's metadata document; nothing is ever fetched. */
    public void publish(URI url, Map<String, Object> document) {
        turn.take(() -> ledger.publish(url.toString(), Map.copyOf(document)));
    }

    /** Takes down that a resource has named these scopes to a client. */
    public void named(String resource, NamedScopes.Place place, Set<String> scopes) {
        named.add(resource, place, scopes);
    }

    /** Knows the client of this id no longer; what it was given stays good. */
    public void forget(String client) {
        turn.take(() -> ledger.forget(client));
    }

    /** Signs with a new key from now on. */
    public void rotateKeys(OAuthFault.OldKeys old) {
        keys.rotate(settings.algorithm());
        if (old == OAuthFault.OldKeys.WITHDRAWN) {
            keys.withdrawOld(settings.algorithm());
        }
    }

    /** The public keys, of which the newest signs. */
    public JWKSet publicKeys() {
        return keys.published(settings.algorithm());
    }

    /** Takes for true what this issuer has signed by these keys, which are looked up each time. */
    public void trust(URI other, Supplier<JWKSet> publicKeys) {
        trusted.trust(other.toString(), publicKeys);
    }

    /** Asks for another DPoP nonce from now on. */
    public void renewDpopNonce() {
        proofs.renewNonce();
    }

    /** An ID token of the user for this client. */
    public String idToken(String client) {
        return mint.idToken(settings, List.of(), client, null);
    }

    /** An ID-JAG of the user, for a client that is called so there, to this issuer and these resources. */
    public String idJag(String client, URI audience, List<URI> resources) {
        return mint.idJag(
                settings,
                List.of(),
                settings.user().subject(),
                client,
                audience.toString(),
                resources.stream().map(URI::toString).toList(),
                null);
    }

    /** What says to this issuer which workload it is that has it. */
    public String workloadToken(String subject, URI audience) {
        return mint.workloadToken(settings, subject, audience.toString());
    }

    /** Whether this access token was given out here, and revoked since. */
    public boolean hasRevoked(String accessToken) {
        return turn.take(() -> {
            Ledger.AccessToken token = ledger.accessToken(accessToken);
            return token != null && (token.revoked() || token.family().isRevoked());
        });
    }

    /** What the client is called that a request names, or {@code null} if it names none that is known. */
    public @Nullable String clientOf(Message request) {
        if (!(request.params().get("client_id") instanceof String id)) {
            return null;
        }
        RegisteredClient client = turn.take(() -> ledger.client(id));
        return client == null ? null : client.name();
    }

    /** The flows that ended in tokens, in order. */
    public List<CompletedFlow> completedFlows() {
        return turn.take(ledger::completedFlows);
    }

    /** The families of tokens that were revoked for what their clients did, each in words. */
    public List<String> revokedFamilies() {
        return turn.take(ledger::revokedFamilies);
    }
}
