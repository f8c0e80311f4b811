package dev.mcptestbench.auth.endpoint;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import dev.mcptestbench.script.OAuthTrait;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.util.Base64;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Finds out which client a request is from, and whether it proves so in the way that it is registered for: not at all, by
 * its secret, or by a signed assertion (RFC 7523, section 3). Each client has one way alone.
 */
final class ClientIdentity {

    private static final String ASSERTION_TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
    private static final Pattern ENCODED = Pattern.compile("[A-Za-z0-9._~*+%-]*");

    private final String issuer;
    private final Ledger ledger;
    private final ClientDocuments clients;

    ClientIdentity(String issuer, Ledger ledger, ClientDocuments clients) {
        this.issuer = issuer;
        this.ledger = ledger;
        this.clients = clients;
    }

    /** The client that a request to an endpoint for clients is from. */
    RegisteredClient of(AuthRequest request, Parameters form) {
        String header = request.header("Authorization");
        int ways =
                (header == null ? 0 : 1) + (form.has("client_secret") ? 1 : 0) + (form.has("client_assertion") ? 1 : 0);
        if (ways > 1) {
            throw new RefusedException("invalid_request", "A client proves in one way who it is, not in several");
        }
        if (header != null) {
            return byBasic(request, form, header);
        }
        if (form.has("client_assertion")) {
            return byAssertion(request, form);
        }
        RegisteredClient client = clients.find(request, form.get("client_id"));
        String secret = form.get("client_secret");
        if (client == null) {
            throw unknown(false);
        }
        boolean unproven = client.isPublic() || !request.has(OAuthTrait.REQUIRES_CLIENT_AUTHENTICATION);
        if (secret == null ? unproven : hasSecret(request, client, "client_secret_post", secret)) {
            return client;
        }
        throw unknown(false);
    }

    private boolean hasSecret(AuthRequest request, RegisteredClient client, String method, String secret) {
        return client.authentication() instanceof RegisteredClient.Secret own
                && (own.method().equals(method) || !request.has(OAuthTrait.REQUIRES_CLIENT_AUTHENTICATION))
                && own.is(secret)
                && ledger.hasGoodSecret(client.id());
    }

    private RegisteredClient byBasic(AuthRequest request, Parameters form, String header) {
        String[] halves = credentials(header);
        if (!ENCODED.matcher(halves[0]).matches() || !ENCODED.matcher(halves[1]).matches()) {
            request.found(
                    OAuthRequirements.BASIC_ENCODED, "has characters that the form encoding escapes", "Authorization");
        }
        RegisteredClient client = clients.find(request, decoded(halves[0]));
        if (client == null) {
            client = request.has(OAuthTrait.DECODES_BASIC) ? null : clients.find(request, halves[0]);
        }
        if (client == null || (form.has("client_id") && !client.id().equals(form.get("client_id")))) {
            throw unknown(true);
        }
        String secret = decoded(halves[1]);
        boolean asItStands = hasSecret(request, client, "client_secret_basic", halves[1]);
        if (secret != null && hasSecret(request, client, "client_secret_basic", secret)) {
            return client;
        }
        if (asItStands) {
            request.found(OAuthRequirements.BASIC_ENCODED, "has the secret as it stands", "Authorization");
            if (!request.has(OAuthTrait.DECODES_BASIC)) {
                return client;
            }
        }
        throw unknown(true);
    }

    /** The client id that Basic credentials name, or {@code null}. */
    static @Nullable String basicId(@Nullable String header) {
        try {
            return header == null ? null : decoded(credentials(header)[0]);
        } catch (RefusedException e) {
            return null;
        }
    }

    private static String[] credentials(String header) {
        String[] parts = header.strip().split(" +", 2);
        try {
            if (parts.length == 2 && parts[0].equalsIgnoreCase("Basic")) {
                String pair = new String(Base64.getDecoder().decode(parts[1]), StandardCharsets.UTF_8);
                int colon = pair.indexOf(':');
                if (colon > 0) {
                    return new String[] {pair.substring(0, colon), pair.substring(colon + 1)};
                }
            }
        } catch (IllegalArgumentException e) {
            throw unknown(true);
        }
        throw unknown(true);
    }

    private static @Nullable String decoded(String half) {
        try {
            return Parameters.decoded(half);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    private RegisteredClient byAssertion(AuthRequest request, Parameters form) {
        if (!ASSERTION_TYPE.equals(form.get("client_assertion_type"))) {
            throw new RefusedException("invalid_request", "client_assertion_type is not " + ASSERTION_TYPE);
        }
        try {
            SignedJWT assertion = SignedJWT.parse(form.get("client_assertion"));
            JWTClaimsSet claims = assertion.getJWTClaimsSet();
            String id = claims.getSubject();
            RegisteredClient client = clients.find(request, id);
            boolean fits = client != null
                    && client.authentication() instanceof RegisteredClient.Key key
                    && client.id().equals(claims.getIssuer())
                    && (!form.has("client_id") || client.id().equals(form.get("client_id")))
                    && isForUs(request, claims.getAudience())
                    && SignedTokens.isSigned(assertion, JWKSet.parse(key.keys()))
                    && SignedTokens.isOfNow(claims, ledger.now());
            String use = claims.getJWTID();
            if (!fits || client == null || use == null) {
                throw unknown(false);
            }
            if (!ledger.firstUse(
                    client.id() + " " + use, claims.getExpirationTime().toInstant())) {
                throw unknown(false);
            }
            return client;
        } catch (ParseException | JOSEException e) {
            throw unknown(false);
        }
    }

    private boolean isForUs(AuthRequest request, List<String> audience) {
        return request.has(OAuthTrait.REQUIRES_ISSUER_AUDIENCE)
                ? audience.equals(List.of(issuer))
                : audience.contains(issuer) || audience.contains(issuer + "/" + EndpointKind.TOKEN.segment());
    }

    /** RFC 6749, section 5.2. */
    static RefusedException unknown(boolean byHeader) {
        String why = "The client is not known, or does not prove who it is";
        return byHeader
                ? new RefusedException(401, "invalid_client", why, "WWW-Authenticate", "Basic realm=\"token\"")
                : new RefusedException(401, "invalid_client", why, "", "");
    }
}
