package dev.mcptestbench.auth;

import static dev.mcptestbench.auth.ResourcePeer.bearer;
import static dev.mcptestbench.auth.ResourcePeer.call;
import static dev.mcptestbench.auth.ResourcePeer.initialize;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mcptestbench.auth.endpoint.OAuthRequirements;
import dev.mcptestbench.journal.JournalEntry;
import dev.mcptestbench.protocol.Message;
import dev.mcptestbench.protocol.Revision;
import dev.mcptestbench.server.MockMcpServer;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Clients of a guarded server that are broken in one way each, and what is found of it; one that is not. */
class ResourceLintTest {

    private final MockAuthServer auth = Hosted.auth().start();

    @AfterEach
    void close() {
        auth.close();
    }

    /** What a client with a good token does wrong, and what that breaks. */
    record Broken(String what, String requirement, BiConsumer<ResourcePeer, String> deed) {
        @Override
        public String toString() {
            return what;
        }
    }

    private static Broken row(String what, String requirement, BiConsumer<ResourcePeer, String> deed) {
        return new Broken(what, requirement, deed);
    }

    static List<Broken> broken() {
        return List.of(
                row(
                        "token in the query",
                        "oauth-token-in-query",
                        (peer, token) -> peer.send("POST", "/mcp?access_token=" + token, "{}")),
                row(
                        "two tokens",
                        "oauth-bearer-header",
                        (peer, token) -> peer.post(initialize("weather"), bearer(token), bearer(token))),
                row(
                        "quoted token",
                        "oauth-bearer-header",
                        (peer, token) -> peer.post(initialize("weather"), bearer("\"" + token + "\""))),
                row("session without a token", "oauth-token-on-every-request", (peer, token) -> {
                    String id = peer.post(initialize("weather"), bearer(token))
                            .headers()
                            .get("mcp-session-id");
                    peer.post(call("echo"), "Mcp-Session-Id: " + id);
                }),
                row("token of another issuer", "oauth-foreign-token", (peer, token) -> {
                    try (MockAuthServer same = Hosted.auth().start()) {
                        peer.post(
                                initialize("weather"), bearer(ResourcePeer.token(same, "http://127.0.0.1/mcp", "mcp")));
                    }
                }),
                row("never gives up without a token", "oauth-endless-requests", (peer, token) -> {
                    for (int i = 0; i < 60; i++) {
                        peer.post(initialize("weather"));
                    }
                }));
    }

    private MockMcpServer server(Revision revision) {
        MockProtectedResource guard = MockProtectedResource.builder()
                .trusting(auth)
                .revision(revision)
                .guard();
        return MockMcpServer.builder().journal(auth.journal()).guardedBy(guard).start();
    }

    @ParameterizedTest
    @MethodSource("broken")
    void isFound(Broken broken) {
        try (MockMcpServer server = server(Revision.LATEST)) {
            ResourcePeer peer = new ResourcePeer(server.url());
            broken.deed.accept(peer, peer.token(auth));

            assertThat(server).hasViolationOf(broken.requirement);
            assertThat(server.violations())
                    .hasSize(1)
                    .allSatisfy(violation -> assertThat(violation.about()).isPositive());
        }
    }

    @ParameterizedTest
    @EnumSource(value = Revision.class, mode = EnumSource.Mode.EXCLUDE, names = "V2024_11_05")
    void findsNothingOfAClientThatKeepsToTheRules(Revision revision) {
        try (MockMcpServer server = server(revision)) {
            ResourcePeer peer = new ResourcePeer(server.url());
            assertThat(peer.post(initialize("weather")).status()).isEqualTo(401);
            String token = peer.token(auth);
            String session = "Mcp-Session-Id: "
                    + peer.post(initialize("weather"), bearer(token)).headers().get("mcp-session-id");
            String version = "MCP-Protocol-Version: 2025-11-25";
            Message initialized = Message.notification("notifications/initialized", Map.of());
            assertThat(peer.post(initialized, bearer(token), session, version).status())
                    .isEqualTo(202);
            // Fifty calls at once with a token that has expired are refused one by one, and mean nothing.
            for (int i = 0; i < 50; i++) {
                assertThat(peer.post(call("echo"), bearer("expired"), session, version)
                                .status())
                        .isEqualTo(401);
            }

            assertThat(server.violations()).isEmpty();
        }
    }

    @Test
    void asksForNothingThatTheRevisionDoesNotAskFor() {
        try (MockMcpServer server = server(Revision.V2025_06_18)) {
            ResourcePeer peer = new ResourcePeer(server.url());
            for (int i = 0; i < 60; i++) {
                peer.post(initialize("weather"));
            }

            assertThat(server.violations()).isEmpty();
        }
    }

    @Test
    void namesTheSection() {
        try (MockMcpServer server = server(Revision.LATEST)) {
            new ResourcePeer(server.url()).send("POST", "/mcp?access_token=abc", "{}");

            assertThat(server.violations())
                    .extracting(JournalEntry.Violation::requirement)
                    .containsExactly(OAuthRequirements.TOKEN_IN_QUERY);
        }
    }
}
