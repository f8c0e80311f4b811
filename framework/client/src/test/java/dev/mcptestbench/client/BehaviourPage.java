package dev.mcptestbench.client;

import dev.mcptestbench.protocol.Era;
import dev.mcptestbench.protocol.Revision;
import dev.mcptestbench.script.Scenario;
import dev.mcptestbench.script.ScenarioReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** {@code docs/client-behaviour.md}: one line for each fault of {@code docs/faults.md}, whose rules it is made from. */
final class BehaviourPage {

    static final List<Bench.Way> WAYS =
            List.of(Bench.Way.HTTP, Bench.Way.STATELESS_HTTP, Bench.Way.SSE, Bench.Way.STDIO, Bench.Way.MEMORY);

    /** Between what may be seen, one as well as the other. */
    static final String OR = " or ";

    /** Where a fault cannot be expressed. */
    static final String NOWHERE = "–";

    /** Where there is nothing but the time-out to go by, and why. */
    private static final Map<String, Set<String>> SILENT = silent();

    private static final String LOST = "`ConnectionLostException`";

    private static final String LATE = "answered later" + OR + "`CallTimeoutException` " + Drill.AT_TIME_OUT;

    /**
     * Over HTTP+SSE the reply to a POST and the stream come at the same time, and either may be the first to tell, and so it
     * is where a response comes on another stream than its own; with a process nobody knows how far it has come when the clock moves on.
     */
    private static final Map<Bench.Way, Map<String, String>> OF_CHANCE = Map.of(
            Bench.Way.SSE,
            Map.of(
                    "HTTP: duplicated header", "answered" + OR + LOST + OR + LOST + "; then " + LOST,
                    "Session: 404 for good", "`HttpStatusException`" + OR + LOST,
                    "Session: expire after n requests", "`HttpStatusException`" + OR + LOST),
            Bench.Way.STATELESS_HTTP,
            Map.of("Event stream: response on another stream", "answered" + OR + "`NoResponseException`"),
            Bench.Way.STDIO,
            Map.of("HTTP: throttle", LATE, "Server request: cancelled by the server", LATE));

    /** What shows when rules fire rather than what goes wrong. */
    private static final Set<String> NO_FAULTS =
            Set.of("Occurrence", "Position", "Trigger", "What is refused, and why");

    private static final Path DOCS = docs();
    private static final Path PATH = DOCS.resolve("client-behaviour.md");
    private static final List<Row> ROWS = read();
    private static final Map<String, List<String>> TOLD = told();

    private BehaviourPage() {}

    /** A fault, and the rule that plays it. */
    record Row(String group, String fault, String yaml) {

        Scenario scenario(Era era) {
            List<String> revisions = Stream.of(Revision.values())
                    .filter(revision -> revision.era() == era)
                    .map(Revision::text)
                    .toList();
            String text = "scenario: one row\nrevisions: " + revisions + "\nserver: { rules: [" + yaml + "] }\n";
            return ScenarioReader.create().read(text, "row.mcp.yaml").orThrow().get(0);
        }

        @Override
        public String toString() {
            return group + ": " + fault;
        }
    }

    private static Map<String, Set<String>> silent() {
        Map<String, Set<String>> silent = new LinkedHashMap<>();
        silent.put(
                "The server says nothing, or not in time",
                Set.of(
                        "Connection: accept and never answer",
                        "Connection: never answer",
                        "HTTP: slow head",
                        "HTTP: throttle",
                        "JSON-RPC: response never",
                        "JSON-RPC: response late",
                        "Stdio: slow start",
                        "Tool: slow",
                        "Tool: hangs until cancelled",
                        "Server request: cancelled by the server"));
        silent.put(
                "The server is gone, and may come back: the call waits for it; its failure names what stood in the way",
                Set.of("Connection: crash"));
        silent.put(
                "Over HTTP+SSE 202 is how each request is taken, and its answer comes later",
                Set.of("HTTP: 202 for a request"));
        silent.put(
                "On a stream for everything what has no end is not there yet, and what has an unknown type is for others",
                Set.of(
                        "Event stream: unknown event type",
                        "Event stream: CR",
                        "Event stream: event without final blank line"));
        return silent;
    }

    /** Whether a call that meets this fault may be left to its time-out. */
    static boolean isSilent(Row row) {
        return SILENT.values().stream().anyMatch(rows -> rows.contains(row.toString()));
    }

    static List<Row> rows() {
        return ROWS;
    }

