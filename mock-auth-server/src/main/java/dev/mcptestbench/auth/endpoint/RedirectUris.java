package dev.mcptestbench.auth.endpoint;

import dev.mcptestbench.script.OAuthTrait;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/** What a redirect URI may be, and which ones are the same (OAuth 2.1, sections 2.3 and 4.1.3). */
final class RedirectUris {

    private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");
    private static final Set<String> HOSTILE = Set.of("javascript", "data", "vbscript", "file", "blob", "about");

    private RedirectUris() {}

    private static @Nullable URI parsed(String text) {
        try {
            URI uri = new URI(text);
            return uri.isAbsolute() && uri.getRawFragment() == null && uri.getRawUserInfo() == null ? uri : null;
        } catch (URISyntaxException e) {
            return null;
        }
    }

    /** Whether it is https, or http on the loopback. */
    static boolean isSecure(String text) {
        URI uri = parsed(text);
        if (uri == null || uri.getHost() == null) {
            return false;
        }
        return uri.getScheme().equalsIgnoreCase("https") || isLoopback(uri);
    }

    private static boolean isLoopback(URI uri) {
        return uri.getScheme().equalsIgnoreCase("http")
                && uri.getHost() != null
                && LOOPBACK.contains(uri.getHost().toLowerCase(Locale.ROOT));
    }

    /** Whether a client may register it. */
    static boolean mayBeRegistered(String text, AuthSettings settings) {
        URI uri = parsed(text);
        if (uri == null || HOSTILE.contains(uri.getScheme().toLowerCase(Locale.ROOT))) {
            return false;
        }
        return isSecure(text) || !settings.has(OAuthTrait.REQUIRES_SECURE_REDIRECT);
    }

    /** Whether the one that is asked for is the one that was registered. */
    static boolean matches(String registered, String asked, AuthSettings settings) {
        if (registered.equals(asked)) {
            return true;
        }
        URI one = parsed(registered);
        URI other = parsed(asked);
        if (one == null || other == null) {
            return false;
        }
        boolean samePath = Objects.equals(one.getScheme(), other.getScheme())
                && Objects.equals(one.getHost(), other.getHost())
                && Objects.equals(one.getRawPath(), other.getRawPath())
                && Objects.equals(one.getRawQuery(), other.getRawQuery());
        if (samePath && isLoopback(one) && settings.has(OAuthTrait.IGNORES_LOOPBACK_PORT)) {
            return true;
        }
        return !settings.has(OAuthTrait.REQUIRES_EXACT_REDIRECT)
                && Objects.equals(one.getScheme(), other.getScheme())
                && Objects.equals(one.getRawAuthority(), other.getRawAuthority());
    }

    /** The URI with parameters added to its query. */
    static String with(String uri, Map<String, String> parameters) {
        StringJoiner query = new StringJoiner("&", uri.indexOf('?') < 0 ? uri + "?" : uri + "&", "");
        parameters.forEach((name, value) -> query.add(name + "=" + encoded(value)));
        return query.toString();
    }

    static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    /** The parameters in its query. */
    static Parameters query(@Nullable String uri) {
        int mark = uri == null ? -1 : uri.indexOf('?');
        return uri == null || mark < 0 ? Parameters.NONE : Parameters.parse(uri.substring(mark + 1));
    }

    /** The URI with other parameters in its query, and without some. */
    static String changed(String uri, Map<String, ?> set, Set<String> remove) {
        int mark = uri.indexOf('?');
        Parameters changed = query(uri).changed(set, remove);
        StringJoiner query = new StringJoiner("&");
        for (String name : changed.names()) {
            changed.all(name).forEach(value -> query.add(encoded(name) + "=" + encoded(value)));
        }
        return (mark < 0 ? uri : uri.substring(0, mark)) + (query.length() == 0 ? "" : "?" + query);
    }
}
