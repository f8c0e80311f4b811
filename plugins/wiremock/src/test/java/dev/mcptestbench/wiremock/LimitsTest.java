package dev.mcptestbench.wiremock;

import static dev.mcptestbench.Mcp.badChunk;
import static dev.mcptestbench.Mcp.closeMidChunk;
import static dev.mcptestbench.Mcp.connection;
import static dev.mcptestbench.Mcp.fixed;
import static dev.mcptestbench.Mcp.refuseConnections;
import static dev.mcptestbench.auth.OAuth.tokenRequest;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.tomakehurst.wiremock.WireMockServer;
import dev.mcptestbench.auth.MockAuthServer;
import dev.mcptestbench.plugin.TestSettings;
import dev.mcptestbench.script.Fault;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What WireMock cannot do is refused with what to write instead, not silently never done. */
class LimitsTest {

    private final WireMockServer wireMock = new WireMockServer(WireMockHost.options());
    private MockAuthServer auth;

    @BeforeEach
    void host() {
        wireMock.start();
        auth = MockAuthServer.builder().hostedOn(WireMockHost.on(wireMock)).start();
    }

    @AfterEach
    void close() {
        auth.close();
        wireMock.stop();
    }

    private static Arguments refused(String remedy, Consumer<MockAuthServer> script) {
        return Arguments.of(remedy, script);
    }

    static Stream<Arguments> refusals() {
        return Stream.of(
                refused("script the request", it -> it.on(connection()).resetConnection()),
                refused(
                        "or afterCommit()",
                        it -> it.on(tokenRequest())
                                .after(dev.mcptestbench.Mcp.bytes(3))
                                .resetConnection()),
                refused(
                        "or afterCommit()",
                        it -> it.on(tokenRequest()).afterHead().resetConnection()),
                refused(
                        "or afterCommit()",
                        it -> it.on(tokenRequest()).afterResponse().closeConnection()),
                refused("script delay(…)", it -> it.on(tokenRequest()).throttle(10)),
                refused(
                        "script delay(…)",
                        it -> it.on(tokenRequest()).does(new Fault.SlowHead(fixed(Duration.ofMillis(1))))),
                refused("MALFORMED_RESPONSE_CHUNK", it -> it.on(tokenRequest()).does(badChunk())),
                refused("MALFORMED_RESPONSE_CHUNK", it -> it.on(tokenRequest()).does(closeMidChunk())),
                refused("script closeConnection()", it -> it.on(tokenRequest()).does(new Fault.HalfCloseConnection())),
                refused("stop the WireMockServer", it -> it.on(tokenRequest()).crash()),
                refused("stop the WireMockServer", it -> it.on(tokenRequest()).does(refuseConnections())),
                refused("script oversizeBody(…)", it -> it.on(tokenRequest()).does(new Fault.OversizeHead(9000))),
                refused("script another status", it -> it.on(tokenRequest()).status(103)),
                refused(
                        "script another status",
                        it -> it.on(tokenRequest()).does(new Fault.ChangeHead(101, Map.of(), Set.of(), Set.of()))),
                refused(
                        "leave Content-Length and",
                        it -> it.on(tokenRequest()).status(200, Map.of("content-length", "7"), "x")),
                refused(
                        "leave Content-Length and",
                        it -> it.on(tokenRequest())
                                .does(new Fault.ChangeHead(0, Map.of("Transfer-Encoding", "x"), Set.of(), Set.of()))),
                refused(
                        "leave Content-Length and",
                        it -> it.on(tokenRequest())
                                .does(new Fault.ChangeHead(0, Map.of(), Set.of("Content-Length"), Set.of()))),
                refused(
                        "leave Content-Length and",
                        it -> it.on(tokenRequest())
                                .does(new Fault.ChangeHead(0, Map.of(), Set.of(), Set.of("Content-Length")))));
    }

    @ParameterizedTest(name = "{index}: {0}")
    @MethodSource("refusals")
    void refusesWithARemedy(String remedy, Consumer<MockAuthServer> script) {
        assertThatThrownBy(() -> script.accept(auth))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("Cannot script \"on ")
                .hasMessageContaining("at \"auth\": WireMock")
                .hasMessageContaining(remedy);
        assertThat(auth.unmetExpectations(TestSettings.DEFAULT)).isEmpty();
    }

    @ParameterizedTest(name = "{index}: {0}")
    @MethodSource("refusals")
    void ourOwnWireTakesThem(String remedy, Consumer<MockAuthServer> script) {
        try (MockAuthServer own = MockAuthServer.start()) {
            script.accept(own);
            assertThat(own.unmetExpectations(TestSettings.DEFAULT)).isNotEmpty();
        }
    }
}
