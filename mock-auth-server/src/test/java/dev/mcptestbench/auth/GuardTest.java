package dev.mcptestbench.auth;

import static dev.mcptestbench.Mcp.duplicateChallengeParameters;
import static dev.mcptestbench.Mcp.insufficientScope;
import static dev.mcptestbench.Mcp.invalidToken;
import static dev.mcptestbench.Mcp.method;
import static dev.mcptestbench.Mcp.negotiateFirst;
import static dev.mcptestbench.Mcp.spacesInChallenge;
import static dev.mcptestbench.Mcp.text;
import static dev.mcptestbench.Mcp.toolCall;
import static dev.mcptestbench.Mcp.unquotedChallenge;
import static dev.mcptestbench.auth.OAuth.refusedRequest;
import static dev.mcptestbench.auth.OAuth.resourceMetadataRequest;
import static dev.mcptestbench.auth.ResourcePeer.bearer;
import static dev.mcptestbench.auth.ResourcePeer.call;
import static dev.mcptestbench.auth.ResourcePeer.challenge;
import static dev.mcptestbench.auth.ResourcePeer.initialize;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mcptestbench.auth.resource.ResourceSettings;
import dev.mcptestbench.auth.resource.ResourceTrait;
import dev.mcptestbench.journal.JournalEntry;
import dev.mcptestbench.journal.Timeline;
import dev.mcptestbench.protocol.Message;
import dev.mcptestbench.protocol.Revision;
import dev.mcptestbench.script.Carrier;
import dev.mcptestbench.script.ScenarioReader;
import dev.mcptestbench.server.MockMcpServer;
import dev.mcptestbench.server.cluster.MockMcpCluster;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A resource that guards a mock MCP server: it answers before script and server do. */
class GuardTest {

    private final MockAuthServer auth = Hosted.auth().start();
    private final MockProtectedResource guard = MockProtectedResource.trusting(auth);
    private final MockMcpServer server =
            MockMcpServer.builder().journal(auth.journal()).guardedBy(guard).start();
    private final ResourcePeer peer = new ResourcePeer(server.url());

    @AfterEach
    void close() {
        server.close();
        auth.close();
    }

    private String token(String scope) {
        return ResourcePeer.token(auth, server.url().toString(), scope);
    }

    private String session(String token) {
        AuthPeer.Answer opened = peer.post(initialize("weather"), bearer(token));
        assertThat(opened.status()).as(opened.body()).isEqualTo(200);
        return "Mcp-Session-Id: " + opened.headers().get("mcp-session-id");
    }

    @Test
    void letsInWhoBringsAToken() {
        server.tool("echo").returns(text("hi"));
        String token = token("mcp");
        String session = session(token);

        assertThat(peer.post(call("echo"), bearer(token), session, "MCP-Protocol-Version: 2025-11-25")
                        .body())
                .contains("\"text\":\"hi\"");
        assertThat(server).received(toolCall("echo")).once();
        assertThat(server).hasNoProtocolViolations();
    }

    @Test
    void turnsAwayWhoBringsNone() {
        server.on(method("initialize")).status(418);

        AuthPeer.Answer answer = peer.post(initialize("weather"));

        assertThat(answer.status()).isEqualTo(401);
        assertThat(challenge(answer).get("resource_metadata"))
                .isEqualTo(server.url().resolve("/.well-known/oauth-protected-resource/mcp") + "");
        JournalEntry.RequestArrived arrived =
                server.journal().entries(JournalEntry.RequestArrived.class).get(0);
        assertThat(arrived.message().method()).isEqualTo("initialize");
        assertThat(arrived.client()).isEqualTo("weather");
        assertThat(arrived.server()).isEqualTo("server");
        assertThat(server.journal().entries(JournalEntry.RuleFired.class)).isEmpty();
    }

    @Test
    void turnsAwayWhateverTheMethodAndTheBody() {
        assertThat(peer.get().status()).isEqualTo(401);
        assertThat(peer.send("DELETE", "/mcp", "").status()).isEqualTo(401);
        assertThat(peer.send("POST", "/mcp", "no json").status()).isEqualTo(401);
        assertThat(peer.getAt("/sse").status()).isEqualTo(401);
        assertThat(peer.getAt("/elsewhere").status()).isEqualTo(404);
        assertThat(peer.getAt("/.well-known/oauth-authorization-server").status())
                .isEqualTo(404);
    }

