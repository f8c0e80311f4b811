package dev.mcptestbench.protocol;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/** What becomes of a document when one member is missing or something else. */
final class Variations {

    private static final List<Object> OTHERS =
            List.of("null", "true", "7", "-1", "1.5", "\"x\"", "[]", "{}", "[{}]", "[\"a\"]", "{\"a\":1}").stream()
                    .map(Json::parse)
                    .map(value -> value == null ? Nothing.NULL : value)
                    .toList();

    private enum Nothing {
        NULL
    }

    private final Object whole;
    private final Predicate<String> fixed;
    private final List<Object> found = new ArrayList<>();

    private Variations(Object whole, Predicate<String> fixed) {
        this.whole = whole;
        this.fixed = fixed;
    }

    /**
     * Returns the document itself, and all its variations.
     *
     * @param fixed picks, by path, what stays as it is, and all within it
     */
    static List<Object> of(Object whole, Predicate<String> fixed) {
        Variations variations = new Variations(whole, fixed);
        variations.found.add(whole);
        variations.vary(whole, "");
        return variations.found;
    }

    private void vary(Object part, String path) {
        if (part instanceof Map<?, ?> map) {
            for (Object name : map.keySet()) {
                String step = String.valueOf(name).indexOf('.') < 0 ? String.valueOf(name) : "[" + name + "]";
                String inner = path.isEmpty() ? step : path + "." + step;
                if (!fixed.test(inner)) {
                    found.add(without(path, name));
                    replace(inner);
                    vary(map.get(name), inner);
                }
            }
        } else if (part instanceof List<?> list) {
            for (int i = 0; i < list.size(); i++) {
                String inner = path + "." + i;
                if (!fixed.test(inner)) {
                    replace(inner);
                    vary(list.get(i), inner);
                }
            }
        }
    }

    private void replace(String path) {
        for (Object other : OTHERS) {
            found.add(Json.with(whole, path, other == Nothing.NULL ? null : other));
        }
    }

    private Object without(String path, Object name) {
        Map<Object, Object> owner = new LinkedHashMap<>((Map<?, ?>) Json.at(whole, path));
        owner.remove(name);
        return Json.with(whole, path, owner);
    }
}
