package dev.mcptestbench.benchmarks;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** The first authorization server of a JVM: from its start until a client has its metadata. */
final class ColdStart {

    private ColdStart() {}

    /** Starts the server of that name, and prints the nanoseconds. */
    public static void main(String[] args) throws IOException {
        long begun = System.nanoTime();
        try (AuthContender server = AuthContender.start(args[0]);
                RawClient client = new RawClient(server.url())) {
            client.exchange(new AuthRequests(server).metadata());
            System.out.println(ServerMain.ANSWER + (System.nanoTime() - begun));
        }
        System.exit(0);
    }

    /** How many milliseconds it takes in a new JVM. */
    static double millis(String server) throws IOException {
        List<String> command = List.of(
                System.getProperty("java.home") + "/bin/java",
                "-Dslf4j.internal.verbosity=ERROR",
                "-cp",
                System.getProperty("java.class.path"),
                ColdStart.class.getName(),
                server);
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            return lines.lines()
                            .filter(line -> line.startsWith(ServerMain.ANSWER))
                            .mapToLong(line -> Long.parseLong(line.substring(ServerMain.ANSWER.length())))
                            .findFirst()
                            .orElseThrow(() -> new IOException(server + " did not start"))
                    / 1e6;
        } finally {
            process.destroyForcibly();
        }
    }
}
