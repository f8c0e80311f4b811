package dev.mcptestbench.auth;

import static dev.mcptestbench.auth.AuthPeer.basic;
import static dev.mcptestbench.auth.AuthPeer.params;
import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.KeyType;
import com.nimbusds.jwt.SignedJWT;
import dev.mcptestbench.auth.endpoint.RegisteredClient;
import dev.mcptestbench.auth.endpoint.SigningAlgorithm;
import dev.mcptestbench.script.OAuthTrait;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** How tokens are signed, and what the server says of it. */
class SigningTest {

    private final MockAuthServer server = Hosted.auth().start();
    private final AuthPeer peer = new AuthPeer(server);

    @BeforeEach
    void knowAClient() {
        server.register(RegisteredClient.confidential("svc", "secret"));
    }

    @AfterEach
    void close() {
        server.close();
    }

    private SignedJWT token() throws Exception {
        AuthPeer.Answer answer = peer.token(
                params("grant_type", "client_credentials", "resource", AuthPeer.RESOURCE), basic("svc", "secret"));
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        return SignedJWT.parse(answer.text("access_token"));
    }

    private JWKSet keys() throws Exception {
        return JWKSet.parse(peer.get(peer.path("jwks")).body());
    }

    @Test
    void noKeyOfRsaIsMadeForThoseWhoWantNone() throws Exception {
        token();

        assertThat(keys().getKeys())
                .singleElement()
                .satisfies(key -> assertThat(key.getKeyType()).isEqualTo(KeyType.EC));
    }

    @Test
    void signsByRsaOnceToldSo() throws Exception {
        server.signsBy(SigningAlgorithm.RS256).with(OAuthTrait.OPENID_METADATA_APPENDED);

        SignedJWT token = token();

        assertThat(token.getHeader().getAlgorithm().getName()).isEqualTo("RS256");
        assertThat(token.getHeader().getType().getType()).isEqualTo("at+jwt");
        assertThat(keys().getKeys()).singleElement().satisfies(key -> {
            assertThat(key.getKeyID()).isEqualTo(token.getHeader().getKeyID());
            assertThat(key.getAlgorithm().getName()).isEqualTo("RS256");
            assertThat(key.isPrivate()).isFalse();
            assertThat(key.size()).isEqualTo(2048);
            assertThat(token.verify(new RSASSAVerifier(key.toRSAKey()))).isTrue();
        });
        assertThat(peer.get("/tenant/.well-known/openid-configuration")
                        .json()
                        .get("id_token_signing_alg_values_supported"))
                .isEqualTo(List.of("RS256"));
    }

    @Test
    void keysOfBothKindsArePublishedWhereBothWereUsed() throws Exception {
        SignedJWT before = token();
        server.signsBy(SigningAlgorithm.RS256);
        SignedJWT after = token();

        assertThat(keys().getKeys())
                .extracting(key -> key.getKeyID())
                .containsExactly(
                        after.getHeader().getKeyID(), before.getHeader().getKeyID());
    }

    @Test
    void rotatesTheKeysThatAreInUse() throws Exception {
        server.signsBy(SigningAlgorithm.RS256);
        SignedJWT before = token();
        server.rotateKeys();
        SignedJWT after = token();

        assertThat(after.getHeader().getKeyID()).isNotEqualTo(before.getHeader().getKeyID());
        assertThat(keys().getKeys()).hasSize(2).allMatch(key -> key.getKeyType().equals(KeyType.RSA));
    }
}
