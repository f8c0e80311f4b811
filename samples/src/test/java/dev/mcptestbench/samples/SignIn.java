package dev.mcptestbench.samples;

import dev.mcptestbench.protocol.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;

/** Stands for the client that you have: it registers itself, and signs in by a code. */
final class SignIn {

    private static final String REDIRECT = "http://127.0.0.1:8085/callback";

    private final HttpClient http = HttpClient.newHttpClient();
    private final SecureRandom random = new SecureRandom();
    private final URI resource;
    private URI issuer;
    private String clientId;
    private String refreshToken;
    private String accessToken;

    SignIn(URI issuer, URI resource) {
        this.issuer = issuer;
        this.resource = resource;
    }

    /** Finds the issuer by the metadata of the resource (RFC 9728), which a challenge has named. */
    void follow(String metadata) {
        Map<?, ?> document = json(send(request(metadata)));
        if (!resource.toString().equals(document.get("resource"))) {
            throw new IllegalStateException("These are the metadata of another server: " + document.get("resource"));
        }
        URI found = URI.create((String) ((List<?>) document.get("authorization_servers")).get(0));
        if (!found.equals(issuer)) {
            issuer = found;
            clientId = null;
        }
    }

    void signIn() {
        signIn("mcp");
    }

    void signIn(String scope) {
        Map<?, ?> server =
                json(send(request(issuer.resolve("/.well-known/oauth-authorization-server" + issuer.getPath())
                        .toString())));
        if (clientId == null) {
            String metadata = Json.write(Map.of(
                    "redirect_uris",
                    List.of(REDIRECT),
                    "grant_types",
                    List.of("authorization_code", "refresh_token"),
                    "token_endpoint_auth_method",
                    "none",
                    "application_type",
                    "native"));
            clientId = (String) json(send(request((String) server.get("registration_endpoint"))
                            .header("Content-Type", "application/json")
                            .POST(HttpRequest.BodyPublishers.ofString(metadata))))
                    .get("client_id");
        }
        String verifier = secret();
        String query = form(
                "response_type",
                "code",
                "client_id",
                clientId,
                "redirect_uri",
                REDIRECT,
                "code_challenge",
                challenge(verifier),
                "code_challenge_method",
                "S256",
                "state",
                secret(),
                "scope",
                scope,
                "resource",
                resource.toString());
        String location = send(request(server.get("authorization_endpoint") + "?" + query))
                .headers()
                .firstValue("Location")
                .orElseThrow();
        String code = location.replaceFirst(".*[?&]code=([^&]*).*", "$1");
        token(form(
                "grant_type", "authorization_code",
                "client_id", clientId,
                "code", code,
                "redirect_uri", REDIRECT,
                "code_verifier", verifier,
                "resource", resource.toString()));
    }

    void refreshOrSignIn() {
        try {
            token(form(
                    "grant_type",
                    "refresh_token",
                    "client_id",
                    clientId,
                    "refresh_token",
                    refreshToken,
                    "resource",
                    resource.toString()));
        } catch (UncheckedIOException lost) {
            // Whether the refresh token still counts is not known, and trying it might burn what it gave.
            signIn();
        }
    }

    /** An access token for an ID token, without asking the user: enterprise-managed authorization. */
    String byIdToken(String idToken, URI provider, String clientId, String secret) {
        Map<?, ?> grant = post(
                provider + "/token",
                form(
                        "grant_type",
                        "urn:ietf:params:oauth:grant-type:token-exchange",
                        "requested_token_type",
                        "urn:ietf:params:oauth:token-type:id-jag",
                        "subject_token",
                        idToken,
                        "subject_token_type",
                        "urn:ietf:params:oauth:token-type:id_token",
                        "audience",
                        issuer.toString(),
                        "resource",
                        resource.toString(),
                        "client_id",
                        clientId));
        Map<?, ?> tokens = post(
                issuer + "/token",
                form(
                        "grant_type",
                        "urn:ietf:params:oauth:grant-type:jwt-bearer",
                        "assertion",
                        String.valueOf(grant.get("access_token")),
                        "client_id",
                        clientId,
                        "client_secret",
                        secret));
        return (String) tokens.get("access_token");
    }

    private void token(String form) {
        Map<?, ?> tokens = post(issuer + "/token", form);
        refreshToken = (String) tokens.get("refresh_token");
        accessToken = (String) tokens.get("access_token");
    }

    private Map<?, ?> post(String url, String form) {
        return json(send(request(url)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(form))));
    }

    String accessToken() {
        return accessToken;
    }

    /** Calls a tool as 2026-07-28 has it, with the token that it has by now. */
    int call(String tool) {
        String meta = "{\"io.modelcontextprotocol/protocolVersion\":\"2026-07-28\","
                + "\"io.modelcontextprotocol/clientInfo\":{\"name\":\"my-app\",\"version\":\"1\"},"
                + "\"io.modelcontextprotocol/clientCapabilities\":{}}";
        HttpRequest.Builder call = request(resource.toString())
                .header("Content-Type", "application/json")
                .header("Accept", "application/json, text/event-stream")
                .header("MCP-Protocol-Version", "2026-07-28")
                .header("Mcp-Method", "tools/call")
                .header("Mcp-Name", tool)
                .POST(HttpRequest.BodyPublishers.ofString(
                        "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/call\",\"params\":{\"name\":\"" + tool
                                + "\",\"arguments\":{},\"_meta\":" + meta + "}}"));
        if (accessToken != null) {
            call.header("Authorization", "Bearer " + accessToken);
        }
        return send(call).statusCode();
    }

    /** What stands at a path of the server. */
    String get(String path) {
        return send(request(resource.resolve(path).toString())).body();
    }

    private static HttpRequest.Builder request(String url) {
        return HttpRequest.newBuilder(URI.create(url)).timeout(Duration.ofSeconds(10));
    }

    private HttpResponse<String> send(HttpRequest.Builder request) {
        try {
            return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static Map<?, ?> json(HttpResponse<String> response) {
        return (Map<?, ?>) Json.parse(response.body());
    }

    private static String form(String... namesAndValues) {
        StringBuilder form = new StringBuilder();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            form.append(i == 0 ? "" : "&")
                    .append(namesAndValues[i])
                    .append('=')
                    .append(URLEncoder.encode(namesAndValues[i + 1], StandardCharsets.UTF_8));
        }
        return form.toString();
    }

    private String secret() {
        byte[] bytes = new byte[32];
        random.nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private static String challenge(String verifier) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(verifier.getBytes(StandardCharsets.US_ASCII));
            return Base64.getUrlEncoder().withoutPadding().encodeToString(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
