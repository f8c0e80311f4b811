package dev.mcptestbench.benchmarks;

import com.sun.management.OperatingSystemMXBean;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** One server, run by {@link ServerProcess}: does what the lines of its standard input say until that ends. */
final class ServerMain {

    static final String ANSWER = "= ";

    private ServerMain() {}

    /** Starts {@code mock}, {@code sdk}, {@code netty <reply in base64>}, or an {@link AuthContender}. */
    public static void main(String[] args) throws IOException {
        try (ServerUnderLoad server = start(args);
                BufferedReader questions =
                        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            for (String question = questions.readLine(); question != null; question = questions.readLine()) {
                System.out.println(ANSWER + answer(server, question));
            }
        }
        // Tomcat's and the SDK's threads are no daemons.
        System.exit(0);
    }

    private static ServerUnderLoad start(String[] args) {
        return switch (args[0]) {
            case "mock", "mock-2026-07-28" -> new MockContender();
            case "sdk" -> new SdkContender();
            case "netty" ->
                new NettyContender(
                        NettyContender.newLoops(), Base64.getDecoder().decode(args[1]));
            default -> AuthContender.start(args[0]);
        };
    }

    private static String answer(ServerUnderLoad server, String question) {
        return switch (question) {
            case "url" -> server.url().toString();
            case "cpu" ->
                String.valueOf(ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class)
                        .getProcessCpuTime());
            case "footprint" -> Footprint.now().toLine();
            case "complaints" -> String.valueOf(server.complaints());
            case "broadcast" -> {
                long start = System.nanoTime();
                server.broadcast();
                yield String.valueOf(System.nanoTime() - start);
            }
            default -> throw new IllegalArgumentException("No question: " + question);
        };
    }
}
