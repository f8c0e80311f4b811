package dev.mcptestbench.server;

import dev.mcptestbench.protocol.Era;
import dev.mcptestbench.script.Carrier;
import dev.mcptestbench.script.FaultTable;
import dev.mcptestbench.script.Rule;
import dev.mcptestbench.script.Scenario;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Renders the catalogue as {@code docs/faults.md}. The Java of a row is the source text of its lambda. */
final class FaultsPage {

    static final Path PATH = find("docs", "faults.md");

    private static final Path SOURCES =
            find("mock-server", "src").resolve(Path.of("test", "java", "dev", "mcptestbench", "server"));

    private FaultsPage() {}

    private static Path find(String folder, String file) {
        Path above = Path.of("").toAbsolutePath();
        while (above != null && !Files.exists(above.resolve(folder).resolve(file))) {
            above = above.getParent();
        }
        return Objects.requireNonNull(above, "no " + folder + "/" + file + " above the working directory")
                .resolve(folder)
                .resolve(file);
    }

    static String of(List<FaultGroup> groups) {
        StringBuilder page = new StringBuilder(HEAD);
        for (FaultGroup group : groups) {
            List<String> lambdas = lambdas(group);
            if (lambdas.size() != group.rows().size()) {
                throw new IllegalStateException(lambdas.size() + " rules in the source of " + group.title() + " for "
                        + group.rows().size() + " rows");
            }
            page.append("\n## ")
                    .append(Character.toUpperCase(group.title().charAt(0)))
                    .append(group.title().substring(1))
                    .append(
                            "\n\n| fault | what happens | in Java: `server` | in YAML | where |\n|---|---|---|---|---|\n");
            for (int i = 0; i < lambdas.size(); i++) {
                FaultGroup.Row row = group.rows().get(i);
                page.append("| ")
                        .append(String.join(
                                " | ",
                                row.fault,
                                row.meaning,
                                code(lambdas.get(i)),
                                code("{ " + row.yaml + " }"),
                                where(rule(row))))
                        .append(" |\n");
            }
        }
        return page.append(reasons(FaultCatalogue.rows())).toString();
    }

    private static Rule rule(FaultGroup.Row row) {
        Scenario.Builder writing = Scenario.named(row.fault);
        row.java.accept(writing);
        return writing.build().rules().get(0);
    }

    /** The carriers that can express a rule, era by era where that makes a difference. */
    private static String where(Rule rule) {
        List<Carrier> legacy = where(rule, Era.LEGACY);
        List<Carrier> modern = where(rule, Era.MODERN);
        List<Carrier> both =
                legacy.stream().filter(carrier -> carrier != Carrier.SSE).toList();
        if (modern.equals(both)) {
            return words(legacy, Era.LEGACY);
        }
        if (modern.isEmpty() || legacy.isEmpty()) {
            return modern.isEmpty()
                    ? words(legacy, Era.LEGACY) + "; legacy era"
                    : words(modern, Era.MODERN) + "; modern era";
        }
        return words(legacy, Era.LEGACY) + "; modern era: " + words(modern, Era.MODERN);
    }

    private static List<Carrier> where(Rule rule, Era era) {
        return Stream.of(Carrier.values())
                .filter(carrier -> rule.carriers().contains(carrier))
                .filter(carrier -> FaultTable.refusal(rule, carrier, era) == null)
                .toList();
    }

    private static String words(List<Carrier> carriers, Era era) {
        int all = Carrier.values().length - (era == Era.MODERN ? 1 : 0);
        return carriers.size() == all
                ? "all"
                : carriers.stream().map(Carrier::toString).collect(Collectors.joining(", "));
    }

    /** Each reason for which something is refused somewhere, and what. */
    private static String reasons(List<FaultGroup.Row> rows) {
        Map<String, Set<String>> refused = new LinkedHashMap<>();
        for (Cell cell : Cell.values()) {
            for (FaultGroup.Row row : rows) {
                Rule rule = rule(row);
                String reason = FaultTable.refusal(rule, cell.carrier, cell.era);
                if (reason != null && rule.carriers().contains(cell.carrier)) {
                    refused.computeIfAbsent(reason, each -> new LinkedHashSet<>())
                            .add(row.fault);
                }
            }
        }
        StringBuilder text = new StringBuilder("\n## What is refused, and why\n\n| reason | what |\n|---|---|\n");
        refused.forEach((reason, faults) -> text.append("| ")
                .append(reason)
                .append(" | ")
                .append(String.join(" · ", faults))
                .append(" |\n"));
        return text.toString();
    }

    private static String code(String text) {
        return "`" + text.replace("|", "\\|") + "`";
    }

    /** What follows {@code server ->} in each row, up to the comma that ends the argument, on one line. */
    private static List<String> lambdas(FaultGroup group) {
        String source;
        try {
            source = Files.readString(SOURCES.resolve(group.getClass().getSimpleName() + ".java"));
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
        List<String> lambdas = new ArrayList<>();
        Matcher start = Pattern.compile("server ->\\s+server").matcher(source);
        while (start.find()) {
            lambdas.add(source.substring(start.end(), endOfArgument(source, start.end()))
                    .replaceAll("\\s*\\n\\s*(?=\\.)", "")
                    .replaceAll("\\s+", " ")
                    .replace("( ", "("));
        }
        return lambdas;
    }

    private static int endOfArgument(String source, int from) {
        int depth = 0;
        boolean inText = false;
        for (int i = from; i < source.length(); i++) {
            char c = source.charAt(i);
            if (c == '"' && source.charAt(i - 1) != '\\') {
                inText = !inText;
            } else if (!inText && c == '(') {
                depth++;
            } else if (!inText && c == ')') {
                depth--;
            } else if (!inText && c == ',' && depth == 0) {
                return i;
            }
        }
        throw new IllegalStateException("An argument without an end at " + from);
    }

    private static final String HEAD = """
            # Faults

            All that can go wrong on cue. A rule says on what occasion, which of the times, where within the reply, and what:
            `server.on(toolCall("index")).first().after(progressEvents(2)).does(malformedJson())`. The words are those of
            `import static dev.mcptestbench.Mcp.*;`. [Scenario files](scenarios.md) say the same in YAML: each line below is one rule.

            This page is made by `FaultCatalogueTest`, which plays every line over every carrier and in both eras, legacy (2025-11-25;
            2024-11-05 for HTTP+SSE) and modern (2026-07-28), and looks for its effect in the raw bytes: on a socket, on the streams of
            stdio, in what crosses in memory. The last column tells the carriers that can express it, in both eras unless it says
            otherwise; HTTP+SSE has only the legacy one. What cannot be done is refused when it is scripted, with the reason, which that
            test looks for too.
            A rule that never fires fails the test.
            """;
}
