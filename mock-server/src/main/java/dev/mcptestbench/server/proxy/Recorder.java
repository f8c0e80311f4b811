package dev.mcptestbench.server.proxy;

import dev.mcptestbench.journal.Journal;
import dev.mcptestbench.script.Scenario;
import dev.mcptestbench.script.ScenarioReader;
import dev.mcptestbench.script.ScenarioWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.apiguardian.api.API;

/**
 * Makes a scenario of what was said through a {@link FaultProxy}, which a mock server then plays: the tools, resources,
 * templates and prompts that were listed, and what was said to each request, word for word, by its arguments and in order.
 * What the real server said counts, not what a rule made of it.
 *
 * <p>Headers are never recorded, and so neither are authorization, cookies and session ids. Members whose names are those
 * of secrets, members that are {@linkplain #redacting named}, and whatever looks like a token in a text stand as {@code …}.
 * Such an argument stands for any value when the scenario is played. Immutable.
 */
@API(status = API.Status.EXPERIMENTAL)
public final class Recorder {

    private final String server;
    private final Journal journal;
    private final String name;
    private final boolean latencies;
    private final Set<String> redacted;

    Recorder(String server, Journal journal) {
        this(server, journal, "recorded", false, Set.of());
    }

    private Recorder(String server, Journal journal, String name, boolean latencies, Set<String> redacted) {
        this.server = server;
        this.journal = journal;
        this.name = name;
        this.latencies = latencies;
        this.redacted = Set.copyOf(redacted);
    }

    /**
     * The scenario's name, and that of its file. Default {@code recorded}.
     *
     * @throws IllegalArgumentException if it is blank
     */
    public Recorder named(String scenario) {
        if (scenario.isBlank()) {
            throw new IllegalArgumentException("A recording needs a name that is not blank");
        }
        return new Recorder(server, journal, scenario, latencies, redacted);
    }

    /** Records how long things took, too. By default what is played comes at once. */
    public Recorder withLatencies() {
        return new Recorder(server, journal, name, true, redacted);
    }

    /** Hides the values of members of these names as well, whatever their case, in arguments and in what is said. */
    public Recorder redacting(String... members) {
        Set<String> more = new LinkedHashSet<>(redacted);
        List.of(members).forEach(member -> more.add(member.toLowerCase(Locale.ROOT)));
        return new Recorder(server, journal, name, latencies, more);
    }

    /**
     * What was said until now, as a scenario.
     *
     * @throws IllegalStateException if nothing was answered yet, or the journal has dropped entries
     */
    public Scenario toScenario() {
        Transcript transcript = Transcript.of(server, journal);
        if (transcript.answered().isEmpty()) {
            throw new IllegalStateException(
                    "Nothing was recorded: no request that came through the proxy was answered by the real server yet");
        }
        Redaction redaction = new Redaction(redacted, transcript.sessions());
        return new ScenarioOfTranscript(transcript, redaction, latencies).named(name);
    }

    /** Writes the scenario to the build folder: {@code target/mcp-testbench/recorded}, with Gradle under {@code build}. */
    public Path write() {
        boolean gradle = Files.exists(Path.of("build.gradle")) || Files.exists(Path.of("build.gradle.kts"));
        String build = gradle && !Files.exists(Path.of("pom.xml")) ? "build" : "target";
        return writeTo(Path.of(build, "mcp-testbench", "recorded"));
    }

    /**
     * Writes the scenario as a file in this folder, which is made if there is none. The file's name is made of the
     * scenario's name, and ends with {@code .mcp.yaml}; one that is there is replaced.
     *
     * @return the file
     * @throws UncheckedIOException if it cannot be written
     * @throws IllegalStateException as {@link #toScenario()}, or if it were larger than scenario files may be
     */
    public Path writeTo(Path folder) {
        String text = ScenarioWriter.write(toScenario());
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        if (bytes.length > ScenarioReader.LARGEST_FILE) {
            throw new IllegalStateException("The recording has " + bytes.length + " bytes, and a scenario file at most "
                    + ScenarioReader.LARGEST_FILE + ": record less at a time, or play toScenario() without a file");
        }
        // Letters and digits only: a name cannot lead out of the folder.
        String file =
                name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-").replaceAll("^-|-$", "");
        Path written = folder.resolve((file.isEmpty() ? "recorded" : file) + ".mcp.yaml");
        try {
            Files.createDirectories(folder);
            return Files.write(written, bytes);
        } catch (IOException failed) {
            throw new UncheckedIOException("The recording could not be written to " + written + ": " + failed, failed);
        }
    }
}