    @Test
    void tellsOfTheServerItGuards() {
        AuthPeer.Answer answer = peer.getAt("/.well-known/oauth-protected-resource/mcp");

        assertThat(answer.text("resource")).isEqualTo(server.url().toString());
        assertThat(answer.json().get("authorization_servers"))
                .isEqualTo(List.of(auth.issuer().toString()));
        assertThat(peer.getAt("/.well-known/oauth-protected-resource/sse").text("resource"))
                .isEqualTo(server.sseUrl().toString());
        assertThat(guard.url()).isEqualTo(server.url());
    }

    @Test
    void isTheAuthorizationServerItselfAsClientsOf20250326SeeIt() {
        assertThat(peer.getAt("/.well-known/oauth-authorization-server").status())
                .isEqualTo(404);

        guard.with(ResourceTrait.METADATA_OF_ISSUER);
        AuthPeer.Answer told = peer.getAt("/.well-known/oauth-authorization-server");

        assertThat(told.text("issuer"))
                .isEqualTo("http://" + server.url().getAuthority())
                .isNotEqualTo(auth.issuer().toString());
        assertThat(told.text("token_endpoint")).isEqualTo(auth.issuer() + "/token");
        assertThat(ResourceTrait.METADATA_OF_ISSUER)
                .isIn(ResourceSettings.of(Revision.V2025_03_26).traits())
                .isNotIn(ResourceSettings.of(Revision.V2025_06_18).traits());
        assertThat(guard).answered(resourceMetadataRequest()).once();
    }

    @Test
    void asksForScopesByMethodAndTool() {
        server.tool("read").returns(text("r"));
        server.tool("write").returns(text("w"));
        server.requiresScope(toolCall(), "mcp:call").requiresScope(toolCall("write"), "mcp:write");
        String reader = token("mcp:call");
        String session = session(reader);

        assertThat(peer.post(call("read"), bearer(reader), session).status()).isEqualTo(200);
        AuthPeer.Answer refused = peer.post(call("write"), bearer(reader), session);
        assertThat(refused.status()).isEqualTo(403);
        assertThat(challenge(refused).parameters())
                .containsEntry("error", "insufficient_scope")
                .containsEntry("scope", "mcp:call mcp:write")
                .containsKey("resource_metadata");
        assertThat(peer.post(call("write"), bearer(token("mcp:call mcp:write")), session)
                        .status())
                .isEqualTo(200);
        assertThat(peer.getAt("/.well-known/oauth-protected-resource/mcp").json())
                .extracting("scopes_supported")
                .isEqualTo(List.of("mcp:call", "mcp:write"));
    }

    @Test
    void takesNoTokenForAnotherServer() {
        String token = ResourcePeer.token(auth, "http://127.0.0.1:1/mcp", "mcp");

        assertThat(peer.post(initialize("weather"), bearer(token)).status()).isEqualTo(401);
        assertThat(server).hasViolationOf("oauth-foreign-token");
    }

    @Test
    void notesAClientThatForgetsItsToken() {
        String session = session(token("mcp"));

        assertThat(peer.post(call("echo"), session).status()).isEqualTo(401);
        assertThat(server).hasViolationOf("oauth-token-on-every-request");
        assertThat(server.violations())
                .extracting(JournalEntry.Violation::client)
                .containsExactly("weather");
    }

    @Test
    void takesModernRequests() {
        Message discover = Message.request(
                1,
                "server/discover",
                Map.of(
                        "_meta",
                        Map.of(
                                "io.modelcontextprotocol/protocolVersion",
                                "2026-07-28",
                                "io.modelcontextprotocol/clientInfo",
                                Map.of("name", "modern", "version", "1"),
                                "io.modelcontextprotocol/clientCapabilities",
                                Map.of())));
        String[] headers = {"MCP-Protocol-Version: 2026-07-28", "Mcp-Method: server/discover"};

        assertThat(peer.post(discover, headers).status()).isEqualTo(401);
        assertThat(peer.post(discover, headers[0], headers[1], bearer(token("mcp")))
                        .status())
                .isEqualTo(200);
        assertThat(server.journal()
                        .entries(JournalEntry.RequestArrived.class)
                        .get(0)
                        .client())
                .isEqualTo("modern");
    }

