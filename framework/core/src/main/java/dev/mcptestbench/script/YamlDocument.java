package dev.mcptestbench.script;

import dev.mcptestbench.script.ScenarioProblem.Severity;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.nodes.CollectionNode;
import org.snakeyaml.engine.v2.nodes.Node;

/** One document of a file while it is read: its root, and the problems found in it so far. */
final class YamlDocument {

    /** How many values may be read from a document, those of aliases counted each time. */
    private static final int MOST_VALUES = 250_000;

    private final YamlSource source;
    private final int firstLine;
    private final Node root;
    private int errors;
    private int values;
    private @Nullable Flaw tooMany;
    private boolean tooManyTold;

    YamlDocument(YamlSource source, int firstLine, Node root) {
        this.source = source;
        this.firstLine = firstLine;
        this.root = root;
    }

    YamlValue root() {
        return new YamlValue(this, root, "a scenario");
    }

    String file() {
        return source.file();
    }

    /** How many errors were found so far. */
    int errors() {
        return errors;
    }

    /** Counts one more value that was looked at. */
    void visit(Node node) {
        if (node instanceof CollectionNode<?> && node.isRecursive()) {
            throw flaw(node, "a value contains itself by its alias", null);
        }
        if (++values > MOST_VALUES) {
            // One flaw for all that comes after it, so that it is told once.
            if (tooMany == null) {
                tooMany = flaw(
                        node, "the document has more than " + MOST_VALUES + " values, aliases counted each time", null);
            }
            throw tooMany;
        }
    }

    /** The line on which a node begins, from 1. */
    int lineOf(Node node) {
        return firstLine + node.getStartMark().map(Mark::getLine).orElse(0) + 1;
    }

    Flaw flaw(Node at, String message, @Nullable String hint) {
        return new Flaw(problem(Severity.ERROR, at, message, hint));
    }

    void error(Node at, String message, @Nullable String hint) {
        add(problem(Severity.ERROR, at, message, hint));
    }

    void warn(Node at, String message, @Nullable String hint) {
        add(problem(Severity.WARNING, at, message, hint));
    }

    /** What the reading gives, or {@code null} if a flaw kept it from giving anything; the flaw is noted. */
    <T> @Nullable T attempt(Supplier<? extends @Nullable T> reading) {
        try {
            return reading.get();
        } catch (Flaw flaw) {
            if (flaw != tooMany || !tooManyTold) {
                add(flaw.problem());
            }
            tooManyTold |= flaw == tooMany;
            return null;
        }
    }

    private void add(ScenarioProblem problem) {
        if (problem.isError()) {
            errors++;
        }
        source.add(problem);
    }

    private ScenarioProblem problem(Severity severity, Node at, String message, @Nullable String hint) {
        Optional<Mark> start = at.getStartMark();
        int line = firstLine + start.map(Mark::getLine).orElse(0);
        int column = start.map(Mark::getColumn).orElse(0);
        int endLine = firstLine + at.getEndMark().map(Mark::getLine).orElse(0);
        int end = endLine == line ? at.getEndMark().map(Mark::getColumn).orElse(column) : source.lengthOf(line);
        return source.problem(severity, line, column, end - column, message, hint);
    }
}
