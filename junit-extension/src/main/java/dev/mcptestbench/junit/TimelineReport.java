package dev.mcptestbench.junit;

import dev.mcptestbench.journal.Timeline;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;

/** Leaves the timeline of a failed test in the build folder, as text and as a page, and tells JUnit's listeners. */
final class TimelineReport {

    /** The configuration parameter that names another folder for the reports. */
    static final String FOLDER_PARAMETER = "mcptestbench.report.folder";

    private static final Namespace NAMESPACE = Namespace.create(TimelineReport.class);
    private static final Pattern INVOCATION = Pattern.compile("-invocation:#(\\d+)]");
    private static final int LONGEST_NAME = 100;

    private TimelineReport() {}

    /** Which test has which file; two tests of one name must not overwrite each other. */
    private record Taken(Map<Path, String> files) {}

    /** Writes both files; returns the line that says where they are. */
    static String write(Timeline timeline, ExtensionContext context) {
        Path folder = context.getConfigurationParameter(FOLDER_PARAMETER)
                .map(Path::of)
                .orElseGet(TimelineReport::defaultFolder);
        Path file = free(folder.resolve(safe(Places.of(context.getRequiredTestClass()))), context);
        String text = timeline.toText();
        Path page = file.resolveSibling(file.getFileName() + ".html");
        String shown = page.toString().replace('\\', '/');
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            Files.writeString(file.resolveSibling(file.getFileName() + ".txt"), text + "\n");
            Files.writeString(page, timeline.toHtml());
        } catch (IOException | UncheckedIOException failure) {
            return "The full timeline could not be written to " + shown + ": " + failure;
        }
        context.publishReportEntry(Map.of("timeline", text, "timeline.html", shown));
        return "Full timeline: " + shown;
    }

    private static Path defaultFolder() {
        boolean gradle = Files.exists(Path.of("build.gradle")) || Files.exists(Path.of("build.gradle.kts"));
        return Path.of(gradle && !Files.exists(Path.of("pom.xml")) ? "build" : "target", "mcp-testbench");
    }

    /** A path without an ending that no other test of this run has. */
    private static Path free(Path folder, ExtensionContext context) {
        StringBuilder name = new StringBuilder(
                context.getTestMethod().map(java.lang.reflect.Method::getName).orElse("class"));
        Matcher invocation = INVOCATION.matcher(context.getUniqueId());
        while (invocation.find()) {
            name.append('-').append(invocation.group(1));
        }
        Taken taken = Stores.computeIfAbsent(
                context.getRoot().getStore(NAMESPACE),
                Taken.class,
                Taken.class,
                key -> new Taken(new ConcurrentHashMap<>()));
        String base = safe(name.toString());
        Path file = folder.resolve(base);
        for (int n = 2; !context.getUniqueId().equals(owner(taken, file, context)); n++) {
            file = folder.resolve(base + "~" + n);
        }
        return file;
    }

    private static String owner(Taken taken, Path file, ExtensionContext context) {
        return taken.files().computeIfAbsent(file, path -> context.getUniqueId());
    }

    /** Names of methods may hold anything in some languages of the JVM; those of files may not. */
    private static String safe(String name) {
        String safe = name.replaceAll("[^\\p{L}\\p{N}_$.-]", "_").replaceAll("^\\.+", "_");
        return safe.length() <= LONGEST_NAME
                ? safe
                : safe.substring(0, LONGEST_NAME - 9) + "-" + Integer.toHexString(name.hashCode());
    }
}
