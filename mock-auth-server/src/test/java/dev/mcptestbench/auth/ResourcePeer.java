package dev.mcptestbench.auth;

import static dev.mcptestbench.auth.AuthPeer.basic;
import static dev.mcptestbench.auth.AuthPeer.params;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mcptestbench.auth.endpoint.RegisteredClient;
import dev.mcptestbench.protocol.Challenge;
import dev.mcptestbench.protocol.Message;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/** A client of a protected resource that has its tokens by client credentials, and sends what it is told. */
final class ResourcePeer {

    static final String ACCEPT = "Accept: application/json, text/event-stream";

    private final URI url;

    ResourcePeer(URI url) {
        this.url = url;
    }

    /** A token for a resource. */
    static String token(MockAuthServer auth, String resource, String scope) {
        auth.register(RegisteredClient.confidential("svc", "secret"));
        AuthPeer.Answer answer = new AuthPeer(auth)
                .token(
                        params("grant_type", "client_credentials", "resource", resource, "scope", scope),
                        basic("svc", "secret"));
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        return answer.text("access_token");
    }

    String token(MockAuthServer auth) {
        return token(auth, url.toString(), "mcp");
    }

    static String bearer(String token) {
        return "Authorization: Bearer " + token;
    }

    static Challenge challenge(AuthPeer.Answer answer) {
        return Challenge.parse(List.of(answer.headers().getOrDefault("www-authenticate", "None")))
                .get(0);
    }

    AuthPeer.Answer get(String... headers) {
        return send("GET", url.getPath(), "", headers);
    }

    AuthPeer.Answer getAt(String target, String... headers) {
        return send("GET", target, "", headers);
    }

    AuthPeer.Answer send(String method, String target, String body, String... headers) {
        StringBuilder text = new StringBuilder(
                method + " " + target + " HTTP/1.1\r\nHost: 127.0.0.1:" + url.getPort() + "\r\nConnection: close\r\n");
        for (String header : headers) {
            text.append(header).append("\r\n");
        }
        int length = body.getBytes(StandardCharsets.UTF_8).length;
        return AuthPeer.raw(url.getPort(), text + "Content-Length: " + length + "\r\n\r\n" + body);
    }

    AuthPeer.Answer post(Message message, String... headers) {
        String[] all = java.util.Arrays.copyOf(headers, headers.length + 2);
        all[headers.length] = "Content-Type: application/json";
        all[headers.length + 1] = ACCEPT;
        return send("POST", url.getPath(), message.toJson(), all);
    }

    static Message initialize(String client) {
        return Message.request(
                1,
                "initialize",
                Map.of(
                        "protocolVersion",
                        "2025-11-25",
                        "capabilities",
                        Map.of(),
                        "clientInfo",
                        Map.of("name", client, "version", "1")));
    }

    static Message call(String tool) {
        return Message.request(2, "tools/call", Map.of("name", tool, "arguments", Map.of()));
    }
}
