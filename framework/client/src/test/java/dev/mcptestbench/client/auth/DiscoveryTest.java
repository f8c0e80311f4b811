package dev.mcptestbench.client.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mcptestbench.protocol.Challenge;
import dev.mcptestbench.protocol.Json;
import dev.mcptestbench.protocol.Revision;
import dev.mcptestbench.time.TestClock;
import dev.mcptestbench.wire.Exchange;
import dev.mcptestbench.wire.Frame;
import dev.mcptestbench.wire.WireClientSettings;
import dev.mcptestbench.wire.WireListener;
import dev.mcptestbench.wire.WireServer;
import dev.mcptestbench.wire.WireSettings;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Where a client looks for its authorization server, and what it takes; one server is all of them here. */
class DiscoveryTest {

    private static final String RESOURCE = "/.well-known/oauth-protected-resource";
    private static final String OAUTH = "/.well-known/oauth-authorization-server";
    private static final String OPENID = "/.well-known/openid-configuration";

    private final TestClock clock = new TestClock();
    private final Map<String, byte[]> documents = new ConcurrentHashMap<>();
    private final List<String> asked = Collections.synchronizedList(new ArrayList<>());
    private final WireServer server = WireServer.start(WireSettings.defaults(), clock, new WireListener() {
        @Override
        public void requestArrived(Exchange exchange) {
            String path = exchange.request().path();
            asked.add(path);
            byte[] document = documents.get(path);
            byte[] body = document == null ? new byte[0] : document;
            exchange.reply()
                    .push(Frame.Head.of(document == null ? 404 : 200)
                            .with("Content-Length", String.valueOf(body.length)));
            exchange.reply().push(new Frame.Data(body, null));
            exchange.reply().push(new Frame.Finish());
        }
    });
    private final AuthHttp http = new AuthHttp(clock, WireClientSettings.defaults());
    private final String origin = server.url("/").toString().replaceAll("/$", "");
    private final URI mcp = server.url("/mcp");

    @AfterEach
    void close() {
        http.close();
        server.close();
        clock.close();
    }

    private Authority find(Revision revision, @Nullable Challenge challenge) throws Exception {
        return new Discovery(http, mcp, revision)
                .find(challenge)
                .toCompletableFuture()
                .get(20, TimeUnit.SECONDS);
    }

    private void resource(String path, String issuer) {
        documents.put(
                path, Json.writeBytes(Map.of("resource", mcp.toString(), "authorization_servers", List.of(issuer))));
    }

    private void metadata(String path, String issuer, String... more) {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("issuer", issuer);
        document.put("authorization_endpoint", origin + "/authorize");
        document.put("token_endpoint", origin + "/token");
        document.put("code_challenge_methods_supported", List.of("S256"));
        for (int i = 0; i < more.length; i += 2) {
            document.put(more[i], more[i + 1]);
        }
        documents.put(path, Json.writeBytes(document));
    }

    @Test
    void followsTheChallengeFirst() throws Exception {
        resource("/told", origin + "/tenant");
        metadata(OAUTH + "/tenant", origin + "/tenant");

        Authority found =
                find(Revision.V2026_07_28, Challenge.of("Bearer").with("resource_metadata", origin + "/told"));

        assertThat(found.server().issuer()).isEqualTo(origin + "/tenant");
        assertThat(found.resource()).isEqualTo(mcp.toString());
        assertThat(asked).containsExactly("/told", OAUTH + "/tenant");
    }

    @Test
    void looksAtThePathThenAtTheRootAndForAllKindsOfMetadata() throws Exception {
        resource(RESOURCE, origin + "/tenant");
        metadata("/tenant" + OPENID, origin + "/tenant");

        assertThat(find(Revision.V2025_11_25, null).server().issuer()).isEqualTo(origin + "/tenant");
        assertThat(asked)
                .containsExactly(
                        RESOURCE + "/mcp", RESOURCE, OAUTH + "/tenant", OPENID + "/tenant", "/tenant" + OPENID);
    }

    @Test
    void anIssuerWithoutPathHasTwoPlaces() throws Exception {
        resource(RESOURCE + "/mcp", origin);
        metadata(OPENID, origin);

        assertThat(find(Revision.V2026_07_28, null).server().issuer()).isEqualTo(origin);
        assertThat(asked).containsExactly(RESOURCE + "/mcp", OAUTH, OPENID);
    }

    @Test
    void goesOnWhereAPageIsNoDocument() throws Exception {
        documents.put(RESOURCE + "/mcp", "<html>".getBytes(StandardCharsets.UTF_8));
        resource(RESOURCE, origin);
        metadata(OAUTH, origin);

        assertThat(find(Revision.V2026_07_28, null).server().issuer()).isEqualTo(origin);
    }

    @Test
    void saysWhereItLooked() {
        assertThatThrownBy(() -> find(Revision.V2026_07_28, null))
                .hasMessageContaining("There are no metadata of the protected resource " + mcp + ": " + origin
                        + RESOURCE + "/mcp has status 404; " + origin + RESOURCE + " has status 404");
    }

    @Test
    void theServerIsItsOwnAuthorizationServerIn20250326() throws Exception {
        metadata(OAUTH, origin, "registration_endpoint", origin + "/enroll");

        Authority found = find(Revision.V2025_03_26, null);

        assertThat(found.resource()).isEmpty();
        assertThat(found.server().registration()).contains(URI.create(origin + "/enroll"));
        assertThat(asked).containsExactly(OAUTH);
    }

    @Test
    void theServerNeedNotTellOfItselfIn20250326() throws Exception {
        Authority found = find(Revision.V2025_03_26, null);

        assertThat(found.server().authorization()).contains(URI.create(origin + "/authorize"));
        assertThat(found.server().token()).isEqualTo(URI.create(origin + "/token"));
        assertThat(found.server().registration()).contains(URI.create(origin + "/register"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"javascript:alert(1)", "http://auth.example.com/token", "file:///token"})
    void refusesEndpointsThatAreNotSafe(String endpoint) {
        resource(RESOURCE + "/mcp", origin);
        metadata(OAUTH, origin, "token_endpoint", endpoint);

        assertThatThrownBy(() -> find(Revision.V2026_07_28, null)).hasMessageContaining("is not safe to go to");
    }

    @Test
    void refusesMetadataOfAnotherIssuer() {
        resource(RESOURCE + "/mcp", origin);
        metadata(OAUTH, origin + "/");

        assertThatThrownBy(() -> find(Revision.V2026_07_28, null))
                .hasMessageContaining(
                        "The metadata of the authorization server " + origin + " are of another one: " + origin + "/");
    }

    @Test
    void refusesMetadataOfAnotherResource() {
        documents.put(
                RESOURCE + "/mcp",
                Json.writeBytes(
                        Map.of("resource", "https://other.example/mcp", "authorization_servers", List.of(origin))));

        assertThatThrownBy(() -> find(Revision.V2026_07_28, null))
                .hasMessageContaining("are of another one: https://other.example/mcp");
    }
}
