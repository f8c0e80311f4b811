package dev.mcptestbench.protocol;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a member may be. */
enum Shape {
    STRING("a string") {
        @Override
        boolean fits(@Nullable Object value) {
            return value instanceof String;
        }
    },
    INTEGER("an integer") {
        @Override
        boolean fits(@Nullable Object value) {
            return isInteger(value);
        }
    },
    INTEGER_OR_NULL("an integer or null") {
        @Override
        boolean fits(@Nullable Object value) {
            return value == null || isInteger(value);
        }
    },
    NUMBER("a number") {
        @Override
        boolean fits(@Nullable Object value) {
            return value instanceof Number;
        }
    },
    BOOLEAN("true or false") {
        @Override
        boolean fits(@Nullable Object value) {
            return value instanceof Boolean;
        }
    },
    OBJECT("an object") {
        @Override
        boolean fits(@Nullable Object value) {
            return value instanceof Map;
        }
    },
    ARRAY("an array") {
        @Override
        boolean fits(@Nullable Object value) {
            return value instanceof List;
        }
    },
    ID("a string or an integer") {
        @Override
        boolean fits(@Nullable Object value) {
            return value instanceof String || isInteger(value);
        }
    },
    STRINGS("an object of strings") {
        @Override
        boolean fits(@Nullable Object value) {
            return value instanceof Map<?, ?> map && allAre(String.class, map);
        }
    },
    OBJECTS("an object of objects") {
        @Override
        boolean fits(@Nullable Object value) {
            return value instanceof Map<?, ?> map && allAre(Map.class, map);
        }
    },
    LOG_LEVEL("a log level") {
        @Override
        boolean fits(@Nullable Object value) {
            return value != null && LOG_LEVELS.contains(value);
        }
    },
    ROLE("user or assistant") {
        @Override
        boolean fits(@Nullable Object value) {
            return "user".equals(value) || "assistant".equals(value);
        }
    },
    TASK_STATUS("a status of a task") {
        @Override
        boolean fits(@Nullable Object value) {
            return value != null && TASK_STATES.contains(value);
        }
    },
    COMPLETION_REFERENCE("a ref/prompt with a name or a ref/resource with a uri") {
        @Override
        boolean fits(@Nullable Object value) {
            return value instanceof Map<?, ?> map
                    && (("ref/prompt".equals(map.get("type")) && map.get("name") instanceof String)
                            || ("ref/resource".equals(map.get("type")) && map.get("uri") instanceof String));
        }
    };

    private static final Set<Object> LOG_LEVELS =
            Set.of("debug", "info", "notice", "warning", "error", "critical", "alert", "emergency");
    private static final Set<Object> TASK_STATES =
            Set.of("working", "input_required", "completed", "failed", "cancelled");

    private final String expectation;

    Shape(String expectation) {
        this.expectation = expectation;
    }

    abstract boolean fits(@Nullable Object value);

    /** Returns what is expected, in words. */
    String expectation() {
        return expectation;
    }

    /** As in JSON schema, a number without a fraction is an integer however it is written. */
    private static boolean isInteger(@Nullable Object value) {
        if (value instanceof Integer || value instanceof Long || value instanceof BigInteger) {
            return true;
        }
        if (value instanceof Double number) {
            return number == Math.rint(number);
        }
        return value instanceof BigDecimal number
                && (number.signum() == 0 || number.stripTrailingZeros().scale() <= 0);
    }

    private static boolean allAre(Class<?> type, Map<?, ?> map) {
        for (Object value : map.values()) {
            if (!type.isInstance(value)) {
                return false;
            }
        }
        return true;
    }
}
