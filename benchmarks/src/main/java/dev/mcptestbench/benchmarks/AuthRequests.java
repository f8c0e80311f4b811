package dev.mcptestbench.benchmarks;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The requests of a well-behaved client to an authorization server, as bytes, and what it reads in the replies. */
final class AuthRequests {

    static final String CLIENT = "benchmark";
    static final String SECRET = "a-secret";
    static final String REDIRECT_URI = "http://127.0.0.1:7777/callback";

    private static final String RESOURCE = encoded("https://mcp.example.com/mcp");
    private static final String BASIC =
            Base64.getEncoder().encodeToString((CLIENT + ":" + SECRET).getBytes(StandardCharsets.US_ASCII));
    // The pair of RFC 7636, appendix B.
    private static final String VERIFIER = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
    private static final String CHALLENGE = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";
    private static final Pattern CODE = Pattern.compile("[?&]code=([^&]+)");

    private final AuthContender server;

    AuthRequests(AuthContender server) {
        this.server = server;
    }

    /** One sign-in: a code, the tokens for it, and new ones for the refresh token. */
    void codeFlow(RawClient client) throws IOException {
        String location = HttpReply.header(client.exchange(authorize()), "Location");
        Matcher code = CODE.matcher(location);
        if (!code.find()) {
            throw new IOException("The server sent the user agent to " + location);
        }
        String tokens = client.exchange(code(code.group(1)));
        client.exchange(refresh(member(tokens, "refresh_token")));
    }

    private static String member(String reply, String name) throws IOException {
        Matcher value = Pattern.compile("\"" + name + "\"\\s*:\\s*\"([^\"]+)\"").matcher(reply);
        if (!value.find()) {
            throw new IOException("There is no " + name + " in " + reply);
        }
        return value.group(1);
    }

    byte[] metadata() {
        return get(server.metadata().getPath());
    }

    private byte[] authorize() {
        return get(server.url().getPath() + "/authorize?response_type=code&client_id=" + CLIENT + "&redirect_uri="
                + encoded(REDIRECT_URI) + "&scope=openid&state=a-state&resource=" + RESOURCE
                + "&code_challenge_method=S256&code_challenge=" + CHALLENGE);
    }

    private byte[] code(String code) {
        return token(
                server.url(),
                "grant_type=authorization_code&code=" + code + "&redirect_uri=" + encoded(REDIRECT_URI)
                        + "&code_verifier=" + VERIFIER + "&resource=" + RESOURCE);
    }

    private byte[] refresh(String token) {
        return token(
                server.url(), "grant_type=refresh_token&refresh_token=" + encoded(token) + "&resource=" + RESOURCE);
    }

    /** Asks the issuer for a token on the client's own behalf. */
    static byte[] credentials(URI issuer) {
        return token(issuer, "grant_type=client_credentials&scope=mcp&resource=" + RESOURCE);
    }

    private static byte[] token(URI issuer, String form) {
        return bytes("POST " + issuer.getPath() + "/token HTTP/1.1\r\nHost: " + issuer.getAuthority()
                + "\r\nAuthorization: Basic " + BASIC
                + "\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: " + form.length() + "\r\n\r\n"
                + form);
    }

    private byte[] get(String target) {
        return bytes("GET " + target + " HTTP/1.1\r\nHost: " + server.url().getAuthority() + "\r\n\r\n");
    }

    private static byte[] bytes(String ascii) {
        return ascii.getBytes(StandardCharsets.US_ASCII);
    }

    private static String encoded(String value) {
        return URLEncoder.encode(value, StandardCharsets.UTF_8);
    }
}
