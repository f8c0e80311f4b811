package dev.mcptestbench.peers;

import static dev.mcptestbench.Mcp.text;
import static dev.mcptestbench.auth.OAuth.authorizationCodeFlow;
import static dev.mcptestbench.auth.OAuth.jwtBearer;
import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jwt.SignedJWT;
import com.nimbusds.oauth2.sdk.as.AuthorizationServerMetadata;
import dev.mcptestbench.auth.MockAuthServer;
import dev.mcptestbench.auth.MockIdentityProvider;
import dev.mcptestbench.auth.UserAgent;
import dev.mcptestbench.auth.endpoint.RegisteredClient;
import dev.mcptestbench.client.ClientSettings;
import dev.mcptestbench.client.ManagedClient;
import dev.mcptestbench.client.ManagedClients;
import dev.mcptestbench.client.auth.Grant;
import dev.mcptestbench.client.auth.OAuthSettings;
import dev.mcptestbench.client.auth.Proof;
import dev.mcptestbench.client.auth.TokenStore;
import dev.mcptestbench.junit.McpIntegrationTest;
import dev.mcptestbench.server.MockMcpServer;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.jar.JarFile;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.security.oauth2.client.registration.ClientRegistration;
import org.springframework.security.oauth2.client.registration.ClientRegistrations;

/** Our jars and the application's own Nimbus at work in one JVM, and neither has the other's classes. */
@McpIntegrationTest(secured = true)
class OwnNimbusTest {

    private static final SecretKey KEY = new SecretKeySpec(new byte[32], "AES");

    @Test
    void theApplicationKeepsItsOwn() throws Exception {
        assertThat(Collections.list(getClass().getClassLoader().getResources("com/nimbusds/jwt/SignedJWT.class")))
                .hasSize(1);
        assertThat(place(SignedJWT.class)).endsWith("/nimbus-jose-jwt-" + System.getProperty("own.jose") + ".jar");
        assertThat(place(AuthorizationServerMetadata.class))
                .endsWith("/oauth2-oidc-sdk-" + System.getProperty("own.oauth2") + ".jar");
    }

    @ParameterizedTest
    @ValueSource(classes = {MockAuthServer.class, ManagedClient.class})
    void ourJarsHaveACopyOfTheirOwn(Class<?> ours) throws Exception {
        String copied =
                ours.getPackageName().replace("mcptestbench", "mcptestbench.shaded") + "." + SignedJWT.class.getName();

        assertThat(place(ours)).endsWith(".jar");
        assertThat(place(Class.forName(copied))).isEqualTo(place(ours));
    }

    /** What a build that takes our jars from a repository goes by. */
    @ParameterizedTest
    @ValueSource(strings = {"mock-auth-server", "framework/client"})
    void theyBringNoNimbusAlong(String module) throws IOException {
        Path published = Path.of("../..", module, "dependency-reduced-pom.xml");

        assertThat(published).content().contains("mcp-testbench-core").doesNotContain("nimbus", "minidev", "ow2");
    }

    @ParameterizedTest
    @ValueSource(classes = {MockAuthServer.class, ManagedClient.class})
    void theySayWhoseItIs(Class<?> ours) throws IOException {
        try (JarFile jar = new JarFile(place(ours))) {
            assertThat(jar.getEntry("META-INF/NOTICE")).isNotNull();
            assertThat(jar.getEntry("META-INF/LICENSE")).isNotNull();
        }
    }

    @Test
    void signsInWithATokenThatIsBoundAndSealed(
            MockMcpServer server, MockAuthServer auth, UserAgent user, @TempDir Path directory) throws Exception {
        TokenStore store = TokenStore.inFile(directory.resolve("tokens"), KEY);

        call(server, OAuthSettings.DEFAULT.withBrowser(user).withDpop().withTokenStore(store));

        assertThat(auth).completed(authorizationCodeFlow()).forResource(server.url());
        SignedJWT token =
                SignedJWT.parse(store.tokens(server.url()).orElseThrow().accessToken());
        assertThat(token.getJWTClaimsSet().getIssuer()).isEqualTo(auth.issuer().toString());
        assertThat(token.getJWTClaimsSet().getJSONObjectClaim("cnf")).containsKey("jkt");
    }

    @Test
    void theApplicationReadsOurMetadata(MockAuthServer auth) {
        ClientRegistration read = ClientRegistrations.fromIssuerLocation(
                        auth.issuer().toString())
                .clientId("my-app")
                .build();

        assertThat(read.getProviderDetails().getTokenUri()).isEqualTo(auth.issuer() + "/token");
    }

    @Test
    void provesItselfByAKeyThatTheApplicationMade(MockMcpServer server, MockAuthServer auth) throws Exception {
        ECKey key = new ECKeyGenerator(Curve.P_256).keyID("mine").generate();
        auth.register(RegisteredClient.confidential(
                "my-app", new RegisteredClient.Key(new JWKSet(key.toPublicJWK()).toString())));
        Proof proof = new Proof.SignedJwt(key.toPrivateKey(), "ES256");

        call(
                server,
                OAuthSettings.DEFAULT
                        .with(new OAuthSettings.Identity(Optional.empty(), "my-app", proof))
                        .withGrant(new Grant.ClientCredentials()));
    }

    @Test
    void isAdmittedByTheIdentityProvider(MockMcpServer server, MockAuthServer auth, MockIdentityProvider idp) {
        auth.trusts(idp).register(RegisteredClient.confidential("my-app", "shh"));
        idp.user("ada", Map.of()).register(RegisteredClient.publicClient("my-app", "http://127.0.0.1/callback"));
        URI provider = URI.create(idp.issuer() + "/token");

        call(
                server,
                OAuthSettings.DEFAULT
                        .withClient("my-app", "shh")
                        .withGrant(new Grant.Enterprise(provider, "my-app", () -> idp.idToken("my-app"))));

        assertThat(auth).received(jwtBearer()).once();
    }

    private static void call(MockMcpServer server, OAuthSettings oauth) {
        server.tool("echo").returns(text("hi"));
        try (ManagedClients clients = ManagedClients.of(server)) {
            ManagedClient client = clients.add("client", ClientSettings.DEFAULT.withOAuth(oauth));
            client.connect();
            assertThat(client.callTool("echo", Map.of())).succeeded().hasText("hi");
        }
    }

    private static String place(Class<?> type) {
        return type.getProtectionDomain().getCodeSource().getLocation().getPath();
    }
}
