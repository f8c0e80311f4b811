package dev.mcptestbench.script;

import java.math.BigInteger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/**
 * A value of a document, and the ways to read it. Each gives the value or throws a {@link Flaw} that shows its place and
 * what stands there instead.
 *
 * @param label what it is the value of, as a message names it: {@code "times"}
 */
record YamlValue(YamlDocument document, Node node, String label) {

    YamlValue {
        document.visit(node);
        if (!tagFits(node)) {
            throw document.flaw(
                    node, label + " has the tag " + node.getTag().getValue() + "; a scenario file has no tags", null);
        }
    }

    private static boolean tagFits(Node node) {
        Tag tag = node.getTag();
        if (node instanceof MappingNode || node instanceof SequenceNode) {
            return tag.equals(node instanceof MappingNode ? Tag.MAP : Tag.SEQ);
        }
        return node instanceof ScalarNode scalar
                && (tag.equals(Tag.STR) || tag.equals(YamlSource.SCALARS.resolve(scalar.getValue(), scalar.isPlain())));
    }

    Flaw flaw(String message, @Nullable String hint) {
        return document.flaw(node, message, hint);
    }

    private Flaw mismatch(String wanted) {
        return flaw(label + " takes " + wanted + ", not " + described(), null);
    }

    private String described() {
        if (node instanceof ScalarNode scalar) {
            String text = scalar.getValue();
            if (isNothing()) {
                return "nothing";
            }
            return (isText() ? "the text " : isNumber() ? "the number " : "") + (isText() ? Words.value(text) : text);
        }
        return isMap() ? "a map" : "a list";
    }

    boolean isNothing() {
        return node.getTag().equals(Tag.NULL);
    }

    boolean isText() {
        return node instanceof ScalarNode && node.getTag().equals(Tag.STR);
    }

    boolean isNumber() {
        return node.getTag().equals(Tag.INT) || node.getTag().equals(Tag.FLOAT);
    }

    boolean isMap() {
        return node instanceof MappingNode;
    }

    boolean isList() {
        return node instanceof SequenceNode;
    }

    private String scalar() {
        return node instanceof ScalarNode scalar ? scalar.getValue() : "";
    }

    String text() {
        if (isText()) {
            return scalar();
        }
        if (node instanceof ScalarNode && !isNothing()) {
            throw flaw(label + " takes text, not " + described(), "Put it in quotes: \"" + scalar() + "\".");
        }
        throw mismatch("text");
    }

    boolean truth() {
        if (node.getTag().equals(Tag.BOOL)) {
            return scalar().toLowerCase(Locale.ROOT).equals("true");
        }
        throw mismatch("true or false");
    }

    long whole() {
        Object number = isNumber() ? plain() : null;
        if (number instanceof Integer || number instanceof Long) {
            return ((Number) number).longValue();
        }
        if (number instanceof BigInteger) {
            throw mismatch("a whole number of at most 18 digits");
        }
        throw mismatch("a whole number");
    }

    int wholeInt() {
        long whole = whole();
        if (whole != (int) whole) {
            throw flaw(label + " takes a whole number of at most ten digits, not " + whole, null);
        }
        return (int) whole;
    }

    double number() {
        if (isNumber() && plain() instanceof Number number) {
            return number.doubleValue();
        }
        throw mismatch("a number");
    }

    Duration duration() {
        if (!isText()) {
            throw mismatch("a duration such as 20ms");
        }
        return checked(() -> Words.parseDuration(scalar()));
    }

    /** One of the constants, spelled in lower case with hyphens. */
    <E extends Enum<E>> E constant(Class<E> type) {
        E[] constants = type.getEnumConstants();
        List<String> words = Arrays.stream(constants).map(YamlValue::wordOf).toList();
        int index = isText() ? words.indexOf(scalar()) : -1;
        if (index < 0) {
            throw flaw(
                    label + " takes one of " + String.join(", ", words) + ", not " + described(),
                    didYouMean(scalar(), words));
        }
        return constants[index];
    }

