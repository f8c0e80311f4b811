package dev.mcptestbench.auth;

import static dev.mcptestbench.Mcp.anyRequest;
import static dev.mcptestbench.Mcp.connected;
import static dev.mcptestbench.Mcp.connection;
import static dev.mcptestbench.Mcp.elapsed;
import static dev.mcptestbench.Mcp.events;
import static dev.mcptestbench.Mcp.initialize;
import static dev.mcptestbench.Mcp.logging;
import static dev.mcptestbench.Mcp.malformedJson;
import static dev.mcptestbench.Mcp.refuseConnections;
import static dev.mcptestbench.Mcp.standingStream;
import static dev.mcptestbench.Mcp.toolCall;
import static dev.mcptestbench.auth.AuthPeer.redemption;
import static dev.mcptestbench.auth.OAuth.codeExchange;
import static dev.mcptestbench.auth.OAuth.formEncoded;
import static dev.mcptestbench.auth.OAuth.metadataRequest;
import static dev.mcptestbench.auth.OAuth.tokenRequest;
import static dev.mcptestbench.auth.OAuth.tokenWith;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mcptestbench.Mcp;
import dev.mcptestbench.auth.endpoint.EndpointKind;
import dev.mcptestbench.plugin.TestSettings;
import dev.mcptestbench.protocol.ErrorCode;
import dev.mcptestbench.script.Scenario;
import dev.mcptestbench.script.ScenarioReader;
import dev.mcptestbench.script.Scriptable;
import dev.mcptestbench.time.TestClock;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What an authorization server plays, and what it refuses with the reason rather than never do. */
class AuthScriptTest {

    private final TestClock clock = new TestClock();
    private final MockAuthServer server = Hosted.auth().clock(clock).start();
    private final AuthPeer peer = new AuthPeer(server);

    @AfterEach
    void close() {
        server.close();
    }

    private static Arguments refused(String reason, Consumer<MockAuthServer> script) {
        return Arguments.of(reason, script);
    }

    static Stream<Arguments> refusals() {
        return Stream.of(
                refused("no messages of JSON-RPC", it -> it.on(tokenRequest()).does(malformedJson())),
                refused("no messages of JSON-RPC", it -> it.on(anyRequest()).does(malformedJson())),
                refused("no messages of JSON-RPC", it -> it.on(tokenRequest()).failWith(ErrorCode.INTERNAL_ERROR, "x")),
                refused("no messages of JSON-RPC", it -> it.on(tokenRequest()).does(Mcp.hangUntilCancelled())),
                refused("no messages of JSON-RPC", it -> it.on(tokenRequest()).does(Mcp.endSubscriptions())),
                refused("no stream of events", it -> it.on(tokenRequest()).closeStream()),
                refused("no stream of events", it -> it.on(tokenRequest()).insert(": comment\n\n")),
                refused(
                        "no stream of events",
                        it -> it.on(tokenRequest()).after(events(1)).resetConnection()),
                refused(
                        "no stream of events",
                        it -> it.on(tokenRequest()).withinEvent(1, 2).closeConnection()),
                refused(
                        "script it afterCommit()",
                        it -> it.on(tokenRequest()).beforeResponse().closeConnection()),
                refused(
                        "neither sessions nor streams",
                        it -> it.on(tokenRequest()).expireSession()),
                refused("sends no notifications", it -> it.on(tokenRequest()).send(logging(Mcp.INFO, "x"))),
                refused(
                        "leave out the position",
                        it -> it.on(tokenRequest()).afterCommit().respondWith("scope", "x")),
                refused(
                        "leave out the position",
                        it -> it.on(tokenRequest()).afterCommit().does(formEncoded())),
                refused(
                        "only an authorization server does so",
                        it -> it.on(toolCall()).does(formEncoded())),
                refused(
                        "only an authorization server does so",
                        it -> it.on(anyRequest()).does(tokenWith("aud", "x"))),
                refused("knows of no tools/call", it -> it.on(toolCall()).status(500)),
                refused("knows of no initialize", it -> it.on(initialize()).status(500)),
                refused(
                        "knows of no the standing stream",
                        it -> it.on(standingStream()).status(500)),
                refused("knows of no connected", it -> it.on(connected()).does(refuseConnections())),
                refused(
                        "knows of no time",
                        it -> it.on(elapsed(Duration.ofSeconds(1))).does(refuseConnections())));
    }

    @ParameterizedTest(name = "{index}: {0}")
    @MethodSource("refusals")
    void refusesWhatItCannotDo(String reason, Consumer<MockAuthServer> script) {
        assertThatThrownBy(() -> script.accept(server))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("Cannot script \"on ")
                .hasMessageContaining(reason);
        assertThat(server.unmetExpectations(TestSettings.DEFAULT)).isEmpty();
    }

