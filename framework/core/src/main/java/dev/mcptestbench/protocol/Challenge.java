package dev.mcptestbench.protocol;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apiguardian.api.API;
import org.jspecify.annotations.Nullable;

/**
 * One challenge of a {@code WWW-Authenticate} header (RFC 9110, section 11.6.1): what a server asks a client to prove.
 * Immutable.
 *
 * @param scheme the scheme as it was spelled, such as {@code Bearer}; it has no case
 * @param parameters its parameters in their order, names in lower case
 */
@API(status = API.Status.EXPERIMENTAL)
public record Challenge(String scheme, Map<String, String> parameters) {

    /** The header that carries challenges. */
    public static final String HEADER = "WWW-Authenticate";

    /** The scheme of OAuth tokens (RFC 6750). */
    public static final String BEARER = "Bearer";

    private static final String TOKEN = "[A-Za-z0-9!#$%&'*+.^_`|~-]+";
    private static final Pattern PARAMETER = Pattern.compile("\\G[\\s]*(" + TOKEN
            + ")\\s*=\\s*(?:\"((?:[^\"\\\\]++|\\\\.)*+)\"|([^\\s\"]+(?:\\s+" + TOKEN + "(?=\\s|$))*))");
    private static final Pattern START = Pattern.compile("(" + TOKEN + ")(?:\\s+(?!=)(.*))?", Pattern.DOTALL);
    private static final Pattern TOKEN68 = Pattern.compile("[A-Za-z0-9._~+/-]+=*");

    /** Copies. */
    public Challenge {
        parameters = Collections.unmodifiableMap(new LinkedHashMap<>(parameters));
    }

    /** A challenge of this scheme without parameters. */
    public static Challenge of(String scheme) {
        return new Challenge(scheme, Map.of());
    }

    /** The same with one more parameter, or another value of it. */
    public Challenge with(String name, String value) {
        Map<String, String> more = new LinkedHashMap<>(parameters);
        more.put(name.toLowerCase(Locale.ROOT), value);
        return new Challenge(scheme, more);
    }

    /** Whether it is of this scheme. */
    public boolean is(String wanted) {
        return scheme.equalsIgnoreCase(wanted);
    }

    /** The value of a parameter, or {@code null}. */
    public @Nullable String get(String name) {
        return parameters.get(name.toLowerCase(Locale.ROOT));
    }

    /** The first challenge of this scheme in the headers of a reply. */
    public static Optional<Challenge> in(Map<String, List<String>> headers, String scheme) {
        return parse(headers.getOrDefault(HEADER, List.of())).stream()
                .filter(challenge -> challenge.is(scheme))
                .findFirst();
    }

    /**
     * Reads the values of all such headers of a reply. It reads more than is allowed: values without quotes may hold
     * spaces, and of parameters that are repeated the first counts. What cannot be read is passed over.
     */
    public static List<Challenge> parse(List<String> values) {
        List<Challenge> challenges = new ArrayList<>();
        for (String value : values) {
            Challenge current = null;
            for (String element : elements(value)) {
                Matcher start = START.matcher(element);
                if (start.matches()) {
                    if (current != null) {
                        challenges.add(current);
                    }
                    String rest = start.group(2);
                    current = of(start.group(1)).withAll(rest == null ? "" : rest);
                } else if (current != null) {
                    current = current.withAll(element);
                }
            }
            if (current != null) {
                challenges.add(current);
            }
        }
        return List.copyOf(challenges);
    }

    /** What stands between commas, but for those in quotes. */
    private static List<String> elements(String value) {
        List<String> elements = new ArrayList<>();
        boolean quoted = false;
        int from = 0;
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (quoted && c == '\\') {
                i++;
            } else if (c == '"') {
                quoted = !quoted;
            } else if (c == ',' && !quoted) {
                elements.add(value.substring(from, i).strip());
                from = i + 1;
            }
        }
        elements.add(value.substring(from).strip());
        elements.removeIf(String::isEmpty);
        return elements;
    }

    private Challenge withAll(String text) {
        if (text.isEmpty() || TOKEN68.matcher(text).matches()) {
            return this;
        }
        Map<String, String> more = new LinkedHashMap<>(parameters);
        Matcher parameter = PARAMETER.matcher(text);
        while (parameter.find()) {
            String quoted = parameter.group(2);
            String value = quoted == null ? parameter.group(3) : quoted.replaceAll("\\\\(.)", "$1");
            more.putIfAbsent(parameter.group(1).toLowerCase(Locale.ROOT), value);
        }
        return new Challenge(scheme, more);
    }

    /** The challenge as a header has it, with every value in quotes. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(scheme);
        String before = " ";
        for (Map.Entry<String, String> parameter : parameters.entrySet()) {
            text.append(before)
                    .append(parameter.getKey())
                    .append("=\"")
                    .append(parameter.getValue().replace("\\", "\\\\").replace("\"", "\\\""))
                    .append('"');
            before = ", ";
        }
        return text.toString();
    }
}
