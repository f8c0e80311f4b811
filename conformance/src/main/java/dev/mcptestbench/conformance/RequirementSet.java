package dev.mcptestbench.conformance;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/**
 * Which scenarios the suite runs for one revision and one mode, as it says in a file of its own.
 *
 * @param scored the scenarios that count, in the order of the file
 * @param unscored those that are run without counting, each with the reason
 */
record RequirementSet(List<String> scored, Map<String, String> unscored) {

    /**
     * Reads the suite's file.
     *
     * @param mode {@code server} or {@code client}
     * @throws IllegalArgumentException if the file asks for nothing in this mode
     */
    static RequirementSet read(Path file, String mode) throws IOException {
        Object document = new Load(LoadSettings.builder().build()).loadFromString(Files.readString(file));
        Map<?, ?> members = document instanceof Map<?, ?> map ? map : Map.of();
        List<String> scored = new ArrayList<>();
        list(members.get(mode)).forEach(name -> scored.add(String.valueOf(name)));
        if (scored.isEmpty()) {
            throw new IllegalArgumentException(file + " lists no scenario for " + mode);
        }
        Map<String, String> unscored = new LinkedHashMap<>();
        for (Object entry : list(members.get("not_scored"))) {
            if (entry instanceof Map<?, ?> map && mode.equals(map.get("leg"))) {
                unscored.put(String.valueOf(map.get("scenario")), String.valueOf(map.get("reason")));
            }
        }
        return new RequirementSet(scored, unscored);
    }

    private static List<?> list(@Nullable Object value) {
        return value instanceof List<?> list ? list : List.of();
    }
}