    @Test
    void isMetByTheServersRules() {
        server.on(refusedRequest()).first().header("WWW-Authenticate", "Negotiate");
        guard.on(refusedRequest()).nth(3).closeConnection();

        assertThat(peer.get().headers()).containsEntry("www-authenticate", "Negotiate");
        assertThat(peer.get().headers().get("www-authenticate")).startsWith("Bearer");
        assertThat(peer.get().status()).isZero();
    }

    @Test
    void scriptedChallengesSayWhereTheMetadataAre() {
        server.on(toolCall("write")).always().challenge(insufficientScope("mcp:write"));
        server.on(toolCall("twice")).always().challenge(insufficientScope("mcp:write", "mcp:write"));
        server.on(toolCall("read")).first().challenge(invalidToken());
        String token = token("mcp:write");
        String session = session(token);
        String metadata = server.url().resolve("/.well-known/oauth-protected-resource/mcp") + "";

        AuthPeer.Answer answer = peer.post(call("write"), bearer(token), session);
        assertThat(answer.status()).isEqualTo(403);
        assertThat(answer.headers())
                .containsEntry(
                        "www-authenticate",
                        "Bearer error=\"insufficient_scope\", scope=\"mcp:write\", resource_metadata=\"" + metadata
                                + "\"");
        assertThat(peer.post(call("twice"), bearer(token), session).headers().get("www-authenticate"))
                .contains("scope=\"mcp:write mcp:write\"");
        guard.without(ResourceTrait.NAMES_METADATA);
        assertThat(peer.post(call("read"), bearer(token), session).headers())
                .containsEntry("www-authenticate", "Bearer error=\"invalid_token\"");
    }

    @Test
    void challengesAreSpelledAsServersDo() {
        String metadata = server.url().resolve("/.well-known/oauth-protected-resource/mcp") + "";
        server.on(refusedRequest()).nth(1).does(duplicateChallengeParameters());
        server.on(refusedRequest()).nth(2).does(negotiateFirst());
        server.on(refusedRequest()).nth(3).does(spacesInChallenge());
        server.on(refusedRequest()).nth(4).does(unquotedChallenge());
        server.on(refusedRequest()).nth(5).withoutHeader("WWW-Authenticate");

        assertThat(header(peer.get()))
                .isEqualTo("Bearer resource_metadata=\"" + metadata + "\", resource_metadata=\"" + metadata + "\"");
        assertThat(header(peer.get())).isEqualTo("Negotiate, Bearer resource_metadata=\"" + metadata + "\"");
        assertThat(header(peer.get())).isEqualTo("Bearer   resource_metadata = \"" + metadata + "\"");
        assertThat(header(peer.get())).isEqualTo("Bearer resource_metadata=" + metadata);
        AuthPeer.Answer none = peer.get();
        assertThat(none.status()).isEqualTo(401);
        assertThat(none.headers()).doesNotContainKey("www-authenticate");
    }

    private static String header(AuthPeer.Answer answer) {
        return answer.headers().get("www-authenticate");
    }

    @Test
    void scenarioFilesSayTheSame() {
        String rules = """
                scenario: a guard that misbehaves
                server:
                  rules:
                    - { on: oauth/refused-request, with: { status: 401 }, first: true, do: { spell-challenge: negotiate-first } }
                    - { on: oauth/resource-metadata, first: true, do: html-page }
                    - { on: oauth/resource-metadata, nth: 2, do: { status: 403 } }
                    - { on: tools/call write, do: { challenge: { error: insufficient_scope, scope: "mcp:write" } } }
                """;
        ScenarioReader.create().read(rules, "guard.mcp.yaml").orThrow().forEach(server::play);
        String token = token("mcp");
        String session = session(token);

        assertThat(header(peer.get())).startsWith("Negotiate, Bearer ");
        assertThat(peer.getAt("/.well-known/oauth-protected-resource/mcp").body())
                .contains("<!doctype html>");
        assertThat(peer.getAt("/.well-known/oauth-protected-resource/mcp").status())
                .isEqualTo(403);
        assertThat(header(peer.post(call("write"), bearer(token), session)))
                .startsWith("Bearer error=\"insufficient_scope\", scope=\"mcp:write\", resource_metadata=");
    }

