package dev.mcptestbench.auth.endpoint;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Parameters in the form encoding (RFC 6749, appendix B), read without mercy. Those without a value count as left out
 * (section 3.1). Immutable; its text shows names alone.
 */
final class Parameters {

    static final Parameters NONE = new Parameters(Map.of());

    private static final int MOST = 100;
    private static final int LONGEST = 16 * 1024;

    private final Map<String, List<String>> values;

    private Parameters(Map<String, List<String>> values) {
        this.values = values;
    }

    /**
     * Reads parameters.
     *
     * @throws IllegalArgumentException if the encoding is broken, or they are too many or too long
     */
    static Parameters parse(String form) {
        Map<String, List<String>> values = new LinkedHashMap<>();
        int count = 0;
        for (String pair : form.split("&", -1)) {
            int equals = pair.indexOf('=');
            if (equals < 0 || equals == pair.length() - 1) {
                continue;
            }
            if (++count > MOST) {
                throw new IllegalArgumentException("There are more than " + MOST + " parameters");
            }
            String name = decoded(pair.substring(0, equals));
            if (pair.length() > LONGEST) {
                throw new IllegalArgumentException("A parameter is longer than " + LONGEST + " characters");
            }
            values.computeIfAbsent(name, key -> new ArrayList<>(1)).add(decoded(pair.substring(equals + 1)));
        }
        return new Parameters(values);
    }

    /**
     * Undoes the form encoding.
     *
     * @throws IllegalArgumentException if it is broken, or hides control characters
     */
    static String decoded(String text) {
        ByteBuffer bytes = ByteBuffer.allocate(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '%') {
                int high = i + 2 < text.length() ? Character.digit(text.charAt(i + 1), 16) : -1;
                int low = i + 2 < text.length() ? Character.digit(text.charAt(i + 2), 16) : -1;
                if (high < 0 || low < 0) {
                    throw new IllegalArgumentException("A percent sign is not followed by two hex digits");
                }
                bytes.put((byte) (high * 16 + low));
                i += 2;
            } else if (c > 0x7E || c < 0x20) {
                throw new IllegalArgumentException("The form encoding has characters of ASCII alone");
            } else {
                bytes.put((byte) (c == '+' ? ' ' : c));
            }
        }
        try {
            String decoded =
                    StandardCharsets.UTF_8.newDecoder().decode(bytes.flip()).toString();
            if (decoded.chars().anyMatch(Character::isISOControl)) {
                throw new IllegalArgumentException("A parameter has control characters");
            }
            return decoded;
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException("A parameter is no UTF-8", e);
        }
    }

    /** The value, the first if there are several, or {@code null}. */
    @Nullable
    String get(String name) {
        List<String> all = values.get(name);
        return all == null ? null : all.get(0);
    }

    /**
     * The value.
     *
     * @throws RefusedException if there is none
     */
    String required(String name) {
        String value = get(name);
        if (value == null) {
            throw new RefusedException("invalid_request", name + " is missing");
        }
        return value;
    }

    /** The same with other values for some names, and without others. */
    Parameters changed(Map<String, ?> set, Set<String> remove) {
        Map<String, List<String>> changed = new LinkedHashMap<>(values);
        set.forEach((name, value) -> changed.put(
                name,
                value instanceof List<?> all
                        ? all.stream().map(String::valueOf).toList()
                        : List.of(String.valueOf(value))));
        changed.keySet().removeAll(remove);
        return new Parameters(changed);
    }

    List<String> all(String name) {
        return values.getOrDefault(name, List.of());
    }

    boolean has(String name) {
        return values.containsKey(name);
    }

    Set<String> names() {
        return values.keySet();
    }

    /** The names that stand there more than once, though only {@code resource} may (RFC 8707, section 2). */
    Set<String> repeated() {
        Set<String> repeated = new TreeSet<>();
        values.forEach((name, all) -> {
            if (all.size() > 1 && !name.equals("resource")) {
                repeated.add(name);
            }
        });
        return repeated;
    }

    @Override
    public String toString() {
        return "Parameters" + values.keySet();
    }
}
