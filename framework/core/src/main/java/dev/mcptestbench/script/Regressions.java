package dev.mcptestbench.script;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The scenarios that come with the mock server, as resources of its jar. */
final class Regressions {

    private static final String FOLDER = "scenarios/regressions/";
    private static final String INDEX = "index.txt";

    private Regressions() {}

    static Scenario named(String name) {
        List<String> names = names();
        String text = names.contains(name) ? text(name + ".mcp.yaml") : null;
        if (text == null) {
            String nearest = YamlValue.didYouMean(name, names);
            throw new IllegalArgumentException("There is no regression scenario \"" + name + "\". "
                    + (nearest == null ? "" : nearest + " ")
                    + (names.isEmpty()
                            ? "They come with mcp-testbench-mock-server, which is not on the class path."
                            : "There are " + String.join(", ", names) + "."));
        }
        return ScenarioReader.create().read(text, name + ".mcp.yaml").orThrow().get(0);
    }

    /** The names of all, or none if the jar that has them is not there. */
    private static List<String> names() {
        String index = text(INDEX);
        return index == null
                ? List.of()
                : index.lines().filter(line -> !line.isBlank()).toList();
    }

    private static @Nullable String text(String file) {
        ClassLoader own = Regressions.class.getClassLoader();
        ClassLoader context = Thread.currentThread().getContextClassLoader();
        for (ClassLoader loader : context == null || context == own ? List.of(own) : List.of(own, context)) {
            try (InputStream in = loader.getResourceAsStream(FOLDER + file)) {
                if (in != null) {
                    return new String(in.readAllBytes(), StandardCharsets.UTF_8);
                }
            } catch (IOException unreadable) {
                throw new UncheckedIOException("The scenario " + file + " cannot be read: " + unreadable, unreadable);
            }
        }
        return null;
    }
}
