package dev.mcptestbench.wire;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.apiguardian.api.API;
import org.jspecify.annotations.Nullable;

/**
 * An HTTP/1.1 request as it crossed the wire. Immutable by agreement: nobody writes into the body.
 *
 * @param method the HTTP method
 * @param target the request target as sent: path and query, or a whole URI
 * @param headers the headers by name, names compared without case, each with its values in order
 * @param body the body, empty if there was none
 */
@API(status = API.Status.EXPERIMENTAL)
@SuppressWarnings("ArrayRecordComponent") // Nobody compares requests, and bodies are large.
public record HttpRequest(String method, String target, Map<String, List<String>> headers, byte[] body) {

    private static final Set<String> THIS_MACHINE = Set.of("localhost", "127.0.0.1", "[::1]");

    /**
     * A request from header lines in their order; names may repeat.
     *
     * @param method the HTTP method
     * @param target path and query
     * @param headers the header lines
     * @param body the body, empty for none
     */
    public static HttpRequest of(String method, String target, List<Frame.Header> headers, byte[] body) {
        return new HttpRequest(method, target, HeaderMap.of(headers), body);
    }

    /** The first value of the header, or {@code null}. */
    public @Nullable String header(String name) {
        List<String> values = headers.get(name);
        return values == null || values.isEmpty() ? null : values.get(0);
    }

    /** The path within the target, without query, and without scheme and host where the target is a whole URI. */
    public String path() {
        int query = target.indexOf('?');
        int start = !target.startsWith("/") && target.indexOf("://") > 0
                ? target.indexOf('/', target.indexOf("://") + 3)
                : 0;
        return start < 0 ? "/" : target.substring(start, query < start ? target.length() : query);
    }

    /** The host that the request is for: that of a target which is a whole URI, else the header's; {@code null} if neither is there. */
    public @Nullable String host() {
        int scheme = target.indexOf("://");
        if (scheme <= 0 || target.startsWith("/")) {
            return header("Host");
        }
        int end = target.indexOf('/', scheme + 3);
        return target.substring(scheme + 3, end < 0 ? target.length() : end);
    }

    /** Whether it comes from this machine, and not from a foreign page in a browser (DNS rebinding): by Host and Origin. */
    public boolean isFromHere() {
        List<String> origins = headers.get("Origin");
        return isOfHere(host()) && (origins == null || origins.stream().allMatch(HttpRequest::isOfHere));
    }

    private static boolean isOfHere(@Nullable String value) {
        if (value == null) {
            return true;
        }
        String host = value.substring(value.indexOf("://") < 0 ? 0 : value.indexOf("://") + 3);
        int port = host.lastIndexOf(':');
        String bare = port > host.lastIndexOf(']') ? host.substring(0, port) : host;
        return THIS_MACHINE.contains(bare.toLowerCase(Locale.ROOT));
    }
}
