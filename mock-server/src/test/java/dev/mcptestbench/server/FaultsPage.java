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

    private static final Path SOURCE = find("mock-server", "src")
            .resolve(Path.of("test", "java", "dev", "mcptestbench", "server", "FaultCatalogue.java"));

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

    static String of(List<FaultCatalogue.Row> rows) {
        List<String> lambdas = lambdas();
        if (lambdas.size() != rows.size()) {
            throw new IllegalStateException(lambdas.size() + " rules in the source for " + rows.size() + " rows");
        }
        StringBuilder page = new StringBuilder(HEAD);
        String group = "";
        for (int i = 0; i < rows.size(); i++) {
            FaultCatalogue.Row row = rows.get(i);
            if (!row.group().equals(group)) {
                group = row.group();
                page.append("\n## ")
                        .append(Character.toUpperCase(group.charAt(0)))
                        .append(group.substring(1))
                        .append(
                                "\n\n| fault | what happens | in Java: `server` | in YAML | where |\n|---|---|---|---|---|\n");
            }
            page.append("| ")
                    .append(String.join(
                            " | ",
                            row.fault(),
                            row.meaning(),
                            code(lambdas.get(i)),
                            code("{ " + row.yaml() + " }"),
                            where(rule(row))))
                    .append(" |\n");
        }
        return page.append(reasons(rows)).toString();
    }

    private static Rule rule(FaultCatalogue.Row row) {
        Scenario.Builder writing = Scenario.named(row.fault());
        row.java().accept(writing);
        return writing.build().rules().get(0);
    }

    /** The carriers that can express a rule, and whether the modern era can. */
    private static String where(Rule rule) {
        String carriers = Stream.of(Carrier.values())
                .filter(carrier -> FaultTable.refusal(rule, carrier, Era.LEGACY) == null)
                .map(Carrier::toString)
                .collect(Collectors.joining(", "));
        boolean modern = FaultTable.refusal(rule, Carrier.STREAMABLE_HTTP, Era.MODERN) == null;
        String all = Stream.of(Carrier.values()).map(Carrier::toString).collect(Collectors.joining(", "));
        return (carriers.equals(all) ? "all" : carriers) + (modern ? "" : "; legacy era");
    }

    /** Each reason for which something is refused somewhere, and what. */
    private static String reasons(List<FaultCatalogue.Row> rows) {
        Map<String, Set<String>> refused = new LinkedHashMap<>();
        for (Carrier carrier : Carrier.values()) {
            for (FaultCatalogue.Row row : rows) {
                String reason = FaultTable.refusal(rule(row), carrier, Era.LEGACY);
                if (reason != null) {
                    refused.computeIfAbsent(reason, each -> new LinkedHashSet<>())
                            .add(row.fault());
                }
            }
        }
        for (FaultCatalogue.Row row : rows) {
            String reason = FaultTable.refusal(rule(row), Carrier.STREAMABLE_HTTP, Era.MODERN);
            if (reason != null) {
                refused.computeIfAbsent(reason, each -> new LinkedHashSet<>()).add(row.fault());
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
    private static List<String> lambdas() {
        String source;
        try {
            source = Files.readString(SOURCE);
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

            This page is made by `FaultCatalogueTest`, which plays every line against a server over streamable HTTP, revision
            2025-11-25, and looks for its effect in the raw bytes on a socket. The last column tells the carriers that can express it;
            `; legacy era` says that no server of the modern era can. What cannot be done is refused when it is scripted, with the reason.
            A rule that never fires fails the test.
            """;
}
