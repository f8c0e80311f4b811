package dev.mcptestbench.auth;

import static dev.mcptestbench.auth.AuthPeer.authorization;
import static dev.mcptestbench.auth.AuthPeer.form;
import static dev.mcptestbench.auth.AuthPeer.redemption;
import static dev.mcptestbench.auth.AuthPeer.refreshing;
import static dev.mcptestbench.auth.AuthPeer.with;
import static dev.mcptestbench.auth.AuthPeer.without;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mcptestbench.auth.endpoint.OAuthRequirements;
import dev.mcptestbench.auth.endpoint.RegisteredClient;
import dev.mcptestbench.journal.JournalEntry;
import dev.mcptestbench.protocol.Requirement;
import dev.mcptestbench.protocol.Revision;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Clients that are broken in one way each, and what is found of it; one that is not, and of which nothing is. */
class LintTest {

    /** What a client does wrong, and what that breaks. */
    record Broken(String what, String requirement, BiConsumer<AuthPeer, String> deed) {
        @Override
        public String toString() {
            return what;
        }
    }

    private static Broken row(String what, String requirement, BiConsumer<AuthPeer, String> deed) {
        return new Broken(what, requirement, deed);
    }

    private static final Broken UNDECODABLE =
            row("encoding", "oauth-well-formed", (peer, id) -> peer.postText("token", "grant_type=%zz"));

    static List<Broken> broken() {
        return List.of(
                row(
                        "pkce",
                        "oauth-pkce",
                        (peer, id) -> peer.authorize(
                                without(without(authorization(id), "code_challenge"), "code_challenge_method"))),
                row(
                        "plain",
                        "oauth-pkce-s256",
                        (peer, id) -> peer.authorize(with(authorization(id), "code_challenge_method", "plain"))),
                row(
                        "method",
                        "oauth-pkce-s256",
                        (peer, id) -> peer.authorize(without(authorization(id), "code_challenge_method"))),
                row("resource", "oauth-resource", (peer, id) -> peer.authorize(without(authorization(id), "resource"))),
                row(
                        "resource of token",
                        "oauth-resource",
                        (peer, id) -> peer.token(without(redemption(id, peer.code(id)), "resource"))),
                row(
                        "resource of refresh",
                        "oauth-resource",
                        (peer, id) -> peer.token(
                                without(refreshing(id, peer.tokens(id).text("refresh_token")), "resource"))),
                row(
                        "wrong resource",
                        "oauth-canonical-resource",
                        (peer, id) -> peer.authorize(with(authorization(id), "resource", AuthPeer.RESOURCE + "/"))),
                row(
                        "fragment",
                        "oauth-canonical-resource",
                        (peer, id) -> peer.authorize(with(authorization(id), "resource", AuthPeer.RESOURCE + "#a"))),
                row("state", "oauth-state", (peer, id) -> peer.authorize(without(authorization(id), "state"))),
                row(
                        "redirect",
                        "oauth-secure-redirect",
                        (peer, id) -> peer.authorize(with(authorization(id), "redirect_uri", "http://app.example/cb"))),
                row("registered redirect", "oauth-secure-redirect", (peer, id) -> {
                    Map<String, Object> metadata = AuthPeer.nativeClient();
                    metadata.put("redirect_uris", List.of("http://app.example/cb"));
                    peer.register(metadata);
                }),
                row("code", "oauth-code-once", (peer, id) -> {
                    String code = peer.code(id);
                    peer.token(redemption(id, code));
                    peer.token(redemption(id, code));
                }),
                row("refresh", "oauth-refresh-once", (peer, id) -> {
                    String token = peer.tokens(id).text("refresh_token");
                    peer.token(refreshing(id, token));
                    peer.token(refreshing(id, token));
                }),
                row(
                        "query",
                        "oauth-token-in-query",
                        (peer, id) -> peer.send(
                                "POST",
                                peer.path("token") + "?" + form(refreshing(id, "a-refresh-token")),
                                "Content-Type: application/x-www-form-urlencoded\r\n",
                                "")),
                row(
                        "query of authorization",
                        "oauth-token-in-query",
                        (peer, id) -> peer.authorize(with(authorization(id), "access_token", "a-token"))),
                row(
                        "basic",
                        "oauth-basic-encoded",
                        (peer, id) -> peer.token(
                                AuthPeer.params("grant_type", "client_credentials", "resource", AuthPeer.RESOURCE),
                                AuthPeer.rawBasic("svc", "a b"))),
                row("type", "oauth-application-type", (peer, id) -> {
                    Map<String, Object> metadata = new LinkedHashMap<>(AuthPeer.nativeClient());
                    metadata.remove("application_type");
                    peer.register(metadata);
                }),
                row(
                        "twice",
                        "oauth-single-parameters",
                        (peer, id) -> peer.get(peer.path("authorize") + "?" + form(authorization(id)) + "&scope=more")),
                row(
                        "proof",
                        "oauth-dpop-proof",
                        (peer, id) -> peer.token(
                                AuthPeer.params("grant_type", "client_credentials", "resource", AuthPeer.RESOURCE),
                                AuthPeer.basic("svc", "a b"),
                                "DPoP: no-proof")));
    }

