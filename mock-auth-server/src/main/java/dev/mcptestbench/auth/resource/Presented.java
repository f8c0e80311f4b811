package dev.mcptestbench.auth.resource;

import dev.mcptestbench.wire.HttpRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** What credentials a request presents, before anybody looks whether they are good (RFC 6750, section 2). */
sealed interface Presented {

    Pattern TOKEN = Pattern.compile("[A-Za-z0-9._~+/-]+=*");

    /** No token at all. */
    record Nothing() implements Presented {}

    /** What cannot be read as a token, or is too much of it; the text repeats nothing of it. */
    record Malformed(String why) implements Presented {}

    /**
     * A token.
     *
     * @param bound whether it stands behind {@code DPoP}, and so is bound to a key (RFC 9449, section 7.1)
     */
    record Token(String value, boolean inQuery, boolean bound) implements Presented {
        @Override
        public String toString() {
            return "Token";
        }
    }

    /** What the request presents. */
    static Presented in(HttpRequest request) {
        List<String> headers = request.headers().getOrDefault("Authorization", List.of());
        List<String> inQuery = inQuery(request);
        if (headers.size() + inQuery.size() > 1) {
            return new Malformed("a token stands in a request once");
        }
        if (!inQuery.isEmpty()) {
            return new Token(inQuery.get(0), true, false);
        }
        if (headers.isEmpty()) {
            return new Nothing();
        }
        String header = headers.get(0).strip();
        int space = header.indexOf(' ');
        String scheme = space < 0 ? header : header.substring(0, space);
        boolean bound = scheme.equalsIgnoreCase("DPoP");
        if (!bound && !scheme.equalsIgnoreCase("Bearer")) {
            return new Nothing();
        }
        String token = space < 0 ? "" : header.substring(space).strip();
        return TOKEN.matcher(token).matches()
                ? new Token(token, false, bound)
                : new Malformed("behind the scheme stands the token, and nothing else");
    }

    private static List<String> inQuery(HttpRequest request) {
        int mark = request.target().indexOf('?');
        if (mark < 0) {
            return List.of();
        }
        List<String> values = new ArrayList<>(0);
        for (String pair : request.target().substring(mark + 1).split("&", -1)) {
            if (pair.startsWith("access_token=")) {
                values.add(pair.substring("access_token=".length()));
            }
        }
        return values;
    }

    /** The scopes that a claim or parameter tells, which are separated by spaces. */
    static Set<String> scopes(String text) {
        return text.isBlank()
                ? Set.of()
                : new java.util.LinkedHashSet<>(List.of(text.strip().split(" +", -1)));
    }
}
