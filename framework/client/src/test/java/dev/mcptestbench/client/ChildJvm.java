package dev.mcptestbench.client;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A class of the tests that runs in a JVM of its own, and tells by lines what it does. */
public final class ChildJvm implements AutoCloseable {

    private final Process process;
    private final BufferedReader out;

    /** Starts the main method of that class. */
    public ChildJvm(Class<?> main, Object... arguments) {
        try {
            process = new ProcessBuilder(command(main, arguments))
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        out = process.inputReader(StandardCharsets.UTF_8);
    }

    /** What starts such a JVM. */
    static List<String> command(Class<?> main, Object... arguments) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                main.getName()));
        Arrays.stream(arguments).map(String::valueOf).forEach(command::add);
        return command;
    }

    /** The next line that it tells; null if it has ended. */
    public String line() {
        try {
            return out.readLine();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** All further lines, up to its end. */
    public List<String> lines() {
        return out.lines().toList();
    }

    /** Lets it go on, if it waits for a line. */
    public void tell(String line) {
        try {
            process.outputWriter(StandardCharsets.UTF_8)
                    .append(line)
                    .append('\n')
                    .flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Kills it, so that no hook of the JVM runs, and waits until it is dead. */
    public void kill() {
        // By its handle, which leaves open what it has told.
        process.toHandle().destroyForcibly();
        awaitEnd();
    }

    /** Waits for its end; gives its exit code. */
    public int awaitEnd() {
        try {
            if (!process.waitFor(30, TimeUnit.SECONDS)) {
                throw new IllegalStateException("The child is still there after 30 s");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return process.exitValue();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
