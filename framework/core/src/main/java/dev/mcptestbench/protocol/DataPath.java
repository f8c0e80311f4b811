package dev.mcptestbench.protocol;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Walks plain values along a dotted path. */
final class DataPath {

    private DataPath() {}

    static @Nullable Object get(@Nullable Object root, String path) {
        Object value = root;
        int at = 0;
        while (at < path.length() && value != null) {
            int end = stepEnd(path, at);
            value = child(value, step(path, at, end));
            at = next(path, end);
        }
        return value;
    }

    static @Nullable Object with(@Nullable Object root, String path, @Nullable Object replacement) {
        return with(root, path, 0, replacement);
    }

    private static @Nullable Object with(@Nullable Object root, String path, int at, @Nullable Object replacement) {
        if (at >= path.length()) {
            return replacement;
        }
        int end = stepEnd(path, at);
        String step = step(path, at, end);
        int next = next(path, end);
        if (root instanceof List<?> list) {
            int index = index(step);
            if (index < 0 || index > list.size()) {
                throw new IllegalArgumentException(
                        "No item " + step + " in a list of " + list.size() + " on the path " + path);
            }
            List<@Nullable Object> copy = new ArrayList<>(list);
            if (index == list.size()) {
                copy.add(null);
            }
            copy.set(index, with(copy.get(index), path, next, replacement));
            return Collections.unmodifiableList(copy);
        }
        if (root != null && !(root instanceof Map)) {
            throw new IllegalArgumentException("Nothing can be put at " + path + ": before " + step + " there is "
                    + JsonWriter.text(root) + ", which has no members");
        }
        Map<String, @Nullable Object> copy = new LinkedHashMap<>();
        if (root instanceof Map<?, ?> map) {
            map.forEach((name, value) -> copy.put(String.valueOf(name), value));
        }
        copy.put(step, with(copy.get(step), path, next, replacement));
        return Collections.unmodifiableMap(copy);
    }

    private static @Nullable Object child(Object value, String step) {
        if (value instanceof Map<?, ?> map) {
            return map.get(step);
        }
        if (value instanceof List<?> list) {
            int index = index(step);
            return index >= 0 && index < list.size() ? list.get(index) : null;
        }
        return null;
    }

    /** Returns where the step that begins at an index ends: at the next dot or bracket, or behind its own bracket. */
    private static int stepEnd(String path, int at) {
        if (path.charAt(at) == '[') {
            int close = path.indexOf(']', at);
            if (close < 0) {
                throw new IllegalArgumentException("A bracket is not closed in the path " + path);
            }
            return close + 1;
        }
        int end = at;
        while (end < path.length() && path.charAt(end) != '.' && path.charAt(end) != '[') {
            end++;
        }
        return end;
    }

    private static String step(String path, int at, int end) {
        return path.charAt(at) == '[' ? path.substring(at + 1, end - 1) : path.substring(at, end);
    }

    private static int next(String path, int end) {
        return end < path.length() && path.charAt(end) == '.' ? end + 1 : end;
    }

    /** Returns the index that a step names, or -1. */
    private static int index(String step) {
        int index = 0;
        for (int i = 0; i < step.length(); i++) {
            int digit = step.charAt(i) - '0';
            if (digit < 0 || digit > 9 || i == 9) {
                return -1;
            }
            index = index * 10 + digit;
        }
        return step.isEmpty() ? -1 : index;
    }
}
