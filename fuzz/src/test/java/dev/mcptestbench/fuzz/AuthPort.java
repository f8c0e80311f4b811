package dev.mcptestbench.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mcptestbench.auth.MockAuthServer;
import dev.mcptestbench.auth.MockIdentityProvider;
import dev.mcptestbench.auth.endpoint.RegisteredClient;
import dev.mcptestbench.script.OAuthTrait;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/** An authorization server that takes what it can, so that inputs get far; and one request to it. */
final class AuthPort implements AutoCloseable {

    static final String REDIRECT = "http://127.0.0.1/callback";

    private final MockIdentityProvider idp = MockIdentityProvider.start();
    private final MockAuthServer server = MockAuthServer.start();

    AuthPort() {
        server.trusts(idp)
                .with(OAuthTrait.GIVES_ID_TOKENS)
                .with(OAuthTrait.GIVES_ID_JAGS)
                .without(OAuthTrait.REQUIRES_RESOURCE)
                .without(OAuthTrait.REQUIRES_CLIENT_AUTHENTICATION)
                .register(RegisteredClient.publicClient("app", REDIRECT))
                .register(RegisteredClient.confidential("svc", "secret", REDIRECT))
                .clientDocument(
                        URI.create("https://app.example/client.json"),
                        Map.of("client_id", "https://app.example/client.json", "redirect_uris", List.of(REDIRECT)));
    }

    /** The answer to a request, whole. */
    String answer(String line, String headers, byte[] body) throws IOException {
        byte[] head = (line + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n" + headers + "Content-Length: "
                        + body.length + "\r\n\r\n")
                .getBytes(StandardCharsets.ISO_8859_1);
        byte[] whole = new byte[head.length + body.length];
        System.arraycopy(head, 0, whole, 0, head.length);
        System.arraycopy(body, 0, whole, head.length, body.length);
        try (Wire wire = new Wire(server.issuer().getPort())) {
            wire.send(whole);
            return wire.toEnd();
        }
    }

    String path(String endpoint) {
        return server.issuer().getPath() + "/" + endpoint;
    }

    static int status(String answer) {
        assertThat(answer).startsWith("HTTP/1.1 ");
        return Integer.parseInt(answer.substring(9, 12));
    }

    static String body(String answer) {
        return answer.substring(answer.indexOf("\r\n\r\n") + 4);
    }

    @Override
    public void close() {
        server.close();
        idp.close();
    }
}
