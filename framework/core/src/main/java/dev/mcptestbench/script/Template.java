package dev.mcptestbench.script;

import dev.mcptestbench.protocol.Json;
import dev.mcptestbench.protocol.Message;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apiguardian.api.API;
import org.jspecify.annotations.Nullable;

/**
 * Texts with places to fill in: {@code {n}}, {@code {arguments.city}}, {@code {client}}, {@code {id}}, or the same in
 * double braces.
 * A place that names nothing known is left as it stands, so that JSON in a text is safe.
 */
@API(status = API.Status.EXPERIMENTAL)
public final class Template {

    private static final Pattern PLACE = Pattern.compile("\\{\\{?\\s*([A-Za-z_][\\w.-]*)\\s*}}?");

    private Template() {}

    /**
     * What the places of a template stand for.
     *
     * @param n the number of the notification in its stream, from 1; 0 where there is none
     * @param arguments the arguments of the call, or the variables of a resource template
     * @param client the client's name, or {@code null}
     * @param id the id of the request, or {@code null}
     */
    public record Values(
            long n,
            Map<?, ?> arguments,
            @Nullable String client,
            @Nullable Object id) {

        /** Nothing to fill in. */
        public static final Values NONE = new Values(0, Map.of(), null);

        /** Values where there is no request. */
        public Values(long n, Map<?, ?> arguments, @Nullable String client) {
            this(n, arguments, client, null);
        }

        /** What stands for the places of a template about a request. */
        public static Values of(Message request, @Nullable String client) {
            Map<?, ?> arguments = request.params().get("arguments") instanceof Map<?, ?> given ? given : Map.of();
            return new Values(0, arguments, client, request.id());
        }

        /** The same values, for the n-th notification. */
        public Values at(long number) {
            return new Values(number, arguments, client, id);
        }

        @Nullable
        Object of(String place) {
            if (place.equals("n") && n > 0) {
                return n;
            }
            if (place.equals("client")) {
                return client;
            }
            if (place.equals("id")) {
                return id;
            }
            if (!place.startsWith("arguments.")) {
                return null;
            }
            return Json.at(arguments, place.substring("arguments.".length()));
        }
    }

    /** Fills in the texts within a value of JSON. A text that is one place takes on that value's type. */
    public static @Nullable Object fill(@Nullable Object value, Values values) {
        return hasPlaces(value) ? filled(value, values) : value;
    }

    /** Most replies are the same for every call: seeing that costs less than copying them. */
    private static boolean hasPlaces(@Nullable Object value) {
        if (value instanceof String text) {
            return text.indexOf('{') >= 0;
        }
        Collection<?> members =
                value instanceof Map<?, ?> map ? map.values() : value instanceof List<?> list ? list : List.of();
        for (Object member : members) {
            if (hasPlaces(member)) {
                return true;
            }
        }
        return false;
    }

    private static @Nullable Object filled(@Nullable Object value, Values values) {
        if (value instanceof String text) {
            return fillText(text, values);
        }
        if (value instanceof Map<?, ?> map) {
            Map<Object, @Nullable Object> copy = new LinkedHashMap<>();
            map.forEach((name, member) -> copy.put(name, filled(member, values)));
            return copy;
        }
        if (value instanceof List<?> list) {
            List<@Nullable Object> copy = new ArrayList<>();
            list.forEach(member -> copy.add(filled(member, values)));
            return copy;
        }
        return value;
    }

    private static Object fillText(String text, Values values) {
        if (text.indexOf('{') < 0) {
            return text;
        }
        Matcher whole = PLACE.matcher(text);
        if (whole.matches()) {
            Object value = values.of(whole.group(1));
            return value == null
                    ? text
                    : value instanceof Number || value instanceof Boolean ? value : value.toString();
        }
        return PLACE.matcher(text).replaceAll(match -> {
            Object value = values.of(match.group(1));
            return Matcher.quoteReplacement(value == null ? match.group() : value.toString());
        });
    }
}