    private static List<Row> read() {
        List<Row> rows = new ArrayList<>();
        String group = "";
        for (String line : lines(DOCS.resolve("faults.md"))) {
            if (line.startsWith("## ")) {
                group = line.substring(3);
            } else if (line.startsWith("| ") && !line.startsWith("| fault |") && !NO_FAULTS.contains(group)) {
                List<String> cells = cells(line);
                String yaml = cells.get(3).replace("\\|", "|");
                rows.add(new Row(group, cells.get(0), yaml.substring(1, yaml.length() - 1)));
            }
        }
        return List.copyOf(rows);
    }

    /** What the page says that a client does, or nothing. */
    static String told(Row row, Bench.Way way) {
        List<String> cells = TOLD.getOrDefault(row.toString(), List.of());
        int column = 1 + WAYS.indexOf(way);
        return column < cells.size() ? cells.get(column) : "";
    }

    private static Map<String, List<String>> told() {
        Map<String, List<String>> told = new HashMap<>();
        String group = "";
        for (String line : shown().lines().toList()) {
            if (line.startsWith("## ")) {
                group = line.substring(3);
            } else if (line.startsWith("| ")) {
                List<String> cells = cells(line);
                told.put(group + ": " + cells.get(0), cells);
            }
        }
        return told;
    }

    private static List<String> cells(String line) {
        return List.of(line.substring(2, line.length() - 2).split(" (?<!\\\\)\\| ", -1));
    }

    /** The page as it stands, or nothing. */
    static String shown() {
        return Files.exists(PATH) ? String.join("\n", lines(PATH)) + "\n" : "";
    }

    /** The page as it should be. */
    static String of(Map<String, Map<Bench.Way, String>> seen) {
        StringBuilder page = new StringBuilder(HEAD);
        for (String group : new LinkedHashSet<>(ROWS.stream().map(Row::group).toList())) {
            page.append("\n## ").append(group).append("\n\n| fault | ");
            page.append(WAYS.stream().map(BehaviourPage::title).collect(Collectors.joining(" | ")));
            page.append(" |\n").append("|---".repeat(WAYS.size() + 1)).append("|\n");
            for (Row row : ROWS) {
                if (row.group.equals(group)) {
                    page.append("| ").append(row.fault);
                    Map<Bench.Way, String> cells = seen.getOrDefault(row.toString(), Map.of());
                    WAYS.forEach(way -> page.append(" | ").append(cell(row, way, cells.getOrDefault(way, "?"))));
                    page.append(" |\n");
                }
            }
        }
        page.append("\n## What is left to a time-out\n\n");
        SILENT.forEach((reason, rows) -> page.append("- ")
                .append(reason)
                .append(": ")
                .append(ROWS.stream()
                        .filter(row -> rows.contains(row.toString()))
                        .map(Row::fault)
                        .collect(Collectors.joining(", ")))
                .append(".\n"));
        return page.toString();
    }

    private static String cell(Row row, Bench.Way way, String seen) {
        return OF_CHANCE.getOrDefault(way, Map.of()).getOrDefault(row.toString(), seen);
    }

    private static String title(Bench.Way way) {
        return switch (way) {
            case HTTP -> "streamable HTTP";
            case STATELESS_HTTP -> "the same, 2026-07-28";
            case SSE -> "HTTP+SSE";
            case STDIO -> "stdio";
            case MEMORY -> "in memory";
            default -> throw new IllegalArgumentException("No column for " + way);
        };
    }

    private static Path docs() {
        Path above = Path.of("").toAbsolutePath();
        while (above != null && !Files.exists(above.resolve("docs").resolve("faults.md"))) {
            above = above.getParent();
        }
        return Objects.requireNonNull(above, "no docs/faults.md above the working directory")
                .resolve("docs");
    }

    private static List<String> lines(Path path) {
        try {
            return Files.readAllLines(path);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private static final String HEAD = """
            # What managed clients do

            For each [fault](faults.md): what becomes of the first request that meets it, and after how long on the test clock its caller
            knows; where nothing is said of time, at once. What the next request meets is told where it is not simply answered. A `–`
            stands where the fault cannot be expressed. The client is as it comes, but for a time-out of 10 s: it reconnects by itself, and
            repeats nothing that is not safe to repeat; [pools](pools.md) and `withRetry(…)` do more.

            This page is made by `ClientBehaviourTest`, which plays the rule of each line. No failure is left to a time-out that the wire
            has told before; what is, stands at the end, with the reason.
            """;
}
