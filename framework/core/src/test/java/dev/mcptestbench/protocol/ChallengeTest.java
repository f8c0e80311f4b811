package dev.mcptestbench.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Challenges as servers write them, well and badly (RFC 9110, section 11.6.1). */
class ChallengeTest {

    private static Challenge bearer(String... values) {
        return Challenge.in(Map.of("WWW-Authenticate", List.of(values)), "bearer")
                .orElseThrow();
    }

    @Test
    void readsWhatItWrites() {
        Challenge written = Challenge.of("Bearer")
                .with("resource_metadata", "http://127.0.0.1/.well-known/oauth-protected-resource/mcp")
                .with("scope", "mcp:read mcp:write")
                .with("error_description", "say \"please\", or \\ go");

        assertThat(written)
                .hasToString("Bearer resource_metadata=\"http://127.0.0.1/.well-known/oauth-protected-resource/mcp\","
                        + " scope=\"mcp:read mcp:write\", error_description=\"say \\\"please\\\", or \\\\ go\"");
        assertThat(Challenge.parse(List.of(written.toString()))).containsExactly(written);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Bearer error=\"insufficient_scope\", scope=\"a b\"",
                "Negotiate, Bearer error=\"insufficient_scope\", scope=\"a b\"",
                "Negotiate YII=, Basic realm=\"x\", Bearer error=\"insufficient_scope\", scope=\"a b\"",
                "bearer error = \"insufficient_scope\" ,scope= \"a b\"",
                "BEARER ERROR=insufficient_scope, Scope=\"a b\"",
                "Bearer error=insufficient_scope, scope=a b",
                "Bearer error=\"insufficient_scope\" scope=\"a b\"",
                "Bearer , error=\"insufficient_scope\",, scope=\"a b\",",
                "Bearer error=\"insufficient_scope\", scope=\"a b\", error=\"other\", scope=\"c\"",
                "Bearer error=\"insufficient_scope\", scope=\"a b\", DPoP algs=\"ES256\", scope=\"c\"",
                "Bearer error=\"insufficient_scope\", realm=\"a, Basic b=\\\"c\\\"\", scope=\"a b\""
            })
    void readsWhatServersWrite(String header) {
        Challenge challenge = bearer(header);

        assertThat(challenge.get("error")).isEqualTo("insufficient_scope");
        assertThat(challenge.get("scope")).isEqualTo("a b");
    }

    @Test
    void readsSeveralHeaders() {
        assertThat(Challenge.parse(List.of("Negotiate", "DPoP algs=\"ES256\"", "Bearer")))
                .extracting(Challenge::scheme)
                .containsExactly("Negotiate", "DPoP", "Bearer");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ",", "=", "\"", "a=", "Bearer \"", "Bearer =", "Bearer error=\"open", "Bearer error"})
    void passesOverWhatCannotBeRead(String header) {
        assertThat(Challenge.parse(List.of(header)))
                .allSatisfy(challenge -> assertThat(challenge.get("error")).isNull());
    }

    @Test
    void isQuickWithLongHeaders() {
        String scopes = "x".repeat(40_000);

        assertThat(bearer("Bearer scope=\"" + scopes + "\"").get("scope")).isEqualTo(scopes);
        assertThat(bearer("Bearer " + "scope ".repeat(8_000)).parameters()).isEmpty();
    }
}
