package dev.mcptestbench.script;

import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.Node;

/**
 * A word, alone or as the key of its parameter: {@code reset-connection}, {@code { status: 503 }}.
 *
 * @param word the word
 * @param at where it stands
 * @param parameter what stands at it, or {@code null} if it stands alone
 */
record YamlChoice(
        YamlValue whole, String word, Node at, @Nullable YamlValue parameter) {

    /** Of so many words, one that is near is told alone: in a longer list it would not be seen. */
    private static final int MANY = 20;

    /**
     * Reads one.
     *
     * @param kind what the word is a word for, such as {@code fault}
     * @param beside keys that may stand beside the word
     */
    static YamlChoice of(YamlValue value, String kind, List<String> beside) {
        if (value.isText()) {
            return new YamlChoice(value, value.text(), value.node(), null);
        }
        if (!value.isMap()) {
            throw value.flaw(value.label() + " takes the word for a " + kind + ", or a map of that word", null);
        }
        YamlChoice found = null;
        for (YamlValue.Entry entry : value.entries("the key")) {
            if (beside.contains(entry.name())) {
                continue;
            }
            if (found != null) {
                throw value.document()
                        .flaw(
                                entry.key(),
                                "\"" + found.word() + "\" and \"" + entry.name() + "\": " + value.label()
                                        + " takes one " + kind,
                                null);
            }
            YamlValue parameter = entry.value().isNothing() ? null : entry.value();
            found = new YamlChoice(value, entry.name(), entry.key(), parameter);
        }
        if (found == null) {
            throw value.flaw(value.label() + " has no word for a " + kind, null);
        }
        return found;
    }

    /** A flaw if the word is none of these, and not what else is taken. */
    void requireKnown(String kind, List<String> words, Predicate<String> others) {
        if (!words.contains(word) && !others.test(word)) {
            String nearest = YamlValue.didYouMean(word, words);
            String known = "Known: " + String.join(", ", words) + ".";
            String hint = nearest == null ? known : words.size() > MANY ? nearest : nearest + " " + known;
            throw whole.document().flaw(at, "unknown " + kind + " \"" + word + "\"", hint);
        }
    }

    /** The parameter; a flaw if there is none. */
    YamlValue required(String what) {
        if (parameter == null) {
            throw whole.document().flaw(at, "\"" + word + "\" takes " + what + ": { " + word + ": … }", null);
        }
        return parameter;
    }

    /** A flaw if there is a parameter. */
    void requireNone() {
        if (parameter != null) {
            throw parameter.flaw("\"" + word + "\" takes no parameters", null);
        }
    }
}
