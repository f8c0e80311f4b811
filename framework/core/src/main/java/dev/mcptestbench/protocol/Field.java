package dev.mcptestbench.protocol;

import java.util.List;
import java.util.Map;

/**
 * A member that an object must or may have.
 *
 * @param name its name
 * @param shape what it is
 * @param required whether it must be there
 * @param since the first revision that knows it; to those before it may be anything
 * @param inner what it has in turn, if it is an object; what each item has, if it is an array
 */
record Field(String name, Shape shape, boolean required, Revision since, List<Field> inner) {

    static Field must(String name, Shape shape, Field... inner) {
        return new Field(name, shape, true, Revision.OLDEST, List.of(inner));
    }

    static Field may(String name, Shape shape, Field... inner) {
        return new Field(name, shape, false, Revision.OLDEST, List.of(inner));
    }

    Field since(Revision first) {
        return new Field(name, shape, required, first, inner);
    }

    /** Checks all fields of an object; every breach is one of the given requirement. */
    static void check(List<Field> fields, Map<?, ?> object, String path, Requirement requirement, Findings findings) {
        for (int i = 0; i < fields.size(); i++) {
            Field field = fields.get(i);
            if (findings.revision().isAtLeast(field.since)) {
                field.check(object, path, requirement, findings);
            }
        }
    }

    private void check(Map<?, ?> object, String path, Requirement requirement, Findings findings) {
        Object value = object.get(name);
        if (value == null && !object.containsKey(name)) {
            if (required) {
                findings.add(requirement, "is missing", path + "." + name);
            }
        } else if (!shape.fits(value)) {
            findings.add(requirement, "is " + Findings.show(value) + ", not " + shape.expectation(), path + "." + name);
        } else if (!inner.isEmpty()) {
            if (value instanceof Map<?, ?> map) {
                check(inner, map, path + "." + name, requirement, findings);
            } else if (value instanceof List<?> items) {
                checkItems(items, path + "." + name, requirement, findings);
            }
        }
    }

    private void checkItems(List<?> items, String path, Requirement requirement, Findings findings) {
        for (int i = 0; i < items.size(); i++) {
            String place = path + "[" + i + "]";
            if (items.get(i) instanceof Map<?, ?> item) {
                check(inner, item, place, requirement, findings);
            } else {
                findings.add(requirement, "is " + Findings.show(items.get(i)) + ", not an object", place);
            }
        }
    }
}
