package dev.mcptestbench.auth.endpoint;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.text.ParseException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.apiguardian.api.API;
import org.jspecify.annotations.Nullable;

/**
 * Checks proofs that whoever sends a request holds a key (RFC 9449, section 4.3), at an authorization server or at a resource:
 * each proof is for one request, a minute old at most, and good once. Remembers no more than {@value #MOST} proofs.
 * Thread-safe.
 */
@API(status = API.Status.INTERNAL)
public final class DpopProofs {

    /** The error of a proof that proves nothing (RFC 9449, section 12.2). */
    public static final String INVALID = "invalid_dpop_proof";

    /** The error of a proof without the nonce that is asked for (RFC 9449, section 8). */
    public static final String USE_NONCE = "use_dpop_nonce";

    private static final JOSEObjectType TYPE = new JOSEObjectType("dpop+jwt");
    private static final Duration OLDEST = Duration.ofSeconds(60);
    private static final Duration NEWEST = Duration.ofSeconds(5);
    private static final int MOST = 50_000;
    private static final int LONGEST_ID = 256;

    private final SecureRandom random = new SecureRandom();
    private final Clock clock;
    private final Map<String, Instant> used = new LinkedHashMap<>();
    private @Nullable String nonce;

    /** Proofs whose age is told by this clock. */
    public DpopProofs(Clock clock) {
        this.clock = clock;
    }

    /**
     * What a request shows.
     *
     * @param proofs the values of its {@code DPoP} header
     * @param method its method
     * @param target where it is sent; query and fragment do not matter
     * @param accessToken the access token that it has, or {@code null} at a token endpoint
     * @param thumbprint the key that the token is bound to, its {@code cnf.jkt}, or {@code null} for any
     */
    @API(status = API.Status.INTERNAL)
    public record Shown(
            List<String> proofs,
            String method,
            URI target,
            @Nullable String accessToken,
            @Nullable String thumbprint) {

        /** Copies. */
        public Shown {
            proofs = List.copyOf(proofs);
        }

        /** What a request to a token endpoint shows. */
        public Shown(List<String> proofs, String method, URI target) {
            this(proofs, method, target, null, null);
        }

        @Override
        public String toString() {
            return "Shown to " + method + " " + target.getPath();
        }
    }

    /** What came of it. */
    @API(status = API.Status.INTERNAL)
    public sealed interface Verdict {}

    /**
     * The key is held.
     *
     * @param thumbprint of the key, by SHA-256 (RFC 7638)
     */
    @API(status = API.Status.INTERNAL)
    public record Proven(String thumbprint) implements Verdict {}

    /**
     * Nothing is proven.
     *
     * @param error {@link #INVALID} or {@link #USE_NONCE}
     * @param why what is wrong, in words that repeat nothing of the request
     */
    @API(status = API.Status.INTERNAL)
    public record Refused(String error, String why) implements Verdict {}

    /** The nonce that proofs need now, where they need one. */
    public synchronized String nonce() {
        if (nonce == null) {
            renewNonce();
        }
        return Objects.requireNonNull(nonce);
    }

    /** Asks for another nonce from now on. */
    public synchronized void renewNonce() {
        byte[] bytes = new byte[16];
        random.nextBytes(bytes);
        nonce = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    /**
     * Checks what a request shows; a proof that is good is used up by this.
     *
     * @param withNonce whether the proof needs the {@link #nonce()}
     */
    public synchronized Verdict check(Shown shown, boolean withNonce) {
        if (shown.proofs().size() != 1) {
            return refused(shown.proofs().isEmpty() ? "there is no proof" : "there are several proofs");
        }
        try {
            return check(SignedJWT.parse(shown.proofs().get(0)), shown, withNonce);
        } catch (ParseException | JOSEException e) {
            return refused("the proof is no signed JWT, or has claims of the wrong type");
        }
    }

    private static Refused refused(String why) {
        return new Refused(INVALID, why);
    }

    private Verdict check(SignedJWT proof, Shown shown, boolean withNonce) throws ParseException, JOSEException {
        JWK key = proof.getHeader().getJWK();
        if (!TYPE.equals(proof.getHeader().getType())) {
            return refused("the type of the proof is not dpop+jwt");
        }
        if (key == null || !SignedTokens.isSigned(proof, key)) {
            return refused("the proof is not signed by the public key in its header");
        }
        String thumbprint = key.computeThumbprint().toString();
        if (shown.thumbprint() != null && !shown.thumbprint().equals(thumbprint)) {
            return refused("the proof is signed by another key than the token is bound to");
        }
        JWTClaimsSet claims = proof.getJWTClaimsSet();
        String wrong = wrong(claims, shown);
        if (wrong != null) {
            return refused(wrong);
        }
        if (withNonce && !nonce().equals(claims.getStringClaim("nonce"))) {
            return new Refused(USE_NONCE, "the proof needs the nonce that is sent with this");
        }
        String use = thumbprint + " " + claims.getJWTID();
        Instant forgotten = claims.getIssueTime().toInstant().plus(OLDEST);
        return firstUse(use, forgotten) ? new Proven(thumbprint) : refused("the proof was used before");
    }

    private @Nullable String wrong(JWTClaimsSet claims, Shown shown) throws ParseException {
        String id = claims.getJWTID();
        if (id == null || id.isEmpty() || id.length() > LONGEST_ID) {
            return "jti is missing, or longer than " + LONGEST_ID + " characters";
        }
        if (!shown.method().equals(claims.getStringClaim("htm"))) {
            return "htm is not the method of the request";
        }
        if (!isSame(shown.target(), claims.getStringClaim("htu"))) {
            return "htu is not where the request is sent";
        }
        if (claims.getIssueTime() == null) {
            return "iat is missing";
        }
        Instant issued = claims.getIssueTime().toInstant();
        Instant now = clock.instant();
        if (issued.isBefore(now.minus(OLDEST)) || issued.isAfter(now.plus(NEWEST))) {
            return "iat is more than a minute ago, or ahead";
        }
        if (shown.accessToken() != null && !hash(shown.accessToken()).equals(claims.getStringClaim("ath"))) {
            return "ath is not the hash of the access token";
        }
        return null;
    }

    private static boolean isSame(URI target, @Nullable String htu) {
        try {
            return htu != null && normal(target).equals(normal(URI.create(htu)));
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    /** Without what does not count, and spelled in one way (RFC 9449, section 4.3; RFC 3986, section 6.2). */
    private static String normal(URI uri) {
        String scheme = String.valueOf(uri.getScheme()).toLowerCase(Locale.ROOT);
        int usual = scheme.equals("https") ? 443 : 80;
        String path = uri.getRawPath() == null || uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
        return scheme + "://" + String.valueOf(uri.getHost()).toLowerCase(Locale.ROOT) + ":"
                + (uri.getPort() < 0 ? usual : uri.getPort()) + path;
    }

    private static String hash(String token) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.US_ASCII));
            return Base64.getUrlEncoder().withoutPadding().encodeToString(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every JVM has SHA-256", e);
        }
    }

    private boolean firstUse(String use, Instant forgotten) {
        used.values().removeIf(until -> until.isBefore(clock.instant()));
        if (used.size() >= MOST) {
            used.remove(used.keySet().iterator().next());
        }
        return used.putIfAbsent(use, forgotten) == null;
    }

    @Override
    public String toString() {
        return "DpopProofs";
    }
}
