package dev.mcptestbench.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mcptestbench.time.TestClock;
import dev.mcptestbench.wire.BrokenReplyException.Reason;
import java.io.IOException;
import java.net.InetAddress;
import java.net.SocketException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateParsingException;
import java.time.Duration;
import java.util.List;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WireTlsTest {

    private static final HttpRequest GET = HttpRequest.of("GET", "/", List.of(), new byte[0]);

    private final TestClock clock = new TestClock();
    private final Scripted script =
            Scripted.replying(Frame.Head.of(200), Frame.Data.text("secret"), new Frame.Finish());
    private final WireServer server = WireServer.start(WireSettings.defaults().withTls(), clock, script);

    @AfterEach
    void close() {
        server.close();
        clock.close();
    }

    private WireClient trusting() {
        return WireClient.open(WireClientSettings.defaults().withTrust(server.trustingTheServer()));
    }

    private static Reply get(WireClient client, URI origin) {
        Reply reply = new Reply();
        client.call(origin, GET, reply);
        return reply;
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "localhost"})
    void servesClientsThatTrustIt(String host) {
        try (WireClient client = trusting()) {
            URI origin = URI.create("https://" + host + ":" + server.port());
            assertThat(get(client, origin).bodyWhole()).isEqualTo("secret");
            assertThat(get(client, origin).bodyWhole()).isEqualTo("secret");
            assertThat(client.openConnections()).isOne();
        }
    }

    @Test
    void servesTheJdksClient() throws Exception {
        HttpClient jdk =
                HttpClient.newBuilder().sslContext(server.trustingTheServer()).build();
        HttpResponse<String> response = jdk.send(
                java.net.http.HttpRequest.newBuilder(server.url("/mcp"))
                        .timeout(Duration.ofSeconds(Scripted.SECONDS))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        assertThat(response.body()).isEqualTo("secret");
    }

    @Test
    void aClientWithoutTrustSaysSoAndTheServerHearsIt() throws Exception {
        try (WireClient client = WireClient.open(WireClientSettings.defaults())) {
            BrokenReplyException broken = get(client, server.url("/")).broken();
            assertThat(broken.reason()).isEqualTo(Reason.TLS);
            assertThat(broken.requestMayHaveBeenProcessed()).isFalse();
            script.awaitEvent("malformed 0 TLS failed");
        }
    }

    @Test
    void aClientChecksTheNameOfTheServer() throws Exception {
        try (SSLServerSocket other = (SSLServerSocket) ThrowAwayCertificate.get()
                        .serverContext()
                        .getServerSocketFactory()
                        .createServerSocket(0, 5, InetAddress.getByAddress(new byte[] {127, 0, 0, 2}));
                WireClient client = trusting()) {
            new Workers().execute(() -> {
                try (SSLSocket accepted = (SSLSocket) other.accept()) {
                    accepted.startHandshake();
                } catch (IOException e) {
                    // The client is to break it off.
                }
            });
            BrokenReplyException broken = get(client, URI.create("https://127.0.0.2:" + other.getLocalPort()))
                    .broken();
            assertThat(broken.reason()).isEqualTo(Reason.TLS);
            assertThat(broken).hasStackTraceContaining("127.0.0.2");
        }
    }

    @Test
    void plainHttpIsHeardOfAndClosed() throws Exception {
        try (RawPeer peer = new RawPeer(server)) {
            peer.get("/").readToEnd();
            script.awaitEvent("malformed 0 TLS failed");
        }
        try (WireClient client = trusting()) {
            assertThat(get(client, server.url("/")).bodyWhole()).isEqualTo("secret");
        }
    }

    @Test
    void aResetIsOneUnderTlsToo() throws Exception {
        Scripted resetting = Scripted.replying(Frame.Head.of(200), Frame.Data.text("x"), new Frame.Reset());
        try (WireServer other = WireServer.start(WireSettings.defaults().withTls(), clock, resetting);
                SSLSocket socket = (SSLSocket)
                        other.trustingTheServer().getSocketFactory().createSocket(Port.loopback(), other.port());
                WireClient client = trusting()) {
            socket.setSoTimeout(25_000);
            socket.getOutputStream().write("GET / HTTP/1.1\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            assertThatThrownBy(() -> socket.getInputStream().readAllBytes())
                    .isInstanceOfAny(SocketException.class, SSLException.class)
                    .hasMessageContaining("reset");
            assertThat(get(client, other.url("/")).broken().reason()).isEqualTo(Reason.RESET);
        }
    }

    @Test
    void theCertificateIsForTheLoopbackOnly() throws CertificateParsingException {
        assertThat(server.certificate().getSubjectAlternativeNames())
                .extracting(name -> name.get(1).toString())
                .containsExactlyInAnyOrder("localhost", "127.0.0.1", "0:0:0:0:0:0:0:1");
    }

    @Test
    void aPlainServerHasNone() {
        try (WireServer plain = WireServer.start(WireSettings.defaults(), clock, script)) {
            assertThatIllegalStateException().isThrownBy(plain::certificate).withMessageContaining("withTls()");
            assertThatIllegalStateException().isThrownBy(plain::trustingTheServer);
        }
    }
}
