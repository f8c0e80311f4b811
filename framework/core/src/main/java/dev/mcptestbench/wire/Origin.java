package dev.mcptestbench.wire;

import java.net.URI;
import java.util.Locale;

/** Scheme, host and port of a URI: what connections are kept by. */
record Origin(boolean secure, String host, int port) {

    /**
     * The origin of an absolute HTTP URI.
     *
     * @throws IllegalArgumentException if it is not one
     */
    static Origin of(URI uri) {
        String scheme = String.valueOf(uri.getScheme()).toLowerCase(Locale.ROOT);
        boolean secure = scheme.equals("https");
        String host = uri.getHost();
        if (host == null || !(secure || scheme.equals("http"))) {
            throw new IllegalArgumentException("An http or https URI with a host is needed, not " + uri);
        }
        int port = uri.getPort() >= 0 ? uri.getPort() : secure ? 443 : 80;
        boolean literalV6 = host.startsWith("[") && host.endsWith("]");
        return new Origin(secure, literalV6 ? host.substring(1, host.length() - 1) : host, port);
    }

    /** What the {@code Host} header says: no port if it is the scheme's own (RFC 9110, section 7.2). */
    String hostHeader() {
        String name = host.indexOf(':') < 0 ? host : "[" + host + "]";
        return port == (secure ? 443 : 80) ? name : name + ":" + port;
    }

    @Override
    public String toString() {
        return host + ":" + port;
    }
}
