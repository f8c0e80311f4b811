package dev.mcptestbench.protocol;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apiguardian.api.API;
import org.apiguardian.api.API.Status;
import org.jspecify.annotations.Nullable;

/**
 * An argument of a tool that a client repeats in an HTTP header, for the tool's schema marks it with {@code x-mcp-header}
 * (basic/transports/streamable-http#custom-headers-from-tool-parameters).
 *
 * @param header the whole name of the header, such as {@code Mcp-Param-Region}
 * @param path where the argument is, from the top of the arguments
 */
@API(status = Status.EXPERIMENTAL)
public record ParamHeader(String header, List<String> path) {

    /** The word by which a schema marks a property. */
    public static final String KEYWORD = "x-mcp-header";

    public ParamHeader {
        path = List.copyOf(path);
    }

    /**
     * Returns the marked arguments of a schema, in the order of the schema: those that are reached through
     * {@code properties} alone.
     *
     * @param inputSchema a tool's schema; anything that is no object marks nothing
     */
    public static List<ParamHeader> in(@Nullable Object inputSchema) {
        if (!(inputSchema instanceof Map<?, ?> schema) || !(schema.get("properties") instanceof Map<?, ?>)) {
            return List.of();
        }
        List<ParamHeader> found = new ArrayList<>(0);
        collect(schema, List.of(), found);
        return found;
    }

    private static void collect(Map<?, ?> schema, List<String> path, List<ParamHeader> found) {
        if (!(schema.get("properties") instanceof Map<?, ?> properties)) {
            return;
        }
        properties.forEach((name, value) -> {
            if (value instanceof Map<?, ?> property) {
                List<String> here = new ArrayList<>(path);
                here.add(String.valueOf(name));
                if (property.get(KEYWORD) instanceof String marked) {
                    found.add(new ParamHeader(Headers.PARAM_PREFIX + marked, here));
                }
                collect(property, here, found);
            }
        });
    }

    /**
     * Tells why a schema marks arguments in a way that it must not, by which the whole definition of its tool is invalid
     * (basic/transports/streamable-http#schema-extension).
     *
     * @return the first flaw, in words, or null if there is none
     */
    public static @Nullable String flawIn(@Nullable Object inputSchema) {
        return new MarkedSchema().flawIn(inputSchema, true);
    }

    /** Returns the value among the arguments of a call, or null if there is none, or it is null. */
    public @Nullable Object value(Map<?, ?> arguments) {
        Object value = arguments;
        for (String step : path) {
            value = value instanceof Map<?, ?> map ? map.get(step) : null;
        }
        return value;
    }

    /** Returns an argument's value as text, before it is encoded for a header. */
    public static String textOf(Object value) {
        return value instanceof Number number ? new BigDecimal(number.toString()).toPlainString() : value.toString();
    }

    /** Tells whether a decoded header says the same as an argument; numbers are compared as numbers. */
    public static boolean says(String header, Object value) {
        if (value instanceof Number number) {
            try {
                return new BigDecimal(header).compareTo(new BigDecimal(number.toString())) == 0;
            } catch (NumberFormatException noNumber) {
                return false;
            }
        }
        return header.equals(textOf(value));
    }
}
