package dev.mcptestbench.script;

import org.apiguardian.api.API;
import org.jspecify.annotations.Nullable;

/**
 * Something in a scenario file that is wrong, or not what it seems.
 *
 * @param severity whether it keeps its scenario from loading
 * @param file the file's name
 * @param line the line it is on, from 1
 * @param column the character within the line at which it begins, from 1
 * @param length how many characters of that line it covers, at least 1
 * @param message what is wrong, in one line
 * @param hint what to write instead, or {@code null}
 * @param sourceLine the line as it stands in the file
 */
@API(status = API.Status.EXPERIMENTAL)
public record ScenarioProblem(
        Severity severity,
        String file,
        int line,
        int column,
        int length,
        String message,
        @Nullable String hint,
        String sourceLine) {

    private static final int WIDEST = 160;

    /** Whether a problem keeps its scenario from loading. */
    public enum Severity {
        /** The scenario is not loaded. */
        ERROR,
        /** The scenario is loaded. */
        WARNING
    }

    /** Whether it keeps its scenario from loading. */
    public boolean isError() {
        return severity == Severity.ERROR;
    }

    /** Place and message, the line with a caret under what is meant, and the hint, on two to four lines. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(file);
        text.append(':').append(line).append(':').append(column).append(": ");
        if (!isError()) {
            text.append("warning: ");
        }
        text.append(message);
        if (!sourceLine.isBlank()) {
            appendExcerpt(text);
        }
        if (hint != null) {
            text.append('\n').append(hint);
        }
        return text.toString();
    }

    private void appendExcerpt(StringBuilder text) {
        int[] characters = sourceLine.codePoints().toArray();
        int from = characters.length <= WIDEST ? 0 : Math.max(0, column - 1 - WIDEST / 2);
        int to = Math.min(characters.length, from + WIDEST);
        StringBuilder excerpt = new StringBuilder();
        StringBuilder caret = new StringBuilder();
        if (from > 0) {
            excerpt.append('…');
            caret.append(' ');
        }
        for (int i = from; i < to; i++) {
            boolean tab = characters[i] == '\t';
            excerpt.appendCodePoint(Character.isISOControl(characters[i]) && !tab ? '\uFFFD' : characters[i]);
            if (i < column - 1) {
                caret.append(tab ? '\t' : ' ');
            }
        }
        if (to < characters.length) {
            excerpt.append('…');
        }
        int visible = Math.max(1, Math.min(length, to - (column - 1)));
        text.append('\n').append(excerpt).append('\n').append(caret).append("^".repeat(visible));
    }
}
