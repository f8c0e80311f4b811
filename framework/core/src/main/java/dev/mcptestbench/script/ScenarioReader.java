package dev.mcptestbench.script;

import dev.mcptestbench.protocol.Revision;
import dev.mcptestbench.script.ScenarioProblem.Severity;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apiguardian.api.API;
import org.jspecify.annotations.Nullable;

/**
 * Reads scenario files, {@code *.mcp.yaml}: YAML 1.2, one scenario a document. What is wrong is told with its place and
 * what to write instead; scenarios without an error load also where their neighbours have one.
 *
 * <p>A file has at most {@value #LARGEST_FILE} bytes, in UTF-8. Scenarios of all the files that one reader reads have
 * different names; a file that is read again is forgotten before. Not thread-safe.
 */
@API(status = API.Status.EXPERIMENTAL)
public final class ScenarioReader {

    /** How many bytes a file may have. */
    public static final int LARGEST_FILE = 1 << 20;

    private static final List<String> NOT_RUN = List.of("clients", "steps", "expect");
    private static final List<String> KEYS =
            List.of("scenario", "description", "revisions", "seed", "server", "auth", "clients", "steps", "expect");
    private static final List<String> SERVER_KEYS =
            List.of("tools", "resources", "templates", "prompts", "completions", "settings", "replies", "rules");

    private final Set<String> pluginWords;
    private final Map<String, Place> names = new LinkedHashMap<>();

    private ScenarioReader(Set<String> pluginWords) {
        this.pluginWords = Set.copyOf(pluginWords);
    }

    /** Where a name was first seen: the file's identity, its name in messages, the line. */
    private record Place(String key, String file, int line) {}

    /** A reader that knows the words of MCP Testbench alone. */
    public static ScenarioReader create() {
        return new ScenarioReader(Set.of());
    }

    /** A reader that knows these words for faults besides; they are read as {@link Fault.Named}. */
    public static ScenarioReader knowing(Set<String> pluginWords) {
        return new ScenarioReader(pluginWords);
    }

    /**
     * What was read.
     *
     * @param scenarios those without an error, in the order of the file
     * @param problems what was found, in the order of the file
     */
    @API(status = API.Status.EXPERIMENTAL)
    public record Reading(List<Scenario> scenarios, List<ScenarioProblem> problems) {

        /** Copies both. */
        public Reading {
            scenarios = List.copyOf(scenarios);
            problems = List.copyOf(problems);
        }

        /**
         * Returns the scenarios if there is no error; warnings are let pass.
         *
         * @throws ScenarioFormatException if there is an error, listing all problems
         */
        public List<Scenario> orThrow() {
            if (problems.stream().anyMatch(ScenarioProblem::isError)) {
                throw new ScenarioFormatException(problems);
            }
            return scenarios;
        }
    }

