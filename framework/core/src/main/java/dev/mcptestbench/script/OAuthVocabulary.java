package dev.mcptestbench.script;

import dev.mcptestbench.protocol.Json;
import dev.mcptestbench.script.FaultVocabulary.Word;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The words for faults of authorization servers in a scenario file. */
final class OAuthVocabulary {

    static final List<Word<?>> ROWS = List.of(
            new Word<>(
                    "change-request",
                    OAuthFault.ChangeRequest.class,
                    choice -> {
                        YamlMap map = changes(choice, "a changed request");
                        return new OAuthFault.ChangeRequest(set(map), remove(map));
                    },
                    fault -> written(fault.set(), fault.remove())),
            new Word<>(
                    "change-token",
                    OAuthFault.ChangeToken.class,
                    choice -> {
                        YamlMap map = changes(choice, "a changed token");
                        return new OAuthFault.ChangeToken(set(map), remove(map));
                    },
                    fault -> written(fault.set(), fault.remove())),
            skew("clock-ahead", 1),
            skew("clock-behind", -1),
            FaultVocabulary.bare("form-encoded", new OAuthFault.FormEncode()),
            new Word<>(
                    "rotate-keys",
                    OAuthFault.RotateKeys.class,
                    choice -> new OAuthFault.RotateKeys(
                            choice.parameter() == null
                                    ? OAuthFault.OldKeys.PUBLISHED
                                    : choice.parameter().constant(OAuthFault.OldKeys.class)),
                    fault -> fault.old() == OAuthFault.OldKeys.PUBLISHED
                            ? FaultVocabulary.NONE
                            : YamlValue.wordOf(fault.old())));

    private OAuthVocabulary() {}

    private static Word<OAuthFault.SkewClock> skew(String word, int sign) {
        return new Word<>(
                word,
                OAuthFault.SkewClock.class,
                choice -> new OAuthFault.SkewClock(
                        choice.required("a time").duration().multipliedBy(sign)),
                fault -> ofSkew(fault.by().multipliedBy(sign), sign));
    }

    private static @Nullable Object ofSkew(Duration by, int sign) {
        boolean told = sign > 0 ? !by.isNegative() : !by.isNegative() && !by.isZero();
        return told ? LatencyWords.duration(by) : null;
    }

    private static YamlMap changes(YamlChoice choice, String what) {
        return choice.required("what to change").map(what, List.of("set", "remove"));
    }

    private static Map<String, Object> set(YamlMap map) {
        return map.read("set", YamlValue::plainMap, Map.of());
    }

    private static Set<String> remove(YamlMap map) {
        return map.read("remove", value -> new LinkedHashSet<>(value.texts()), Set.of());
    }

    private static Object written(Map<String, Object> set, Set<String> remove) {
        Map<String, Object> map = new LinkedHashMap<>();
        if (!set.isEmpty()) {
            map.put("set", Objects.requireNonNull(Json.plain(set)));
        }
        if (!remove.isEmpty()) {
            map.put("remove", List.copyOf(remove));
        }
        return map;
    }
}