    @Test
    void guardsHttpWithServerSentEvents() throws IOException {
        String token = ResourcePeer.token(auth, server.sseUrl().toString(), "mcp");
        AuthPeer.Answer refused = peer.getAt("/sse");
        assertThat(challenge(refused).get("resource_metadata")).endsWith("/.well-known/oauth-protected-resource/sse");
        assertThat(peer.getAt("/sse", bearer(token("mcp"))).status()).isEqualTo(401);
        try (Socket stream =
                new Socket(InetAddress.getLoopbackAddress(), server.url().getPort())) {
            stream.setSoTimeout(25_000);
            stream.getOutputStream()
                    .write(("GET /sse HTTP/1.1\r\nHost: localhost\r\n" + bearer(token) + "\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            StringBuilder read = new StringBuilder();
            while (!read.toString().matches("(?s).*sessionId=[0-9a-f-]{36}\\s.*")) {
                read.append((char) stream.getInputStream().read());
            }
            String target = read.substring(read.indexOf("/messages?")).strip();

            String body = initialize("weather").toJson();
            assertThat(peer.send("POST", target, body, "Content-Type: application/json")
                            .status())
                    .isEqualTo(401);
            assertThat(peer.send("POST", target, body, "Content-Type: application/json", bearer(token))
                            .status())
                    .isEqualTo(202);
        }
        assertThat(server).hasViolationOf("oauth-token-on-every-request");
    }

    @Test
    void guardsAClusterToo() {
        MockProtectedResource other = MockProtectedResource.trusting(auth);
        try (MockMcpCluster cluster = MockMcpCluster.builder().guardedBy(other).start()) {
            cluster.tool("echo").returns(text("hi"));
            cluster.requiresScope(toolCall(), "mcp:call");
            ResourcePeer client = new ResourcePeer(cluster.url());
            String token = ResourcePeer.token(auth, cluster.url().toString(), "mcp");

            assertThat(client.post(initialize("weather")).status()).isEqualTo(401);
            AuthPeer.Answer opened = client.post(initialize("weather"), bearer(token));
            assertThat(opened.status()).isEqualTo(200);
            String session = "Mcp-Session-Id: " + opened.headers().get("mcp-session-id");
            assertThat(client.post(call("echo"), bearer(token), session).status())
                    .isEqualTo(403);
        }
    }

    @Test
    void guardsOneServerAlone() {
        assertThatThrownBy(() ->
                        MockMcpServer.builder().name("other").guardedBy(guard).start())
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("This resource guards \"server\" at " + server.url()
                        + " already: make another for \"other\", or give one of the servers a name");
        MockProtectedResource idle = MockProtectedResource.trusting(auth);
        assertThatThrownBy(idle::url)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageStartingWith("This resource guards nothing yet");
    }

    @Test
    void scopesNeedAGuard() {
        try (MockMcpServer open = MockMcpServer.start()) {
            assertThatThrownBy(() -> open.requiresScope(toolCall(), "mcp"))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage(open + " asks nobody for a token, so it cannot ask for scopes: secure it with"
                            + " @McpIntegrationTest(secured = true), or start it with builder().guardedBy(…)");
        }
        assertThatThrownBy(() -> server.requiresScope(toolCall(), "mcp:read mcp:write"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("\"mcp:read mcp:write\" is no scope");
    }

    @Test
    void noTextTellsTokens() {
        String token = token("mcp");
        peer.post(initialize("weather"), bearer(token));
        peer.post(initialize("weather"), bearer(token), bearer(token));
        peer.send("POST", "/mcp?access_token=" + token, "{}");
        StringBuilder texts = new StringBuilder()
                .append(Timeline.of(server.journal()).toText())
                .append(Timeline.of(server.journal()).toHtml())
                .append(guard)
                .append(guard.violations());
        server.journal().entries().forEach(texts::append);

        assertThat(texts.toString()).doesNotContain(token).doesNotContain(token.substring(token.lastIndexOf('.') + 1));
    }

    @Test
    void guardsHttpAlone() {
        MockProtectedResource other = MockProtectedResource.trusting(auth);
        try (MockMcpServer local = MockMcpServer.builder()
                .carriers(Carrier.MEMORY)
                .guardedBy(other)
                .start()) {
            assertThat(local.endpoint().url().getScheme()).isEqualTo("memory");
            assertThatThrownBy(other::url).isInstanceOf(IllegalStateException.class);
        }
    }

    @Test
    void staysOffForeignPages() {
        assertThat(peer.getAt("/mcp", "Origin: https://evil.example").status()).isEqualTo(403);
        assertThat(URI.create(server.url().toString())).isEqualTo(server.url());
    }
}
