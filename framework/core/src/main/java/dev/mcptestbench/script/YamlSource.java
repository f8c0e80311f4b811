package dev.mcptestbench.script;

import dev.mcptestbench.script.ScenarioProblem.Severity;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.ConstructNode;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.ReaderException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.Tag;
import org.snakeyaml.engine.v2.resolver.CoreScalarResolver;
import org.snakeyaml.engine.v2.resolver.ScalarResolver;
import org.snakeyaml.engine.v2.schema.Schema;

/**
 * The text of one file, cut into YAML documents that are parsed each on its own, so that bad syntax in one leaves the
 * others whole. Only nodes with marks are made, no objects: what a file can do is bounded by what the words read.
 */
final class YamlSource {

    /** How deep lists and maps may be nested. */
    private static final int DEEPEST = 100;

    private static final int MOST_ALIASES = 50;

    /** Decides what a plain scalar is: the core schema of YAML 1.2, without merge keys. */
    static final ScalarResolver SCALARS = new CoreScalarResolver(false);

    // A line that begins so is a document marker wherever it stands, also within a text of several lines.
    private static final Pattern MARKER = Pattern.compile("---(\\s.*)?");
    private static final Pattern DIRECTIVE = Pattern.compile("%(YAML|TAG)\\s.*");
    private static final Pattern LINE_END = Pattern.compile("\r\n|\r|\n");

    private final String file;
    private final List<String> lines;
    private final List<ScenarioProblem> problems;

    /** The text, and where problems go. */
    YamlSource(String file, String text, List<ScenarioProblem> problems) {
        this.file = file;
        this.lines = List.of(LINE_END.split(text.startsWith("\uFEFF") ? text.substring(1) : text, -1));
        this.problems = problems;
    }

    String file() {
        return file;
    }

    /** The documents that are YAML and not empty; problems tell of those that are not YAML. */
    List<YamlDocument> documents() {
        List<YamlDocument> documents = new ArrayList<>();
        int start = 0;
        boolean begun = false;
        for (int i = 0; i < lines.size(); i++) {
            boolean marker = MARKER.matcher(lines.get(i)).matches();
            boolean directive = DIRECTIVE.matcher(lines.get(i)).matches();
            if (directive || (marker && begun)) {
                compose(start, i, documents);
                start = i;
            }
            begun = begun ? !directive : marker;
            begun |= !directive && !marker && !isEmpty(lines.get(i));
        }
        compose(start, lines.size(), documents);
        return documents;
    }

    private static boolean isEmpty(String line) {
        return line.isBlank() || line.startsWith("#");
    }

    private void compose(int from, int to, List<YamlDocument> documents) {
        String text = String.join("\n", lines.subList(from, to)) + "\n";
        try {
            requireShallow(text, from);
            for (Node root : new Compose(settings(text)).composeAllFromString(text)) {
                if (!root.getTag().equals(Tag.NULL)) {
                    documents.add(new YamlDocument(this, from, root));
                }
            }
        } catch (Flaw flaw) {
            problems.add(flaw.problem());
        } catch (YamlEngineException notYaml) {
            problems.add(syntaxProblem(notYaml, text, from));
        }
    }

    // The composer recurses, the parser does not: depth is checked before the one can overflow the stack.
    private void requireShallow(String text, int firstLine) {
        int depth = 0;
        for (Event event : new Parse(settings(text)).parseString(text)) {
            switch (event.getEventId()) {
                case MappingStart, SequenceStart -> depth++;
                case MappingEnd, SequenceEnd -> depth--;
                default -> {}
            }
            if (depth > DEEPEST) {
                throw new Flaw(problemAt(
                        event.getStartMark(), firstLine, "lists and maps are nested more than " + DEEPEST + " deep"));
            }
        }
    }

    private static LoadSettings settings(String text) {
        return LoadSettings.builder()
                .setUseMarks(true)
                // By default 1 KiB, and a token that is longer is copied for each KiB.
                .setBufferSize(Math.max(1024, Math.min(text.length() + 1, 1 << 17)))
                .setSchema(new CoreWithoutMerge())
                .setMaxAliasesForCollections(MOST_ALIASES)
                .setAllowNonScalarKeys(true)
                .setVersionFunction(version -> version)
                .build();
    }

    private ScenarioProblem syntaxProblem(YamlEngineException error, String text, int firstLine) {
        int lineCount = (int) text.chars().filter(c -> c == '\n').count();
        if (error instanceof MarkedYamlEngineException marked && marked.getProblem() != null) {
            String context = marked.getContext();
            String what = context == null || context.isBlank()
                    ? marked.getProblem().strip()
                    : context.strip() + ", " + marked.getProblem().strip();
            // What is not closed ends where the document ends; where it begins is of more use.
            boolean atEnd = marked.getProblemMark()
                    .filter(mark -> mark.getLine() < lineCount)
                    .isEmpty();
            Optional<Mark> place = atEnd ? marked.getContextMark().or(marked::getProblemMark) : marked.getProblemMark();
            return problemAt(place, firstLine, "this is no YAML: " + oneLine(what));
        }
        if (error instanceof ReaderException unreadable) {
            String before = text.substring(
                    0,
                    text.offsetByCodePoints(
                            0, Math.min(unreadable.getPosition(), text.codePointCount(0, text.length()))));
            int line = (int) before.chars().filter(c -> c == '\n').count();
            int column = before.codePointCount(before.lastIndexOf('\n') + 1, before.length());
            String what =
                    String.format("this is no YAML: the character U+%04X is not allowed", unreadable.getCodePoint());
            return problem(
                    Severity.ERROR, firstLine + line, column, 1, what, "Write it as an escape in a quoted text.");
        }
        return problem(
                Severity.ERROR,
                firstLine,
                0,
                1,
                "this is no YAML: " + oneLine(String.valueOf(error.getMessage())),
                null);
    }

    private static String oneLine(String text) {
        return LINE_END.matcher(text).replaceAll(" ");
    }

    private ScenarioProblem problemAt(Optional<Mark> mark, int firstLine, String message) {
        int line = firstLine + mark.map(Mark::getLine).orElse(0);
        return problem(Severity.ERROR, line, mark.map(Mark::getColumn).orElse(0), 1, message, null);
    }

    /** A problem at a line and column, both from 0; a place beyond the text is its end. */
    ScenarioProblem problem(
            Severity severity, int line, int column, int length, String message, @Nullable String hint) {
        int known = Math.max(0, Math.min(line, lines.size() - 1));
        return new ScenarioProblem(
                severity, file, known + 1, column + 1, Math.max(1, length), message, hint, lines.get(known));
    }

    /** How many characters the line has, from 0. */
    int lengthOf(int line) {
        String text = line < lines.size() ? lines.get(line).stripTrailing() : "";
        return text.codePointCount(0, text.length());
    }

    void add(ScenarioProblem problem) {
        problems.add(problem);
    }

    private static final class CoreWithoutMerge implements Schema {
        @Override
        public ScalarResolver getScalarResolver() {
            return SCALARS;
        }

        @Override
        public Map<Tag, ConstructNode> getSchemaTagConstructors() {
            return Map.of();
        }
    }
}