    private static MockAuthServer server() {
        return Hosted.auth()
                .start()
                .protects(URI.create(AuthPeer.RESOURCE))
                .register(RegisteredClient.confidential("svc", "a b"));
    }

    @ParameterizedTest
    @MethodSource("broken")
    void isFound(Broken broken) {
        try (MockAuthServer server = server()) {
            AuthPeer peer = new AuthPeer(server);
            broken.deed.accept(peer, peer.registered());

            assertThat(server).hasViolationOf(broken.requirement);
            assertThat(server.violations())
                    .extracting(violation -> violation.requirement().id())
                    .containsOnly(broken.requirement);
            assertThat(server.violations())
                    .allSatisfy(violation -> assertThat(violation.about()).isPositive());
        }
    }

    @Test
    @OnOurWire("a form that cannot be decoded: WireMock answers it with a 500 of its own")
    void aFormThatCannotBeDecodedIsFound() {
        isFound(UNDECODABLE);
    }

    @ParameterizedTest
    @EnumSource(value = Revision.class, mode = EnumSource.Mode.EXCLUDE, names = "V2024_11_05")
    void findsNothingOfAClientThatKeepsToTheRules(Revision revision) {
        try (MockAuthServer server = Hosted.auth().revision(revision).start()) {
            AuthPeer peer = new AuthPeer(server);
            String client = peer.registered();
            String refreshToken = peer.tokens(client).text("refresh_token");
            assertThat(peer.token(refreshing(client, refreshToken)).status()).isEqualTo(200);

            assertThat(server.violations()).isEmpty();
        }
    }

    @Test
    void asksForNothingThatTheRevisionDoesNotAskFor() {
        try (MockAuthServer server =
                Hosted.auth().revision(Revision.V2025_03_26).start()) {
            AuthPeer peer = new AuthPeer(server);
            Map<String, Object> metadata = new LinkedHashMap<>(AuthPeer.nativeClient());
            metadata.remove("application_type");
            String client = peer.register(metadata).text("client_id");
            Map<String, String> bare = without(without(authorization(client), "resource"), "state");
            assertThat(peer.authorize(bare).brought()).containsKey("code");

            assertThat(server.violations()).isEmpty();
        }
    }

    @Test
    void namesTheClient() {
        try (MockAuthServer server = server()) {
            AuthPeer peer = new AuthPeer(server);
            peer.authorize(without(authorization(peer.registered()), "state"));

            assertThat(server.violations())
                    .extracting(JournalEntry.Violation::client)
                    .containsExactly("weather");
        }
    }

    @Test
    void everyRequirementIsPlayed() {
        assertThat(Stream.of(
                                broken().stream().map(Broken::requirement),
                                Stream.of(UNDECODABLE.requirement),
                                ResourceLintTest.broken().stream().map(ResourceLintTest.Broken::requirement),
                                LintOfFlowsTest.broken().stream().map(LintOfFlowsTest.Broken::requirement))
                        .flatMap(requirements -> requirements))
                .containsAll(
                        OAuthRequirements.all().stream().map(Requirement::id).toList());
    }
}
