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
    COUNT("an integer from 0 on") {
        @Override
        boolean fits(@Nullable Object value) {
            return isInteger(value) && value instanceof Number number && number.doubleValue() >= 0;
        }
    },
    RATIO("a number from 0 to 1") {
        @Override
        boolean fits(@Nullable Object value) {
            return value instanceof Number number && number.doubleValue() >= 0 && number.doubleValue() <= 1;
        }
    },
    ANYTHING("anything") {
        @Override
        boolean fits(@Nullable Object value) {
            return true;
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
    STRING_ARRAY("an array of strings") {
        @Override
        boolean fits(@Nullable Object value) {
            return value instanceof List<?> list && list.stream().allMatch(String.class::isInstance);
        }
    },
    UP_TO_100_STRINGS("an array of 100 strings at most") {
        @Override
        boolean fits(@Nullable Object value) {
            return STRING_ARRAY.fits(value) && value instanceof List<?> list && list.size() <= 100;
        }
    },
    CONTEXT("none, thisServer or allServers") {
        @Override
        boolean fits(@Nullable Object value) {
            return "none".equals(value) || "thisServer".equals(value) || "allServers".equals(value);
        }
    },
    TOOL_CHOICE("auto, required or none") {
        @Override
        boolean fits(@Nullable Object value) {
            return "auto".equals(value) || "required".equals(value) || "none".equals(value);
        }
    },
    ROLES("an array of roles, user or assistant") {
        @Override
        boolean fits(@Nullable Object value) {
            return value instanceof List<?> list && list.stream().allMatch(ROLE::fits);
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
    THEME("light or dark") {
        @Override
        boolean fits(@Nullable Object value) {
            return "light".equals(value) || "dark".equals(value);
        }
    },
    CACHE_SCOPE("public or private") {
        @Override
        boolean fits(@Nullable Object value) {
            return "public".equals(value) || "private".equals(value);
        }
    },
    OBJECT_TYPE("object") {
        @Override
        boolean fits(@Nullable Object value) {
            return "object".equals(value);
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