    static String wordOf(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** The hint for a word that is not among those known, or {@code null} if none is near. */
    static @Nullable String didYouMean(String word, List<String> known) {
        String nearest = Spelling.nearest(word, known).orElse(word);
        return known.contains(nearest) ? "Did you mean \"" + nearest + "\"?" : null;
    }

    List<YamlValue> list() {
        if (!(node instanceof SequenceNode sequence)) {
            throw mismatch("a list");
        }
        List<YamlValue> items = new ArrayList<>();
        for (Node item : sequence.getValue()) {
            items.add(new YamlValue(document, item, "an item of " + label));
        }
        return items;
    }

    List<String> texts() {
        return list().stream().map(YamlValue::text).toList();
    }

    /** The value as a map with these keys; others and doubles are noted as problems. */
    YamlMap map(String kind, List<String> keys) {
        return new YamlMap(this, kind, keys);
    }

    /** The value as a map whose keys are names; doubles are noted as problems. */
    List<Entry> entries(String kind) {
        if (!(node instanceof MappingNode mapping)) {
            throw mismatch("a map");
        }
        Map<String, Entry> entries = new LinkedHashMap<>();
        for (NodeTuple tuple : mapping.getValue()) {
            if (!(tuple.getKeyNode() instanceof ScalarNode key)) {
                document.error(tuple.getKeyNode(), "a key in " + label + " is a text, no list or map", null);
                continue;
            }
            if (key.isPlain() && key.getValue().equals("<<")) {
                document.error(key, "YAML 1.2 has no merge keys", "Write out the keys that were to be merged.");
                continue;
            }
            Entry first = entries.get(key.getValue());
            if (first != null) {
                String where = "the first is on line " + document.lineOf(first.key());
                document.error(key, kind + " \"" + key.getValue() + "\" is there twice; " + where, null);
                continue;
            }
            String name = "\"" + key.getValue() + "\"";
            YamlValue value = document.attempt(() -> new YamlValue(document, tuple.getValueNode(), name));
            if (value != null) {
                entries.put(key.getValue(), new Entry(key.getValue(), key, value));
            }
        }
        return List.copyOf(entries.values());
    }

    /** A name, where it stands, and what it stands for. */
    record Entry(String name, Node key, YamlValue value) {}

    /** The value as a map of plain values. */
    @SuppressWarnings("unchecked") // a mapping becomes a map of texts
    Map<String, Object> plainMap() {
        if (!isMap()) {
            throw mismatch("a map");
        }
        return (Map<String, Object>) Objects.requireNonNull(plain());
    }

    /** The value as JSON has it, unmodifiable. */
    @Nullable
    Object plain() {
        if (isMap()) {
            Map<String, @Nullable Object> map = new LinkedHashMap<>();
            entries("the key")
                    .forEach(entry -> map.put(entry.name(), entry.value().plain()));
            return Collections.unmodifiableMap(map);
        }
        if (isList()) {
            List<@Nullable Object> items = new ArrayList<>();
            list().forEach(item -> items.add(item.plain()));
            return Collections.unmodifiableList(items);
        }
        if (isNothing()) {
            return null;
        }
        if (node.getTag().equals(Tag.BOOL)) {
            return truth();
        }
        if (!isNumber()) {
            return scalar();
        }
        Object number = YamlNumber.of(scalar(), node.getTag().equals(Tag.INT));
        if (number == null) {
            throw flaw(label + ": " + scalar() + " has no JSON form", null);
        }
        return number;
    }

    /** What the model makes of it; what the model refuses becomes a flaw here. */
    <T> T checked(Supplier<T> model) {
        try {
            return model.get();
        } catch (IllegalArgumentException refused) {
            throw flaw(label + ": " + refused.getMessage(), null);
        }
    }
}
