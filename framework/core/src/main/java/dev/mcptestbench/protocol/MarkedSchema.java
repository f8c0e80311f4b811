package dev.mcptestbench.protocol;

import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Looks through one schema for marks that must not be there: where no chain of {@code properties} leads, on what is no
 * integer, string or boolean, with a name that no header can have, or twice
 * (basic/transports/streamable-http#schema-extension). For one schema.
 */
final class MarkedSchema {

    /** A token (RFC 9110, section 5.6.2). */
    private static final Pattern TOKEN = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]+");

    private static final Set<String> PRIMITIVE = Set.of("integer", "string", "boolean");

    private final Set<String> names = new HashSet<>();

    @Nullable
    String flawIn(@Nullable Object value, boolean reachable) {
        if (value instanceof List<?> list) {
            return first(list, false);
        }
        if (!(value instanceof Map<?, ?> schema)) {
            return null;
        }
        for (Map.Entry<?, ?> member : schema.entrySet()) {
            String flaw;
            if (member.getKey().equals("properties") && member.getValue() instanceof Map<?, ?> properties) {
                flaw = flawInProperties(properties, reachable);
            } else if (Set.of("default", "const", "enum", "examples").contains(member.getKey())) {
                flaw = null;
            } else {
                flaw = flawIn(marksBelow(member.getValue()), false);
            }
            if (flaw != null) {
                return flaw;
            }
        }
        return null;
    }

    private @Nullable String flawInProperties(Map<?, ?> properties, boolean reachable) {
        for (Map.Entry<?, ?> property : properties.entrySet()) {
            if (property.getValue() instanceof Map<?, ?> schema) {
                String flaw = schema.containsKey(ParamHeader.KEYWORD)
                        ? flawOf(String.valueOf(property.getKey()), schema, reachable)
                        : null;
                flaw = flaw == null ? flawIn(schema, reachable) : flaw;
                if (flaw != null) {
                    return flaw;
                }
            }
        }
        return null;
    }

    /** What stands where no property is may be a schema that is marked itself. */
    private static @Nullable Object marksBelow(@Nullable Object value) {
        return value instanceof Map<?, ?> schema && schema.containsKey(ParamHeader.KEYWORD)
                ? Map.of("properties", Map.of("", schema))
                : value;
    }

    private @Nullable String first(List<?> schemas, boolean reachable) {
        for (Object each : schemas) {
            String flaw = flawIn(marksBelow(each), reachable);
            if (flaw != null) {
                return flaw;
            }
        }
        return null;
    }

    private @Nullable String flawOf(String property, Map<?, ?> schema, boolean reachable) {
        Object mark = schema.get(ParamHeader.KEYWORD);
        String where = property.isEmpty() ? "" : " of \"" + property + "\"";
        String what = ParamHeader.KEYWORD + where + " is " + Findings.show(mark);
        if (!(mark instanceof String name) || !TOKEN.matcher(name).matches()) {
            return what + ", which is no name of a header";
        }
        if (!reachable) {
            return what + ", where more than a chain of properties leads";
        }
        if (!(schema.get("type") instanceof String type) || !PRIMITIVE.contains(type)) {
            return what + ", but the type is " + Findings.show(schema.get("type")) + ", not integer, string or boolean";
        }
        return names.add(name.toLowerCase(Locale.ROOT)) ? null : what + ", as that of another argument is";
    }
}
