package dev.mcptestbench.peers;

import static dev.mcptestbench.auth.OAuth.clientCredentials;
import static dev.mcptestbench.auth.OAuth.clockBehind;
import static dev.mcptestbench.auth.OAuth.tokenWith;
import static dev.mcptestbench.auth.OAuth.withdrawKeys;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mcptestbench.auth.MockAuthServer;
import dev.mcptestbench.auth.endpoint.RegisteredClient;
import dev.mcptestbench.protocol.Json;
import dev.mcptestbench.script.OAuthTrait;
import dev.mcptestbench.time.TestClock;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** A resource server of Spring Security takes the tokens of our authorization server by the issuer's URL alone. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ResourceServerTest {

    private static final String RESOURCE = "https://mcp.example.com/mcp";

    private final HttpClient http = HttpClient.newHttpClient();
    private final TestClock clock = new TestClock();
    private final MockAuthServer auth = MockAuthServer.builder()
            .clock(clock)
            .start()
            .without(OAuthTrait.TYPES_ACCESS_TOKENS)
            .register(RegisteredClient.confidential("my-app", "shh"));
    private final ResourceServer server = ResourceServer.start(auth.issuer());

    @AfterAll
    void close() {
        server.close();
        auth.close();
        clock.close();
    }

    @Test
    void letsInWhoHasAToken() throws Exception {
        HttpResponse<String> reply = ask(server, token());

        assertThat(reply.statusCode()).isEqualTo(200);
        assertThat(reply.body()).isEqualTo("my-app");
    }

    @Test
    void refusesATokenThatHasExpired() throws Exception {
        auth.on(clientCredentials()).first().does(clockBehind(Duration.ofDays(1)));

        assertThat(reason(ask(server, token()))).contains("expired");
    }

    @Test
    void refusesWhoHasNone() throws Exception {
        assertThat(send(HttpRequest.newBuilder(server.url())).statusCode()).isEqualTo(401);
    }

    /** Spring goes by the real time, and by when a token ends. */
    @Test
    void letsInWhoHasATokenOfAClockThatIsAhead() throws Exception {
        clock.advance(Duration.ofHours(1));

        assertThat(ask(server, token()).statusCode()).isEqualTo(200);
    }

    @Test
    void refusesATokenOfAnotherIssuer() throws Exception {
        auth.on(clientCredentials()).first().does(tokenWith("iss", "https://other.example.com"));

        assertThat(reason(ask(server, token()))).contains("iss claim");
    }

    @Test
    void refusesATokenThatItIsNotTheAudienceOf() throws Exception {
        Map<String, Object> audience = Map.of("spring.security.oauth2.resourceserver.jwt.audiences", RESOURCE);
        try (ResourceServer strict = ResourceServer.start(auth.issuer(), audience)) {
            assertThat(ask(strict, token()).statusCode()).isEqualTo(200);
            auth.on(clientCredentials()).first().does(tokenWith("aud", "https://other.example.com/mcp"));
            assertThat(reason(ask(strict, token()))).contains("aud claim");
        }
    }

    /** Spring asks for the keys again when it meets one that it does not know. */
    @Test
    void takesNewKeysAndLeavesThoseThatWereWithdrawn() throws Exception {
        String old = token();
        assertThat(ask(server, old).statusCode()).isEqualTo(200);
        auth.on(clientCredentials()).first().does(withdrawKeys());

        assertThat(ask(server, token()).statusCode()).isEqualTo(200);
        assertThat(reason(ask(server, old))).contains("no matching key");
    }

    private HttpResponse<String> ask(ResourceServer server, String token) throws IOException, InterruptedException {
        return send(HttpRequest.newBuilder(server.url()).header("Authorization", "Bearer " + token));
    }

    private static String reason(HttpResponse<String> refusal) {
        assertThat(refusal.statusCode()).isEqualTo(401);
        return refusal.headers().firstValue("WWW-Authenticate").orElseThrow();
    }

    private String token() throws IOException, InterruptedException {
        String credentials = Base64.getEncoder().encodeToString("my-app:shh".getBytes(StandardCharsets.US_ASCII));
        String form = "grant_type=client_credentials&resource=" + URLEncoder.encode(RESOURCE, StandardCharsets.UTF_8);
        HttpResponse<String> reply = send(HttpRequest.newBuilder(URI.create(auth.issuer() + "/token"))
                .header("Authorization", "Basic " + credentials)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(form)));
        return (String) ((Map<?, ?>) Json.parse(reply.body())).get("access_token");
    }

    private HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return http.send(request.timeout(Duration.ofSeconds(20)).build(), HttpResponse.BodyHandlers.ofString());
    }
}
