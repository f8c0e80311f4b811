package dev.mcptestbench.samples;

import static dev.mcptestbench.auth.OAuth.*;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mcptestbench.auth.MockAuthServer;
import dev.mcptestbench.auth.MockIdentityProvider;
import dev.mcptestbench.auth.endpoint.RegisteredClient;
import dev.mcptestbench.junit.McpIntegrationTest;
import dev.mcptestbench.junit.Server;
import dev.mcptestbench.script.OAuthTrait;
import dev.mcptestbench.time.TestClock;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

@McpIntegrationTest
class OAuthSampleTest {

    private static final URI MCP_SERVER = URI.create("https://mcp.example.com/mcp");

    @Server("company")
    private MockAuthServer company;

    @Test
    void signsIn(MockAuthServer auth) {
        SignIn client = new SignIn(auth.issuer(), MCP_SERVER);

        client.signIn();

        assertThat(auth)
                .completed(authorizationCodeFlow())
                .withPkce(S256)
                .withState()
                .forResource(MCP_SERVER);
        assertThat(auth).hasNoProtocolViolations();
    }

    @Test
    void signsInAnewWhenARefreshIsLost(MockAuthServer auth, TestClock clock) {
        auth.accessTokensLive(Duration.ofMinutes(5)).rotatesRefreshTokens();
        auth.on(refresh()).first().afterCommit().resetConnection();
        SignIn client = new SignIn(auth.issuer(), MCP_SERVER);
        client.signIn();
        clock.advance(Duration.ofMinutes(6));

        client.refreshOrSignIn();

        assertThat(auth).received(refresh()).once();
        assertThat(auth).received(authorizationRequest()).times(2);
        assertThat(auth).hasRevokedNoTokenFamily();
    }

    @Test
    void isAsLenientAsYouLike(MockAuthServer auth) {
        auth.without(OAuthTrait.REQUIRES_RESOURCE)
                .with(OAuthTrait.OPENID_METADATA_APPENDED)
                .scopes("mcp:read", "mcp:write")
                .register(RegisteredClient.publicClient("my-app", "http://127.0.0.1/callback"));

        assertThat(auth).neverReceived(registration());
    }

    @Test
    void needsNoUserInAnEnterprise(MockAuthServer auth, MockIdentityProvider idp) {
        RegisteredClient.Secret secret = new RegisteredClient.Secret("client_secret_post", "shh");
        auth.trusts(idp).register(RegisteredClient.confidential("my-app", secret));
        idp.user("ada", Map.of("email", "ada@example.com"))
                .register(RegisteredClient.publicClient("my-app", "http://127.0.0.1/callback"));
        SignIn client = new SignIn(auth.issuer(), MCP_SERVER);

        client.byIdToken(idp.idToken("my-app"), idp.issuer(), "my-app", "shh");

        assertThat(idp).received(tokenExchange()).once();
        assertThat(auth).received(jwtBearer()).once();
        assertThat(auth).neverReceived(authorizationRequest());
    }

    @Test
    void getsATokenForSomebodyElse(MockAuthServer auth) {
        auth.on(codeExchange()).first().does(tokenWith("aud", "https://other.example.com/mcp"));
        auth.on(codeExchange()).first().respondWithout("expires_in");
        SignIn client = new SignIn(auth.issuer(), MCP_SERVER);

        client.signIn();

        assertThat(auth).completed(authorizationCodeFlow()).forResource(MCP_SERVER);
    }

    @Test
    void hasSeveralServers(MockAuthServer auth) {
        assertThat(company.name()).isEqualTo("company");
        assertThat(company.issuer()).isNotEqualTo(auth.issuer());
        assertThat(company.journal()).isSameAs(auth.journal());
    }
}
