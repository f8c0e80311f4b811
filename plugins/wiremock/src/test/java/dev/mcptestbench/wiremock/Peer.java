package dev.mcptestbench.wiremock;

import dev.mcptestbench.auth.MockAuthServer;
import dev.mcptestbench.auth.endpoint.RegisteredClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;

/** Whoever calls an authorization server from outside, with the HTTP client of the JDK. */
final class Peer {

    static final String SECRET = "a-secret-of-the-service";

    private static final Duration PATIENCE = Duration.ofSeconds(25);

    private final HttpClient http = HttpClient.newHttpClient();
    private final URI issuer;

    Peer(MockAuthServer server) {
        this.issuer = server.issuer();
        server.register(RegisteredClient.confidential("svc", SECRET));
    }

    HttpResponse<String> get(String path) {
        return send(to(path).GET().build());
    }

    HttpResponse<String> metadata() {
        return get("/.well-known/oauth-authorization-server/tenant");
    }

    /** Asks for a token of its own (RFC 6749, section 4.4). */
    HttpResponse<String> token() {
        return token("grant_type=client_credentials&resource=https%3A%2F%2Fmcp.example.com%2Fmcp");
    }

    HttpResponse<String> token(String form) {
        String pair = Base64.getEncoder().encodeToString(("svc:" + SECRET).getBytes(StandardCharsets.UTF_8));
        return send(to(issuer.getPath() + "/token")
                .header("Authorization", "Basic " + pair)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString(form))
                .build());
    }

    HttpRequest.Builder to(String path) {
        return HttpRequest.newBuilder(issuer.resolve(path)).timeout(PATIENCE);
    }

    HttpResponse<String> send(HttpRequest request) {
        try {
            return http.send(request, HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }
}
