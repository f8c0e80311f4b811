package dev.mcptestbench.junit;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What to say when nothing provides a type: where it is asked for, which dependency has it, what there is instead. */
final class MissingFixture {

    private static final String GROUP = "dev.mcptestbench:mcp-testbench-";

    /** Which artifact provides the types of a package, by the beginning of their names. */
    private static final Map<String, String> ARTIFACTS = Map.of(
            "dev.mcptestbench.auth.", "mock-auth-server",
            "dev.mcptestbench.plugin.Guard", "mock-auth-server",
            "dev.mcptestbench.plugin.Browser", "mock-auth-server",
            "dev.mcptestbench.server.", "mock-server",
            "dev.mcptestbench.client.", "client",
            "dev.mcptestbench.wiremock.", "wiremock",
            "dev.mcptestbench.testcontainers.", "testcontainers",
            "com.github.tomakehurst.wiremock.", "wiremock",
            "org.testcontainers.", "testcontainers");

    private MissingFixture() {}

    /** Whether the type is one that some artifact of the testbench is known to provide. */
    static boolean isKnown(Class<?> type) {
        return artifact(type) != null;
    }

    private static @Nullable String artifact(Class<?> type) {
        return ARTIFACTS.entrySet().stream()
                .filter(entry -> type.getName().startsWith(entry.getKey()))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElse(null);
    }

    /**
     * The whole text.
     *
     * @param place who asks, or empty where that is not known
     * @param type what is asked for
     * @param providers what there is
     */
    static String text(String place, Class<?> type, Providers providers) {
        String name = type.getSimpleName();
        StringBuilder text = new StringBuilder(place.isEmpty() ? "Nothing" : place + ": nothing")
                .append(" here provides ")
                .append(article(name))
                .append(' ')
                .append(name)
                .append('.');
        String artifact = artifact(type);
        if (artifact != null) {
            text.append("\nAdd the test dependency ")
                    .append(GROUP)
                    .append(artifact)
                    .append('.');
        }
        text.append("\nProvided now: ").append(provided(providers)).append('.');
        List<String> broken = providers.broken();
        broken.forEach(provider -> text.append("\nNot usable: ").append(provider));
        return text.toString();
    }

    private static String provided(Providers providers) {
        return Stream.concat(
                        providers.types().stream()
                                .filter(type -> !Fixtures.BUILT_IN.contains(type))
                                .map(Class::getSimpleName),
                        Stream.of("TestClock", "Journal", "URI"))
                .distinct()
                .collect(Collectors.joining(", "));
    }

    /** {@code a} or {@code an}, as the name begins. */
    static String article(String name) {
        return name.matches("[AEIOaeio].*") ? "an" : "a";
    }
}
