package dev.mcptestbench.script;

import dev.mcptestbench.protocol.ErrorCode;
import dev.mcptestbench.protocol.Json;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The word for each fault in a scenario file, how its parameters are read, and how they are written. */
final class FaultWords {

    private FaultWords() {}

    /** The words, but for those of plugins. */
    static List<String> words() {
        return FaultVocabulary.ROWS.stream()
                .<String>map(FaultVocabulary.Word::word)
                .toList();
    }

    /** The faults that have a word of their own. */
    static Set<Class<?>> types() {
        Set<Class<?>> types = new LinkedHashSet<>();
        FaultVocabulary.ROWS.forEach(word -> types.add(word.type()));
        return types;
    }

    /**
     * Reads a fault.
     *
     * @param pluginWords words that stand for {@link Fault.Named}
     */
    static Fault read(YamlValue value, Set<String> pluginWords) {
        YamlChoice choice = YamlChoice.of(value, "fault", List.of());
        for (FaultVocabulary.Word<?> word : FaultVocabulary.ROWS) {
            if (word.word().equals(choice.word())) {
                YamlValue told = choice.parameter() == null ? value : choice.parameter();
                return told.checked(() -> word.read().apply(choice));
            }
        }
        List<String> known = new ArrayList<>(words());
        pluginWords.stream().sorted().forEach(known::add);
        choice.requireKnown("fault", known, word -> false);
        YamlValue parameter = choice.parameter();
        return new Fault.Named(choice.word(), parameter == null ? Map.of() : parameter.plainMap());
    }

    /**
     * Returns the word, or a map of the word to its parameters.
     *
     * @throws IllegalArgumentException if a plugin's word is one of ours
     */
    static Object write(Fault fault) {
        if (fault instanceof Fault.Named named) {
            if (words().contains(named.word())) {
                throw new IllegalArgumentException("The plugin's word \"" + named.word()
                        + "\" is one of MCP Testbench's own and cannot be told from it in a scenario file:"
                        + " give the plugin's fault another word");
            }
            return named.parameters().isEmpty() ? named.word() : one(named.word(), plain(named.parameters()));
        }
        for (FaultVocabulary.Word<?> word : FaultVocabulary.ROWS) {
            Object parameter = word.type().isInstance(fault) ? word.parameterOf(fault) : null;
            if (parameter != null) {
                return parameter == FaultVocabulary.NONE ? word.word() : one(word.word(), parameter);
            }
        }
        throw new IllegalStateException("No word for " + fault.getClass().getName());
    }