    /**
     * Reads a file. Problems and rules name it by its file name.
     *
     * @throws UncheckedIOException if it cannot be read
     */
    public Reading read(Path path) {
        String fileName = String.valueOf(path.getFileName());
        byte[] bytes;
        try (InputStream in = Files.newInputStream(path)) {
            bytes = in.readNBytes(LARGEST_FILE + 1);
        } catch (IOException unreadable) {
            throw new UncheckedIOException("The scenario file " + path + " cannot be read: " + unreadable, unreadable);
        }
        String key = path.toAbsolutePath().normalize().toString();
        if (bytes.length > LARGEST_FILE) {
            return tooLarge(fileName);
        }
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
            return read(text, fileName, key);
        } catch (CharacterCodingException notUtf8) {
            return new Reading(List.of(), List.of(notUtf8(bytes, fileName)));
        }
    }

    /** Reads a text. Problems and rules name it by the file name given. */
    public Reading read(String source, String fileName) {
        if (source.length() > LARGEST_FILE || source.getBytes(StandardCharsets.UTF_8).length > LARGEST_FILE) {
            return tooLarge(fileName);
        }
        return read(source, fileName, fileName);
    }

    private static Reading tooLarge(String fileName) {
        String message = "the file has more than " + LARGEST_FILE + " bytes: split it into several";
        return new Reading(
                List.of(), List.of(new ScenarioProblem(Severity.ERROR, fileName, 1, 1, 1, message, null, "")));
    }

    private static ScenarioProblem notUtf8(byte[] bytes, String fileName) {
        List<ScenarioProblem> none = new ArrayList<>();
        String[] lines = new String(bytes, StandardCharsets.UTF_8).split("\r\n|\r|\n", -1);
        int line = 0;
        while (line < lines.length - 1 && lines[line].indexOf('\uFFFD') < 0) {
            line++;
        }
        int column = Math.max(0, lines[line].indexOf('\uFFFD'));
        return new YamlSource(fileName, String.join("\n", lines), none)
                .problem(Severity.ERROR, line, column, 1, "the file is not UTF-8", "Save it as UTF-8.");
    }

    private Reading read(String text, String fileName, String key) {
        names.values().removeIf(place -> place.key().equals(key));
        List<ScenarioProblem> problems = new ArrayList<>();
        List<Scenario> scenarios = new ArrayList<>();
        YamlSource source = new YamlSource(fileName, text, problems);
        for (YamlDocument document : source.documents()) {
            Scenario scenario = document.attempt(() -> scenario(document, key));
            if (scenario != null && document.errors() == 0) {
                scenarios.add(scenario);
            }
        }
        if (scenarios.isEmpty() && problems.isEmpty()) {
            problems.add(source.problem(
                    Severity.ERROR,
                    0,
                    0,
                    1,
                    "the file holds no scenario",
                    "A scenario begins with \"scenario: its name\"."));
        }
        problems.sort(Comparator.comparingInt(ScenarioProblem::line).thenComparingInt(ScenarioProblem::column));
        return new Reading(scenarios, problems);
    }

    private @Nullable Scenario scenario(YamlDocument document, String key) {
        YamlMap map = document.root().map("a scenario", KEYS);
        String name = document.attempt(() -> name(map, key));
        String description = map.read("description", YamlValue::text, "");
        long seed = map.read("seed", YamlValue::whole, Scenario.DEFAULT_SEED);
        Set<Revision> revisions =
                map.read("revisions", SettingsWords::readRevisions, ServerSettings.DEFAULT.revisions());
        List<String> notRun = map.keys().stream().filter(NOT_RUN::contains).toList();
        if (!notRun.isEmpty()) {
            String words = String.join(", ", notRun);
            document.warn(
                    map.keyNode(notRun.get(0)),
                    words + (words.equals("expect") ? " is" : " are") + " not run by this version",
                    "What stands under \"server\" is loaded.");
        }
        ServerSettings settings = ServerSettings.DEFAULT;
        List<Feature> features = List.of();
        List<CannedReply> replies = List.of();
        List<Rule> rules = List.of();
        OAuthTerms authorization = map.read("auth", OAuthTermsWords::read, OAuthTerms.NONE);
        YamlMap server = map.<YamlMap>readOrNull("server", ScenarioReader::server);
        if (server != null) {
            settings = server.read("settings", SettingsWords::read, settings);
            features = FeatureWords.read(server);
            replies = server.read("replies", ScenarioReader::replies, replies);
            rules = server.read("rules", this::rules, rules);
        }
        return name == null
                ? null
                : new Scenario(
                        name,
                        description,
                        seed,
                        settings.withRevisions(revisions),
                        authorization,
                        features,
                        replies,
                        rules);
    }

    private static @Nullable YamlMap server(YamlValue value) {
        return value.isNothing() ? null : value.map("a server", SERVER_KEYS);
    }

    private String name(YamlMap map, String key) {
        YamlValue value = map.require("scenario");
        String name = value.text();
        if (name.isBlank()) {
            throw value.flaw("a scenario has a name", null);
        }
        Place first = names.get(name);
        if (first != null) {
            String where = first.key().equals(key) ? "line " + first.line() : first.file() + ":" + first.line();
            throw value.flaw("scenario \"" + name + "\" is there twice; the first is on " + where, null);
        }
        names.put(name, new Place(key, map.document().file(), map.document().lineOf(value.node())));
        return name;
    }

    private static List<CannedReply> replies(YamlValue value) {
        List<CannedReply> replies = new ArrayList<>();
        for (YamlValue item : value.list()) {
            CannedReply reply = value.document().attempt(() -> CannedWords.read(item));
            if (reply != null) {
                replies.add(reply);
            }
        }
        return replies;
    }

    private List<Rule> rules(YamlValue value) {
        List<Rule> rules = new ArrayList<>();
        for (YamlValue item : value.list()) {
            Rule rule = value.document().attempt(() -> RuleWords.read(item, pluginWords));
            if (rule != null) {
                rules.add(rule);
            }
        }
        return rules;
    }
}
