package dev.mcptestbench.client.auth;

import dev.mcptestbench.plugin.CredentialsException;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Which URLs are safe to go to, and where well-known documents are. */
final class Urls {

    private static final Pattern PRIVATE = Pattern.compile(
            "localhost|.*\\.localhost|127\\..*|10\\..*|192\\.168\\..*|169\\.254\\..*|172\\.(1[6-9]|2\\d|3[01])\\..*"
                    + "|0\\..*|\\[(::1|::|f[cd].*|fe80.*|::ffff:.*)]");
    private static final Pattern LOOPBACK = Pattern.compile("localhost|127\\..*|\\[::1]");

    private Urls() {}

    /**
     * A URL that a server has named and that is safe to go to: https, or http on the loopback; and of no private address unless
     * the MCP server has one, too (security best practices, server-side request forgery).
     *
     * @param what what it is for
     * @param server the MCP server that led there
     */
    static URI safe(@Nullable Object url, String what, URI server) throws CredentialsException {
        if (!(url instanceof String text)) {
            throw new CredentialsException("There is no " + what);
        }
        URI uri;
        try {
            uri = new URI(text);
        } catch (URISyntaxException e) {
            throw new CredentialsException("The " + what + " is no URL: " + e.getMessage(), e);
        }
        String host = hostOf(uri);
        String scheme = String.valueOf(uri.getScheme()).toLowerCase(Locale.ROOT);
        boolean secure = scheme.equals("https")
                || (scheme.equals("http") && LOOPBACK.matcher(host).matches());
        if (!secure || host.isEmpty() || uri.getRawUserInfo() != null) {
            throw new CredentialsException(
                    "The " + what + " is not safe to go to: " + text + " is neither https nor http on the loopback");
        }
        if (PRIVATE.matcher(host).matches() && !PRIVATE.matcher(hostOf(server)).matches()) {
            throw new CredentialsException("The " + what + " is not safe to go to: " + text
                    + " is a private address, and the server at " + server + " has none");
        }
        return uri;
    }

    private static String hostOf(URI uri) {
        return uri.getHost() == null ? "" : uri.getHost().toLowerCase(Locale.ROOT);
    }

    static boolean isSameOrigin(URI one, URI other) {
        return String.valueOf(one.getScheme()).equalsIgnoreCase(other.getScheme())
                && hostOf(one).equals(hostOf(other))
                && port(one) == port(other);
    }

    private static int port(URI uri) {
        return uri.getPort() >= 0 ? uri.getPort() : "https".equalsIgnoreCase(uri.getScheme()) ? 443 : 80;
    }

    /** Scheme, host and port. */
    static String origin(URI uri) {
        return uri.getScheme() + "://" + uri.getRawAuthority();
    }

    /** The path, without a slash at its end. */
    static String path(URI uri) {
        String path = uri.getRawPath() == null ? "" : uri.getRawPath();
        return path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
    }

    /** Whether the resource is the server, or what it is part of (RFC 9728, section 3.3). */
    static boolean covers(String resource, URI server) {
        URI uri;
        try {
            uri = new URI(resource);
        } catch (URISyntaxException e) {
            return false;
        }
        return uri.getRawFragment() == null
                && isSameOrigin(uri, server)
                && (path(server) + "/").startsWith(path(uri) + "/");
    }
}
