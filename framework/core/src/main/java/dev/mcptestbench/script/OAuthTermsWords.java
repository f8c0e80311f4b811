package dev.mcptestbench.script;

import java.time.Duration;
import java.util.Collection;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** How an authorization server behaves, in a scenario file. What is not said is left out. */
final class OAuthTermsWords {

    private static final List<String> KEYS =
            List.of("with", "without", "codes-live", "access-tokens-live", "client-secrets-live", "scopes");

    private OAuthTermsWords() {}

    static OAuthTerms read(YamlValue value) {
        YamlMap map = value.map("an authorization server", KEYS);
        return value.checked(() -> new OAuthTerms(
                map.read("with", OAuthTermsWords::traits, Set.of()),
                map.read("without", OAuthTermsWords::traits, Set.of()),
                map.readOrNull("codes-live", YamlValue::duration),
                map.readOrNull("access-tokens-live", YamlValue::duration),
                map.readOrNull("client-secrets-live", YamlValue::duration),
                map.read("scopes", scopes -> new LinkedHashSet<>(scopes.texts()), Set.of())));
    }

    private static Set<OAuthTrait> traits(YamlValue value) {
        Set<OAuthTrait> traits = EnumSet.noneOf(OAuthTrait.class);
        for (YamlValue item : value.isList() ? value.list() : List.of(value)) {
            traits.add(item.constant(OAuthTrait.class));
        }
        return traits;
    }

    static Map<String, Object> write(OAuthTerms terms) {
        Map<String, Object> map = new LinkedHashMap<>();
        putTraits(map, "with", terms.with());
        putTraits(map, "without", terms.without());
        putTime(map, "codes-live", terms.codesLive());
        putTime(map, "access-tokens-live", terms.accessTokensLive());
        putTime(map, "client-secrets-live", terms.clientSecretsLive());
        if (!terms.scopes().isEmpty()) {
            map.put("scopes", List.copyOf(terms.scopes()));
        }
        return map;
    }

    private static void putTraits(Map<String, Object> map, String key, Collection<OAuthTrait> traits) {
        if (!traits.isEmpty()) {
            map.put(key, traits.stream().sorted().map(YamlValue::wordOf).toList());
        }
    }

    private static void putTime(Map<String, Object> map, String key, @Nullable Duration life) {
        if (life != null) {
            map.put(key, LatencyWords.duration(life));
        }
    }
}
