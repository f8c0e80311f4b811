package dev.mcptestbench.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mcptestbench.time.TestClock;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class WireRoundTripTest {

    private final TestClock clock = new TestClock();
    private final WireClient client = WireClient.open(WireClientSettings.defaults());

    @AfterEach
    void close() {
        client.close();
        clock.close();
    }

    private Reply call(WireServer server, String method, String body) {
        Reply reply = new Reply();
        HttpRequest request = HttpRequest.of(
                method,
                "/mcp?a=b",
                List.of(new Frame.Header("X-One", "1"), new Frame.Header("x-one", "2")),
                body.getBytes(StandardCharsets.UTF_8));
        client.call(server.url("/"), request, reply);
        return reply;
    }

    @Test
    void aRequestArrivesWholeAndItsReplyComesBack() throws Exception {
        Scripted script = Scripted.replying(
                Frame.Head.of(200)
                        .with("Content-Type", "text/plain")
                        .and("X-Two", "a")
                        .and("X-Two", "b"),
                Frame.Data.text("grüezi"),
                new Frame.Finish());
        try (WireServer server = WireServer.start(WireSettings.defaults(), clock, script)) {
            Reply reply = call(server, "POST", "body");

            assertThat(reply.bodyWhole()).isEqualTo("grüezi");
            assertThat(reply.status()).isEqualTo(200);
            assertThat(reply.headers().get("x-two")).containsExactly("a", "b");
            HttpRequest request = script.nextExchange().request();
            assertThat(request.method()).isEqualTo("POST");
            assertThat(request.target()).isEqualTo("/mcp?a=b");
            assertThat(request.path()).isEqualTo("/mcp");
            assertThat(request.headers().get("X-ONE")).containsExactly("1", "2");
            assertThat(request.header("host")).isEqualTo("127.0.0.1:" + server.port());
            assertThat(request.body()).asString(StandardCharsets.UTF_8).isEqualTo("body");
        }
    }

    @Test
    void overTlsJustAsWell() {
        Scripted script = Scripted.replying(Frame.Head.of(200), Frame.Data.text("secret"), new Frame.Finish());
        try (WireServer server = WireServer.start(WireSettings.defaults().withTls(), clock, script);
                WireClient trusting =
                        WireClient.open(WireClientSettings.defaults().withTrust(server.trustingTheServer()))) {
            Reply reply = new Reply();
            trusting.call(server.url("/"), HttpRequest.of("GET", "/", List.of(), new byte[0]), reply);

            assertThat(reply.bodyWhole()).isEqualTo("secret");
            assertThat(server.url("/mcp")).hasScheme("https").hasHost("127.0.0.1");
        }
    }
}
