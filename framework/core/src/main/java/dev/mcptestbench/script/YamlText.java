package dev.mcptestbench.script;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.Tag;

/** Lays out plain values as YAML: what fits on a line in braces, all else line by line. */
final class YamlText {

    private static final int WIDTH = 120;

    /** Longer texts are quoted without a look at them: the pattern recurses. */
    private static final int LONGEST_PLAIN = 500;

    // A subset of what YAML allows without quotes, within braces too, so that nothing needs a second thought.
    private static final Pattern PLAIN =
            Pattern.compile("[\\w/$](?:[\\w/$.+@=%()-]++|:(?=[\\w/])| (?=[\\w/$.+@=%()-]))*");

    private final StringBuilder text = new StringBuilder();

    /**
     * A list or map that is laid out line by line, although it might fit on one.
     *
     * @param collection a map or a list
     */
    record Spread(Object collection) {}

    void blankLine() {
        text.append('\n');
    }

    /** Appends the entries of a map, line by line. */
    void block(Map<?, ? extends @Nullable Object> map) {
        entries(map, "", "");
    }

    private void entries(Map<?, ? extends @Nullable Object> map, String firstIndent, String indent) {
        String lead = firstIndent;
        for (Map.Entry<?, ? extends @Nullable Object> entry : map.entrySet()) {
            text.append(lead);
            lead = indent;
            entry(key(entry.getKey()) + ":", entry.getValue(), indent);
        }
    }

    private void entry(String key, @Nullable Object value, String indent) {
        boolean spread = value instanceof Spread;
        Object content = value instanceof Spread wrapped ? wrapped.collection() : value;
        if (content == null) {
            text.append(key).append('\n');
            return;
        }
        String line = key + " " + flow(content);
        boolean scalar = !(content instanceof Map) && !(content instanceof Collection);
        if (scalar || isEmpty(content) || (!spread && indent.length() + line.length() <= WIDTH)) {
            text.append(line).append('\n');
            return;
        }
        text.append(key).append('\n');
        if (content instanceof Map<?, ?> map) {
            entries(map, indent + "  ", indent + "  ");
        } else if (content instanceof Collection<?> items) {
            items(items, indent + "  ");
        }
    }

    private void items(Collection<?> items, String indent) {
        for (Object item : items) {
            String line = flow(item);
            text.append(indent).append("- ");
            if (item instanceof Map<?, ?> map && !map.isEmpty() && indent.length() + 2 + line.length() > WIDTH) {
                entries(map, "", indent + "  ");
            } else {
                text.append(line).append('\n');
            }
        }
    }

    private static boolean isEmpty(Object content) {
        return content instanceof Map<?, ?> map
                ? map.isEmpty()
                : content instanceof Collection<?> items && items.isEmpty();
    }

    @Override
    public String toString() {
        return text.toString();
    }

    private static String flow(@Nullable Object value) {
        if (value instanceof Spread spread) {
            return flow(spread.collection());
        }
        if (value instanceof Map<?, ?> map) {
            List<String> members = new ArrayList<>();
            map.forEach((key, member) -> members.add(key(key) + ": " + flow(member)));
            return members.isEmpty() ? "{}" : "{ " + String.join(", ", members) + " }";
        }
        if (value instanceof Collection<?> items) {
            List<String> members = new ArrayList<>();
            items.forEach(item -> members.add(flow(item)));
            return "[" + String.join(", ", members) + "]";
        }
        return value instanceof String string ? scalar(string) : String.valueOf(value);
    }

    private static String key(Object key) {
        return key instanceof Number ? key.toString() : scalar(key.toString());
    }

    private static String scalar(String string) {
        boolean plain = string.length() <= LONGEST_PLAIN
                && PLAIN.matcher(string).matches()
                && YamlSource.SCALARS.resolve(string, true).equals(Tag.STR);
        return plain ? string : quoted(string);
    }

    private static String quoted(String string) {
        StringBuilder quoted = new StringBuilder("\"");
        for (int i = 0; i < string.length(); i++) {
            char c = string.charAt(i);
            switch (c) {
                case '"' -> quoted.append("\\\"");
                case '\\' -> quoted.append("\\\\");
                case '\n' -> quoted.append("\\n");
                case '\r' -> quoted.append("\\r");
                case '\t' -> quoted.append("\\t");
                default -> {
                    boolean paired = Character.isHighSurrogate(c)
                            && i + 1 < string.length()
                            && Character.isLowSurrogate(string.charAt(i + 1));
                    if (paired) {
                        quoted.append(c).append(string.charAt(++i));
                    } else if (isPrintable(c)) {
                        quoted.append(c);
                    } else {
                        quoted.append(String.format("\\u%04x", (int) c));
                    }
                }
            }
        }
        return quoted.append('"').toString();
    }

    private static boolean isPrintable(char c) {
        boolean control = c < 0x20 || (c >= 0x7F && c <= 0x9F);
        boolean breaksLine = c == '\u2028' || c == '\u2029';
        return !control && !breaksLine && !Character.isSurrogate(c) && c != '\uFEFF' && c < '\uFFFE';
    }
}
