package dev.mcptestbench.client.auth;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.oauth2.sdk.auth.ClientSecretBasic;
import com.nimbusds.oauth2.sdk.auth.JWTAuthenticationClaimsSet;
import com.nimbusds.oauth2.sdk.auth.PrivateKeyJWT;
import com.nimbusds.oauth2.sdk.auth.Secret;
import com.nimbusds.oauth2.sdk.id.Audience;
import com.nimbusds.oauth2.sdk.id.ClientID;
import dev.mcptestbench.plugin.CredentialsException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;

/** A client as an authorization server knows it. */
record Party(String id, String method, Proof proof) {

    private static final Duration ASSERTIONS_LIVE = Duration.ofSeconds(60);

    static Party of(StoredClient client) {
        Proof proof = client.secret().<Proof>map(Proof.Secret::new).orElseGet(Proof.None::new);
        return new Party(client.id(), client.method(), proof);
    }

    static Party of(OAuthSettings.Identity identity, ServerMetadata server) {
        Proof proof = identity.proof();
        String method = proof instanceof Proof.Secret
                ? server.methodWithSecret()
                : proof instanceof Proof.SignedJwt ? "private_key_jwt" : "none";
        return new Party(identity.id(), method, proof);
    }

    /** Proves who it is: puts parameters into the form, and gives the headers that go with it. */
    Map<String, String> prove(Map<String, List<String>> form, String issuer, Instant now) throws CredentialsException {
        if (proof instanceof Proof.SignedJwt signed) {
            form.putAll(assertion(signed, issuer, now).toParameters());
            return Map.of();
        }
        if (proof instanceof Proof.Secret secret) {
            if (method.equals("client_secret_basic")) {
                return Map.of(
                        "Authorization",
                        new ClientSecretBasic(new ClientID(id), new Secret(secret.secret()))
                                .toHTTPAuthorizationHeader());
            }
            form.put("client_secret", List.of(secret.secret()));
        }
        form.put("client_id", List.of(id));
        return Map.of();
    }

    private PrivateKeyJWT assertion(Proof.SignedJwt signed, String issuer, Instant now) throws CredentialsException {
        ClientID client = new ClientID(id);
        JWTAuthenticationClaimsSet claims = new JWTAuthenticationClaimsSet(
                client,
                new Audience(URI.create(issuer)).toSingleAudienceList(),
                Date.from(now.plus(ASSERTIONS_LIVE)),
                null,
                Date.from(now),
                new com.nimbusds.oauth2.sdk.id.JWTID());
        try {
            return new PrivateKeyJWT(claims, JWSAlgorithm.parse(signed.algorithm()), signed.key(), null, null);
        } catch (JOSEException e) {
            throw new CredentialsException(
                    "The client's key does not sign by " + signed.algorithm() + ": " + e.getMessage(), e);
        }
    }

    /** Without secrets. */
    @Override
    public String toString() {
        return "client " + id;
    }
}