    @Test
    void offersNothingOfMcp() {
        Scenario scenario = Scenario.named("s").build();

        assertThatThrownBy(() -> scenario.playInto(server.script()))
                .hasMessageContaining("\"auth\" is an authorization server and offers nothing of MCP")
                .hasMessageContaining("play(scenario)");
    }

    @Test
    void ofAScenarioItPlaysWhatIsForIt() {
        Scenario both =
                ScenarioReader.create().read("""
                        scenario: both
                        server:
                          tools:
                            search: {returns: found}
                          rules:
                            - {on: tools/call search, first: true, do: reset-connection}
                            - {on: oauth/token, first: true, do: {status: 503}}
                        """, "both.mcp.yaml").orThrow().get(0);
        String client = peer.registered();

        server.play(both);

        assertThat(peer.token(redemption(client, peer.code(client))).status()).isEqualTo(503);
        assertThat(server.unmetExpectations(TestSettings.DEFAULT)).isEmpty();
        Scenario.Builder rest = Scenario.named("rest");
        both.playInto(rest.script());
        assertThat(rest.build().rules())
                .singleElement()
                .hasToString(both.rules().get(0).toString());
    }

    @ParameterizedTest
    @EnumSource(EndpointKind.class)
    void filesKnowEveryEndpoint(EndpointKind kind) {
        String method = "oauth/" + (kind == EndpointKind.METADATA ? "metadata" : kind.segment());
        ScenarioReader.Reading reading = ScenarioReader.create()
                .read("scenario: s\nserver: {rules: [{on: " + method + ", do: {status: 500}}]}", "s.mcp.yaml");

        assertThat(reading.problems()).isEmpty();
        assertThat(ScenarioReader.create()
                        .read("scenario: s\nserver: {rules: [{on: oauth/tokem, do: {status: 500}}]}", "s.mcp.yaml")
                        .problems())
                .singleElement()
                .asString()
                .contains("oauth/token");
    }

    private boolean isRefused() {
        try {
            peer.get("/");
            return false;
        } catch (UncheckedIOException refused) {
            return true;
        }
    }

    /** What a reply has the server do on an event loop takes effect just after it. */
    private void awaitRefusal() {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        while (!isRefused()) {
            assertThat(System.nanoTime()).as("still takes connections").isLessThan(deadline);
        }
    }

    @Test
    @OnOurWire("refusing connections")
    void isDownForAWhile() {
        server.on(metadataRequest()).first().does(refuseConnections(Duration.ofSeconds(30)));
        assertThat(peer.get("/.well-known/oauth-authorization-server/tenant").status())
                .isEqualTo(200);

        awaitRefusal();
        clock.advance(Duration.ofSeconds(30));
        assertThat(peer.get("/").status()).isEqualTo(404);
    }

    @Test
    @OnOurWire("refusing connections")
    void crashesAndIsBroughtBack() {
        server.on(codeExchange()).first().afterCommit().crash();
        String client = peer.registered();
        String code = peer.code(client);
        try {
            assertThat(peer.token(redemption(client, code)).status()).isZero();
        } catch (UncheckedIOException reset) {
            // Which of them it is, the kernel decides.
        }

        awaitRefusal();
        server.acceptConnections();
        assertThat(peer.token(redemption(client, code)).error()).isEqualTo("invalid_grant");
    }

    @Test
    @OnOurWire("connections before their first request")
    void connectionsAreNotTaken() {
        server.on(connection()).first().resetConnection();
        server.on(anyRequest()).nth(2).status(418);

        try {
            peer.get("/");
        } catch (UncheckedIOException reset) {
            // As scripted.
        }
        assertThat(peer.get("/").status()).isEqualTo(404);
        assertThat(peer.get("/").status()).isEqualTo(418);
    }

    @Test
    @OnOurWire("chunks of its own making")
    void chunksCanBeBroken() {
        server.on(metadataRequest()).first().does(Mcp.closeMidChunk());
        server.on(metadataRequest()).nth(2).does(Mcp.badChunk());

        for (int i = 0; i < 2; i++) {
            AuthPeer.Answer answer = peer.get("/.well-known/oauth-authorization-server/tenant");
            assertThat(answer.headers()).containsEntry("transfer-encoding", "chunked");
            assertThat(answer.body()).doesNotContain("}");
        }
    }

    @Test
    void aScenarioIsNoServer() {
        // What is written for later is checked where it can be: a trigger of OAuth takes no fault of messages.
        Scriptable<?> scenario = Scenario.named("s");

        assertThatThrownBy(() -> scenario.on(tokenRequest()).does(malformedJson()))
                .hasMessageContaining("no messages of JSON-RPC");
    }
}