    private static Map<String, Object> one(String key, Object value) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put(key, value);
        return map;
    }

    private static Object plain(Object value) {
        return java.util.Objects.requireNonNull(Json.plain(value));
    }

    private static void putUnlessEmpty(Map<String, Object> map, String key, Object value) {
        boolean empty = value instanceof Map<?, ?> members
                ? members.isEmpty()
                : value instanceof Collection<?> items ? items.isEmpty() : value.equals("");
        if (!empty) {
            map.put(key, value);
        }
    }

    private static Map<String, String> texts(YamlValue value) {
        Map<String, String> texts = new LinkedHashMap<>();
        value.entries("header")
                .forEach(entry -> texts.put(entry.name(), entry.value().text()));
        return texts;
    }

    private static Set<String> names(YamlValue value) {
        return new LinkedHashSet<>(value.texts());
    }

    static Fault.Status readStatus(YamlChoice choice) {
        YamlValue value = choice.required("a status code");
        if (!value.isMap()) {
            return new Fault.Status(value.wholeInt(), Map.of(), "");
        }
        YamlMap map = value.map("a status", List.of("code", "headers", "body"));
        return new Fault.Status(
                map.require("code").wholeInt(),
                map.read("headers", FaultWords::texts, Map.of()),
                map.read("body", YamlValue::text, ""));
    }

    static Object writeStatus(Fault.Status status) {
        Map<String, Object> map = one("code", status.code());
        putUnlessEmpty(map, "headers", status.headers());
        putUnlessEmpty(map, "body", status.body());
        return map.size() == 1 ? status.code() : map;
    }

    static ChallengeFault.Challenge readChallenge(YamlChoice choice) {
        if (choice.parameter() == null) {
            return ChallengeFault.Challenge.of("", List.of());
        }
        YamlMap map = choice.required("what to challenge with").map("a challenge", List.of("error", "scope", "status"));
        String error = map.read("error", YamlValue::text, "");
        return new ChallengeFault.Challenge(
                map.read("status", YamlValue::wholeInt, ChallengeFault.Challenge.statusOf(error)),
                error,
                map.read("scope", FaultWords::scopes, List.of()));
    }

    private static List<String> scopes(YamlValue value) {
        return value.isList() ? value.texts() : List.of(value.text().split(" ", -1));
    }

    static Object writeChallenge(ChallengeFault.Challenge challenge) {
        Map<String, Object> map = new LinkedHashMap<>();
        putUnlessEmpty(map, "error", challenge.error());
        putUnlessEmpty(map, "scope", String.join(" ", challenge.scopes()));
        if (challenge.code() != ChallengeFault.Challenge.statusOf(challenge.error())) {
            map.put("status", challenge.code());
        }
        return map.isEmpty() ? FaultVocabulary.NONE : map;
    }

    static Fault.ChangeHead readHead(YamlChoice choice) {
        YamlMap map =
                choice.required("what to change").map("a changed head", List.of("status", "set", "remove", "repeat"));
        return new Fault.ChangeHead(
                map.read("status", YamlValue::wholeInt, 0),
                map.read("set", FaultWords::texts, Map.of()),
                map.read("remove", FaultWords::names, Set.of()),
                map.read("repeat", FaultWords::names, Set.of()));
    }

    static Object writeHead(Fault.ChangeHead head) {
        Map<String, Object> map = new LinkedHashMap<>();
        if (head.code() != 0) {
            map.put("status", head.code());
        }
        putUnlessEmpty(map, "set", head.set());
        putUnlessEmpty(map, "remove", List.copyOf(head.remove()));
        putUnlessEmpty(map, "repeat", List.copyOf(head.repeat()));
        return map;
    }

    static Fault.PrintToStderr readPrint(YamlChoice choice) {
        YamlValue value = choice.required("a line");
        if (!value.isMap()) {
            return new Fault.PrintToStderr(value.text(), 1);
        }
        YamlMap map = value.map("what is printed", List.of("line", "times"));
        return new Fault.PrintToStderr(map.require("line").text(), map.read("times", YamlValue::wholeInt, 1));
    }

    static Object writePrint(Fault.PrintToStderr print) {
        Map<String, Object> map = one("line", print.line());
        map.put("times", print.times());
        return map;
    }

    static Fault.FailWith readFail(YamlChoice choice) {
        YamlMap map = choice.required("code and message").map("an error", List.of("code", "message", "data"));
        ErrorCode code = ErrorCode.of(map.require("code").wholeInt());
        return new Fault.FailWith(
                code, map.read("message", YamlValue::text, code.name()), map.readOrNull("data", YamlValue::plain));
    }

    static Object writeFail(Fault.FailWith failure) {
        Map<String, Object> map = one("code", failure.code().value());
        map.put("message", failure.message());
        if (failure.data() != null) {
            map.put("data", plain(failure.data()));
        }
        return map;
    }

    static Fault.ChangeMessage readChange(YamlChoice choice) {
        YamlMap map = choice.required("what to change").map("a changed message", List.of("set", "remove"));
        return new Fault.ChangeMessage(
                map.read("set", YamlValue::plainMap, Map.of()), map.read("remove", FaultWords::names, Set.of()));
    }

    static Object writeChange(Fault.ChangeMessage change) {
        Map<String, Object> map = new LinkedHashMap<>();
        putUnlessEmpty(map, "set", plain(change.set()));
        putUnlessEmpty(map, "remove", List.copyOf(change.remove()));
        return map;
    }
}
