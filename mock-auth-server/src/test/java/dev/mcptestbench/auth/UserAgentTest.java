package dev.mcptestbench.auth;

import static dev.mcptestbench.auth.OAuth.authorizationRequest;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mcptestbench.script.OAuthTrait;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the scripted user brings back to a client that waits at its redirect URI. */
class UserAgentTest {

    private static final int PATIENCE_MILLIS = 25_000;

    private final MockAuthServer auth = Hosted.auth().start();
    private final UserAgent agent = UserAgent.start();
    private final AuthPeer peer = new AuthPeer(auth);
    private ServerSocket callback;
    private String client;

    @BeforeEach
    void listen() throws IOException {
        callback = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
        callback.setSoTimeout(PATIENCE_MILLIS);
        client = peer.registered();
    }

    @AfterEach
    void close() throws IOException {
        callback.close();
        agent.close();
        auth.close();
    }

    private String redirect() {
        return "http://127.0.0.1:" + callback.getLocalPort() + "/callback";
    }

    private URI page() {
        Map<String, String> asked = AuthPeer.with(AuthPeer.authorization(client), "redirect_uri", redirect());
        return URI.create(auth.issuer() + "/authorize?" + AuthPeer.form(asked));
    }

    /** What the client is brought. */
    private Map<String, String> brought() throws IOException {
        try (Socket socket = callback.accept()) {
            socket.setSoTimeout(PATIENCE_MILLIS);
            StringBuilder head = new StringBuilder();
            while (head.indexOf("\r\n\r\n") < 0) {
                head.append((char) socket.getInputStream().read());
            }
            socket.getOutputStream()
                    .write("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            String target = head.toString().split(" ", -1)[1];
            assertThat(target).startsWith("/callback?");
            return new AuthPeer.Answer(302, Map.of("location", target), "").brought();
        }
    }

    @Test
    void approves() throws IOException {
        agent.open(page());

        assertThat(brought())
                .containsEntry("state", "xyz")
                .containsEntry("iss", auth.issuer().toString())
                .containsKey("code");
        assertThat(auth).received(authorizationRequest()).once();
        assertThat(agent).hasToString("UserAgent that approves, after 1 visit");
    }

    @Test
    void denies() throws IOException {
        agent.denies().open(page());

        assertThat(brought())
                .containsEntry("error", "access_denied")
                .containsEntry("state", "xyz")
                .containsEntry("iss", auth.issuer().toString())
                .doesNotContainKey("code");
    }

    @Test
    void tampersWithState() throws IOException {
        agent.tampersWithState().open(page());

        assertThat(brought()).containsEntry("state", "tampered-xyz").containsKey("code");
    }

    @Test
    void replays() throws IOException {
        agent.replays().open(page());

        assertThat(brought()).isEqualTo(brought()).containsKey("code");
    }

    @Test
    void changesTheIssuer() throws IOException {
        agent.dropsIssuer().open(page());
        assertThat(brought()).doesNotContainKey("iss").containsKey("code");

        agent.claimsIssuer("https://evil.example").open(page());
        assertThat(brought()).containsEntry("iss", "https://evil.example").containsKey("code");

        auth.without(OAuthTrait.SENDS_ISSUER);
        agent.claimsIssuer(auth.issuer() + "/").open(page());
        assertThat(brought()).containsEntry("iss", auth.issuer() + "/");
        agent.approves().open(page());
        assertThat(brought()).doesNotContainKey("iss");
    }

    @Test
    void neverReturns() throws IOException {
        agent.neverReturns().open(page());
        assertThat(auth).eventually(Duration.ofSeconds(10)).received(authorizationRequest());
        agent.approves().open(page());

        assertThat(brought()).containsKey("code");
        callback.setSoTimeout(100);
        assertThatThrownBy(() -> callback.accept()).isInstanceOf(java.net.SocketTimeoutException.class);
    }

    @Test
    void returnsAtOnceWhereTheServerHangs() {
        auth.on(authorizationRequest()).neverAnswer();

        agent.open(page());

        assertThat(agent.visits()).isEqualTo(1);
        assertThat(auth).eventually(Duration.ofSeconds(10)).received(authorizationRequest());
        agent.close();
        assertThat(agent.troubles()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"https://mcp.example.com/authorize", "http://10.0.0.1/", "javascript:alert(1)", "file:///etc"})
    void neverLeavesTheMachine(String page) {
        assertThatThrownBy(() -> agent.open(URI.create(page)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("The user agent never leaves this machine, and does not open ");
        assertThat(agent.visits()).isZero();
    }

    private void awaitTrouble(String text) {
        assertThat(auth.journal().await(() -> !agent.troubles().isEmpty(), Duration.ofSeconds(20)))
                .isTrue();
        assertThat(agent.troubles()).containsExactly(text);
        assertThat(agent.toString()).endsWith("after 1 visit: " + text);
    }

    @Test
    void isNotLedAway() {
        auth.on(authorizationRequest()).redirect(302, "https://evil.example/?code=1");

        agent.open(page());

        awaitTrouble("the page redirects to https://evil.example, which is not on this machine");
    }

    @Test
    void callsNothingButTheRedirectUri() {
        auth.on(authorizationRequest()).redirect(302, "http://127.0.0.1:" + callback.getLocalPort() + "/other?code=1");

        agent.open(page());

        awaitTrouble("the page redirects to http://127.0.0.1:" + callback.getLocalPort()
                + ", which is not the redirect URI");
    }

    @Test
    void followsNoCircles() {
        auth.on(authorizationRequest()).redirect(302, page().toString());

        agent.open(page());

        awaitTrouble("the page redirects more than 10 times");
        assertThat(auth).received(authorizationRequest()).times(11);
    }

    @Test
    void tellsOfAPageWithoutAnAnswer() {
        auth.on(authorizationRequest()).status(500);

        agent.open(page());

        awaitTrouble("the page answered 500 and sent nobody back");
    }
}
