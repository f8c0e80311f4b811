package dev.mcptestbench.benchmarks;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A server in a JVM of its own, so that neither the load nor another server shares its heap and its compiled code. */
final class ServerProcess implements AutoCloseable {

    /** The same for every server. */
    private static final List<String> FLAGS = List.of("-Xms1g", "-Xmx2g", "-Dslf4j.internal.verbosity=ERROR");

    private final Process process;
    private final BufferedReader answers;
    private final URI url;

    /**
     * Starts the server, which serves when this returns. More flags, say for a profile, are in the property
     * {@code benchmarks.flags}, where <code>{server}</code> stands for the server's name.
     */
    ServerProcess(List<String> moreFlags, String... server) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(System.getProperty("java.home") + "/bin/java");
        command.addAll(FLAGS);
        command.addAll(moreFlags);
        String flags = System.getProperty("benchmarks.flags", "").replace("{server}", server[0]);
        Collections.addAll(command, flags.split(" ", 0));
        command.removeIf(String::isEmpty);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), ServerMain.class.getName()));
        command.addAll(Arrays.asList(server));
        process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        answers = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        url = URI.create(ask("url"));
    }

    URI url() {
        return url;
    }

    /** Has the server do something; returns its answer. */
    String ask(String what) {
        try {
            process.getOutputStream().write((what + "\n").getBytes(StandardCharsets.UTF_8));
            process.getOutputStream().flush();
            for (String line = answers.readLine(); line != null; line = answers.readLine()) {
                if (line.startsWith(ServerMain.ANSWER)) {
                    return line.substring(ServerMain.ANSWER.length());
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        throw new IllegalStateException("The server ended when it was asked for " + what);
    }

    /** How much processor time it has taken so far. */
    long cpuNanos() {
        return Long.parseLong(ask("cpu"));
    }

    @Override
    public void close() {
        try {
            process.getOutputStream().close();
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (IOException e) {
            process.destroyForcibly();
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
