package dev.mcptestbench.auth;

import static dev.mcptestbench.auth.OAuth.metadataRequest;
import static dev.mcptestbench.auth.OAuth.probe;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mcptestbench.journal.JournalEntry;
import dev.mcptestbench.protocol.Revision;
import dev.mcptestbench.script.OAuthTrait;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Where the metadata are, and what they say (RFC 8414). */
class MetadataTest {

    private static final String INSERTED = "/.well-known/oauth-authorization-server/tenant";

    private final MockAuthServer server = Hosted.auth().start();
    private final AuthPeer peer = new AuthPeer(server);

    @AfterEach
    void close() {
        server.close();
    }

    @Test
    void areAtThePathInsertedUrl() {
        AuthPeer.Answer answer = peer.get(INSERTED);

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.headers()).containsEntry("content-type", "application/json");
        String issuer = server.issuer().toString();
        assertThat(answer.json().get("issuer")).isEqualTo(issuer);
        assertThat(answer.json().get("authorization_endpoint")).isEqualTo(issuer + "/authorize");
        assertThat(answer.json().get("token_endpoint")).isEqualTo(issuer + "/token");
        assertThat(answer.json().get("code_challenge_methods_supported")).isEqualTo(List.of("S256"));
        assertThat(answer.json().get("authorization_response_iss_parameter_supported"))
                .isEqualTo(true);
        assertThat(answer.json().get("client_id_metadata_document_supported")).isEqualTo(true);
        assertThat(answer.json().containsKey("scopes_supported")).isFalse();
        assertThat(server).received(metadataRequest()).once();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/.well-known/oauth-authorization-server",
                "/.well-known/openid-configuration",
                "/.well-known/openid-configuration/tenant",
                "/tenant/.well-known/openid-configuration",
                "/tenant/.well-known/oauth-authorization-server",
                "/.well-known/oauth-authorization-server/tenant/",
                "/token",
                "/"
            })
    void areNowhereElseAndProbesAreWrittenDown(String path) {
        assertThat(peer.get(path).status()).isEqualTo(404);

        assertThat(server).received(probe()).once();
        assertThat(server.journal().entries(JournalEntry.RequestArrived.class))
                .extracting(JournalEntry.RequestArrived::target)
                .containsExactly(path);
    }

    @Test
    void areElsewhereIfSwitchedSo() {
        server.without(OAuthTrait.OAUTH_METADATA)
                .with(OAuthTrait.OPENID_METADATA_INSERTED)
                .with(OAuthTrait.OPENID_METADATA_APPENDED)
                .with(OAuthTrait.OAUTH_METADATA_APPENDED);

        assertThat(peer.get(INSERTED).status()).isEqualTo(404);
        assertThat(peer.get("/.well-known/openid-configuration/tenant").json().get("subject_types_supported"))
                .isEqualTo(List.of("public"));
        assertThat(peer.get("/tenant/.well-known/openid-configuration").status())
                .isEqualTo(200);
        assertThat(peer.get("/tenant/.well-known/oauth-authorization-server").status())
                .isEqualTo(200);
    }

    @ParameterizedTest
    @EnumSource(value = Revision.class, mode = EnumSource.Mode.EXCLUDE, names = "V2024_11_05")
    void followTheRevision(Revision revision) {
        try (MockAuthServer of = Hosted.auth().revision(revision).start()) {
            String path = of.issuer().getPath();
            AuthPeer.Answer answer = new AuthPeer(of).get("/.well-known/oauth-authorization-server" + path);

            assertThat(path).isEqualTo(revision == Revision.V2025_03_26 ? "" : "/tenant");
            assertThat(answer.json().get("issuer")).isEqualTo(of.issuer().toString());
            assertThat(answer.json().containsKey("authorization_response_iss_parameter_supported"))
                    .isEqualTo(revision == Revision.V2026_07_28);
            assertThat(answer.json().containsKey("client_id_metadata_document_supported"))
                    .isEqualTo(revision.compareTo(Revision.V2025_11_25) >= 0);
        }
    }

    @Test
    void tellsOfNothingThatIsSwitchedOff() {
        server.without(OAuthTrait.ADVERTISES_PKCE)
                .without(OAuthTrait.SENDS_ISSUER)
                .without(OAuthTrait.REGISTERS_CLIENTS);

        assertThat(peer.get(INSERTED).json().keySet())
                .extracting(String::valueOf)
                .doesNotContain(
                        "code_challenge_methods_supported",
                        "authorization_response_iss_parameter_supported",
                        "registration_endpoint");
        assertThat(peer.register(AuthPeer.nativeClient()).status()).isEqualTo(404);
    }

    @Test
    void refusesTheRevisionWithoutAuthorization() {
        assertThatThrownBy(() -> Hosted.auth().revision(Revision.V2024_11_05))
                .hasMessageContaining("2024-11-05 has no authorization");
    }

    @Test
    void keysAreRotatedAndOldOnesStay() {
        List<?> before = (List<?>) peer.get(peer.path("jwks")).json().get("keys");
        server.rotateKeys();
        List<?> after = (List<?>) peer.get(peer.path("jwks")).json().get("keys");

        assertThat(before).hasSize(1);
        assertThat(after).hasSize(2);
        assertThat(after.get(1)).isEqualTo(before.get(0));
        assertThat(after)
                .allSatisfy(
                        key -> assertThat(((Map<?, ?>) key).containsKey("d")).isFalse());
    }

    @Test
    void foreignPagesAreTurnedAway() {
        assertThat(peer.send("GET", INSERTED, "Origin: https://evil.example\r\n", "")
                        .status())
                .isEqualTo(403);
    }
}
