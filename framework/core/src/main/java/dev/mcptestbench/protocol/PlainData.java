package dev.mcptestbench.protocol;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.lang.reflect.Array;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Turns what users hand in into the plain unmodifiable values that parsing would have given. */
final class PlainData {

    private PlainData() {}

    /** Only here once something other than plain values is met, for it costs a tenth of a second to set up. */
    private static final class Beans {
        static final ObjectMapper MAPPER = new ObjectMapper(JsonReader.FACTORY);
    }

    static @Nullable Object copy(@Nullable Object value) {
        return copy(value, 0);
    }

    static Map<String, @Nullable Object> copy(Map<String, ? extends @Nullable Object> map) {
        return map(map, 0);
    }

    static void requireDepth(int depth) {
        if (depth > Json.MAX_DEPTH) {
            throw new IllegalArgumentException(
                    "Nested more than " + Json.MAX_DEPTH + " deep: does the structure contain itself?");
        }
    }

    private static @Nullable Object copy(@Nullable Object value, int depth) {
        if (value == null || value instanceof String || value instanceof Boolean) {
            return value;
        }
        if (value instanceof Number number) {
            return number(number);
        }
        if (value instanceof Map<?, ?> map) {
            return map(map, depth);
        }
        if (value instanceof Collection<?> collection) {
            return list(collection, depth);
        }
        if (value instanceof Message message) {
            return message.members();
        }
        if (value instanceof CharSequence || value instanceof Character) {
            return value.toString();
        }
        if (value instanceof Enum<?> constant) {
            return constant.name();
        }
        if (value.getClass().isArray()) {
            List<@Nullable Object> items = new ArrayList<>();
            for (int i = 0; i < Array.getLength(value); i++) {
                items.add(Array.get(value, i));
            }
            return list(items, depth);
        }
        return copy(bean(value), depth);
    }

    private static Map<String, @Nullable Object> map(Map<?, ?> map, int depth) {
        requireDepth(depth);
        if (map instanceof PlainMap plain) {
            return plain;
        }
        PlainMap.Builder copy = new PlainMap.Builder();
        for (Map.Entry<?, ?> member : map.entrySet()) {
            copy.put(String.valueOf(member.getKey()), copy(member.getValue(), depth + 1));
        }
        return copy.build();
    }

    private static List<@Nullable Object> list(Collection<?> items, int depth) {
        requireDepth(depth);
        if (items instanceof PlainList plain) {
            return plain;
        }
        @Nullable Object[] copy = items.toArray(new Object[0]);
        for (int i = 0; i < copy.length; i++) {
            copy[i] = copy(copy[i], depth + 1);
        }
        return new PlainList(copy);
    }

    private static Number number(Number number) {
        if (number instanceof Integer) {
            return number;
        }
        if (number instanceof Long || number instanceof Short || number instanceof Byte) {
            long value = number.longValue();
            // Not a conditional expression: that would make both branches a long.
            if (value == (int) value) {
                return (int) value;
            }
            return value;
        }
        if (number instanceof BigInteger big) {
            return big.bitLength() < Long.SIZE ? number(big.longValue()) : big;
        }
        if (number instanceof Double || number instanceof Float) {
            double value = number.doubleValue();
            if (!Double.isFinite(value)) {
                throw new IllegalArgumentException(value + " has no JSON form");
            }
            return number instanceof Float ? Double.valueOf(number.toString()) : number;
        }
        BigDecimal exact = number instanceof BigDecimal decimal ? decimal : new BigDecimal(number.toString());
        return exact.scale() == 0 ? number(exact.unscaledValue()) : decimal(exact, exact.doubleValue());
    }

    /** Returns the nearest double if it is the number exactly, however that is spelled. */
    static Number decimal(BigDecimal exact, double nearest) {
        if (Double.isFinite(nearest) && new BigDecimal(Double.toString(nearest)).compareTo(exact) == 0) {
            return nearest;
        }
        return exact.scale() == 0 ? number(exact.unscaledValue()) : exact;
    }

    private static @Nullable Object bean(Object value) {
        Object plain = Beans.MAPPER.convertValue(value, Object.class);
        if (plain == value) {
            throw new IllegalArgumentException(value.getClass().getName() + " has no JSON form");
        }
        return plain;
    }
}
