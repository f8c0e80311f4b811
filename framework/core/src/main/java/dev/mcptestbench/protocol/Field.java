package dev.mcptestbench.protocol;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A member that an object must or may have.
 *
 * @param name its name
 * @param shape what it is
 * @param required whether it must be there
 * @param since the first revision that knows it; to those before it may be anything
 * @param inner what it has in turn, if it is an object; what each item has, if it is an array
 * @param part what is to be said of its value besides, or null
 */
record Field(
        String name,
        Shape shape,
        boolean required,
        Revision since,
        List<Field> inner,
        @Nullable Part part) {

    /** Looks at a value that has the right shape already. */
    @FunctionalInterface
    interface Part {
        void check(@Nullable Object value, String path, Requirement requirement, Findings findings);

        /** Looks at each item of an array, or each value of an object. */
        static Part each(Part part) {
            return (value, path, requirement, findings) -> {
                if (value instanceof List<?> items) {
                    for (int i = 0; i < items.size(); i++) {
                        part.check(items.get(i), path + "[" + i + "]", requirement, findings);
                    }
                } else if (value instanceof Map<?, ?> map) {
                    map.forEach((name, inner) -> part.check(inner, path + "." + name, requirement, findings));
                }
            };
        }

        /** Looks at an object that has the given fields, and says so of anything else. */
        static Part object(List<Field> fields) {
            return (value, path, requirement, findings) -> {
                if (value instanceof Map<?, ?> map) {
                    Field.check(fields, map, path, requirement, findings);
                } else {
                    findings.add(requirement, "is " + Findings.show(value) + ", not an object", path);
                }
            };
        }
    }

    static Field must(String name, Shape shape, Field... inner) {
        return new Field(name, shape, true, Revision.OLDEST, List.of(inner), null);
    }

    static Field may(String name, Shape shape, Field... inner) {
        return new Field(name, shape, false, Revision.OLDEST, List.of(inner), null);
    }

    Field since(Revision first) {
        return new Field(name, shape, required, first, inner, part);
    }

    Field with(Part more) {
        return new Field(name, shape, required, since, inner, more);
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
        } else {
            if (!inner.isEmpty()) {
                checkInner(value, path + "." + name, requirement, findings);
            }
            if (part != null) {
                part.check(value, path + "." + name, requirement, findings);
            }
        }
    }

    private void checkInner(@Nullable Object value, String path, Requirement requirement, Findings findings) {
        Part object = Part.object(inner);
        if (value instanceof List<?>) {
            Part.each(object).check(value, path, requirement, findings);
        } else {
            object.check(value, path, requirement, findings);
        }
    }
}
