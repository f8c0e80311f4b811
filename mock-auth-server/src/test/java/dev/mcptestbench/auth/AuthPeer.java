package dev.mcptestbench.auth;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mcptestbench.protocol.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.StringJoiner;
import java.util.TreeMap;

/** A client of an authorization server that speaks over sockets of its own, one for each request, and keeps to the rules. */
final class AuthPeer {

    static final String REDIRECT = "http://127.0.0.1:7777/callback";
    static final String RESOURCE = "https://mcp.example.com/mcp";
    static final String VERIFIER = "a-verifier-that-is-long-enough-to-be-taken-0123456789";
    private static final int PATIENCE_MILLIS = 25_000;

    private final TokenIssuer<?> server;
    private final URI issuer;

    AuthPeer(TokenIssuer<?> server) {
        this.server = server;
        this.issuer = server.issuer();
    }

    record Answer(int status, Map<String, String> headers, String body) {

        Map<?, ?> json() {
            return (Map<?, ?>) Json.parse(body);
        }

        String text(String member) {
            return (String) json().get(member);
        }

        String error() {
            return text("error");
        }

        /** What the user agent brings back. */
        Map<String, String> brought() {
            Map<String, String> brought = new LinkedHashMap<>();
            String query = headers.get("location").replaceFirst("^[^?]*\\?", "");
            for (String pair : query.split("&", -1)) {
                String[] halves = pair.split("=", 2);
                brought.put(halves[0], URLDecoder.decode(halves[1], StandardCharsets.UTF_8));
            }
            return brought;
        }
    }

    static Map<String, String> params(String... namesAndValues) {
        Map<String, String> params = new LinkedHashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            params.put(namesAndValues[i], namesAndValues[i + 1]);
        }
        return params;
    }

    static String form(Map<String, String> params) {
        StringJoiner form = new StringJoiner("&");
        params.forEach((name, value) -> form.add(name + "=" + encoded(value)));
        return form.toString();
    }

    static String encoded(String value) {
        return URLEncoder.encode(value, StandardCharsets.UTF_8);
    }

    static String challenge() {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(VERIFIER.getBytes(StandardCharsets.US_ASCII));
            return Base64.getUrlEncoder().withoutPadding().encodeToString(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }

    /** Bytes as they are, and what comes back until the server closes. An answer of status 0 is none. */
    Answer raw(String bytes) {
        return raw(issuer.getPort(), bytes);
    }

    static Answer raw(int port, String bytes) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(PATIENCE_MILLIS);
            socket.getOutputStream().write(bytes.getBytes(StandardCharsets.UTF_8));
            socket.getOutputStream().flush();
            return parsed(new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Answer parsed(String text) {
        if (text.isEmpty()) {
            return new Answer(0, Map.of(), "");
        }
        int end = text.indexOf("\r\n\r\n");
        String[] lines = text.substring(0, end).split("\r\n", -1);
        Map<String, String> headers = new TreeMap<>();
        for (int i = 1; i < lines.length; i++) {
            int colon = lines[i].indexOf(':');
            headers.put(
                    lines[i].substring(0, colon).toLowerCase(Locale.ROOT),
                    lines[i].substring(colon + 1).strip());
        }
        return new Answer(Integer.parseInt(lines[0].split(" ", -1)[1]), headers, text.substring(end + 4));
    }

    Answer send(String method, String target, String moreHeaders, String body) {
        return raw(method + " " + target + " HTTP/1.1\r\nHost: 127.0.0.1:" + issuer.getPort()
                + "\r\nConnection: close\r\n" + moreHeaders + "Content-Length: "
                + body.getBytes(StandardCharsets.UTF_8).length + "\r\n\r\n" + body);
    }

    Answer get(String target) {
        return send("GET", target, "", "");
    }

    String path(String endpoint) {
        return issuer.getPath() + "/" + endpoint;
    }

    Answer post(String endpoint, Map<String, String> params, String... headers) {
        return postText(endpoint, form(params), headers);
    }

    Answer postText(String endpoint, String form, String... headers) {
        StringBuilder more = new StringBuilder("Content-Type: application/x-www-form-urlencoded\r\n");
        for (String header : headers) {
            more.append(header).append("\r\n");
        }
        return send("POST", path(endpoint), more.toString(), form);
    }

    static String basic(String id, String secret) {
        return rawBasic(encoded(id), encoded(secret));
    }

    static String rawBasic(String id, String secret) {
        String pair = id + ":" + secret;
        return "Authorization: Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
    }

    Answer register(Map<String, ?> metadata) {
        return send("POST", path("register"), "Content-Type: application/json\r\n", Json.write(metadata));
    }

    static Map<String, Object> nativeClient() {
        Map<String, Object> metadata = new LinkedHashMap<>();
        metadata.put("client_name", "weather");
        metadata.put("redirect_uris", java.util.List.of(REDIRECT));
        metadata.put("grant_types", java.util.List.of("authorization_code", "refresh_token"));
        metadata.put("token_endpoint_auth_method", "none");
        metadata.put("application_type", "native");
        return metadata;
    }

    /** The id of a client that has registered itself and is public. */
    String registered() {
        Answer answer = register(nativeClient());
        assertThat(answer.status()).as(answer.body()).isEqualTo(201);
        return answer.text("client_id");
    }

    /** A faultless authorization request. */
    static Map<String, String> authorization(String client) {
        return params(
                "response_type",
                "code",
                "client_id",
                client,
                "redirect_uri",
                REDIRECT,
                "code_challenge",
                challenge(),
                "code_challenge_method",
                "S256",
                "state",
                "xyz",
                "scope",
                "mcp:read",
                "resource",
                RESOURCE);
    }

    Answer authorize(Map<String, String> params) {
        return get(path("authorize") + "?" + form(params));
    }

    String code(String client) {
        Answer answer = authorize(authorization(client));
        assertThat(answer.status()).as(answer.body()).isEqualTo(302);
        return answer.brought().get("code");
    }

    /** A faultless token request. */
    static Map<String, String> redemption(String client, String code) {
        return params(
                "grant_type", "authorization_code",
                "client_id", client,
                "code", code,
                "redirect_uri", REDIRECT,
                "code_verifier", VERIFIER,
                "resource", RESOURCE);
    }

    Answer token(Map<String, String> params, String... headers) {
        return post("token", params, headers);
    }

    static Map<String, String> refreshing(String client, String refreshToken) {
        return params(
                "grant_type", "refresh_token",
                "client_id", client,
                "refresh_token", refreshToken,
                "resource", RESOURCE);
    }

    /** The tokens that a faultless flow ends in. */
    Answer tokens(String client) {
        Answer answer = token(redemption(client, code(client)));
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        return answer;
    }

    static Map<String, String> with(Map<String, String> params, String name, String value) {
        Map<String, String> changed = new LinkedHashMap<>(params);
        changed.put(name, value);
        return changed;
    }

    static Map<String, String> without(Map<String, String> params, String name) {
        Map<String, String> changed = new LinkedHashMap<>(params);
        changed.remove(name);
        return changed;
    }

    @Override
    public String toString() {
        return "AuthPeer of " + server;
    }
}
