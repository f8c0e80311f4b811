package dev.mcptestbench.client;

import static dev.mcptestbench.Mcp.progressEvents;
import static dev.mcptestbench.Mcp.streamResumption;
import static dev.mcptestbench.Mcp.toolCall;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mcptestbench.client.transport.ConnectionLostException;
import dev.mcptestbench.plugin.McpEndpoint;
import dev.mcptestbench.protocol.Json;
import dev.mcptestbench.protocol.Message;
import dev.mcptestbench.script.Scenario;
import dev.mcptestbench.script.ScenarioReader;
import dev.mcptestbench.server.MockMcpServer;
import dev.mcptestbench.server.proxy.FaultProxy;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Managed clients of the server that the protocol's authors show all features with, {@code server-everything} from npm: over
 * streamable HTTP, HTTP+SSE and stdio; with the proxy before it, and without.
 * {@code conformance/real-servers} installs what this needs and runs it.
 */
@EnabledIfSystemProperty(
        named = "everything.server",
        matches = ".+",
        disabledReason = "needs Node.js and a server from npm: conformance/real-servers brings both")
@Timeout(120)
class EverythingServerTest {

    private static void converse(McpEndpoint endpoint) {
        try (ManagedClients clients = ManagedClients.of(endpoint)) {
            ManagedClient client = clients.add("everything").connect();
            client.request("tools/list", Map.of());
            client.request("resources/templates/list", Map.of());
            client.request("prompts/list", Map.of());
            assertThat(client.callTool("echo", Map.of("message", "hi {client}")))
                    .succeeded()
                    .hasText("Echo: hi {client}");
            assertThat(client.callTool("get-sum", Map.of("a", 2, "b", 3))).succeeded();
            assertThat(client.callTool("get-tiny-image")).succeeded();
            assertThat(client.callTool("get-structured-content", Map.of("location", "Chicago")))
                    .succeeded();
            assertThat(client.callTool("trigger-long-running-operation", Map.of("duration", 1, "steps", 4)))
                    .succeeded();
            client.callTool("get-sum", Map.of("a", "no number"));
            client.callTool("no-such-tool");
            client.request("prompts/get", Map.of("name", "simple-prompt"));
            client.request(
                    "prompts/get", Map.of("name", "args-prompt", "arguments", Map.of("city", "Oslo", "state", "none")));
            client.request("resources/read", Map.of("uri", "demo://resource/dynamic/none"));
        }
    }

    @Test
    void isRecordedAndPlayedMessageByMessage(@TempDir Path folder) throws Exception {
        List<List<Object>> original;
        Path file;
        try (Everything real = new Everything("streamableHttp");
                FaultProxy proxy = FaultProxy.inFrontOf(real.url)) {
            converse(proxy.endpoint());
            original = Said.in(proxy.journal(), proxy.name());
            file = proxy.record().named("everything").writeTo(folder);
        }
        try (MockMcpServer mock = MockMcpServer.playing(
                ScenarioReader.create().read(file).orThrow().get(0))) {
            converse(mock.endpoint());

            assertThat(Said.in(mock.journal(), mock.name())).containsExactlyElementsOf(original);
        }
        assertThat(original).hasSize(14).anyMatch(said -> said.toString().contains("notifications/progress"));
    }

    @Test
    void isResumedWhereTheProxyHasCutItsStream() throws Exception {
        try (Everything real = new Everything("streamableHttp");
                FaultProxy proxy = FaultProxy.inFrontOf(real.url);
                ManagedClients clients = ManagedClients.of(proxy.endpoint())) {
            proxy.on(toolCall("trigger-long-running-operation"))
                    .first()
                    .after(progressEvents(1))
                    .closeConnection();
            // This server loses what it says after a stream was resumed: it has to be done by then.
            proxy.on(streamResumption()).times(2).status(503);
            ManagedClient client = clients.add("everything").connect();

            CallOutcome outcome = client.callTool("trigger-long-running-operation", Map.of("duration", 1, "steps", 4));

            assertThat(outcome).succeeded();
            assertThat(client.notifications()).progressValues().containsExactly(1.0, 2.0, 3.0, 4.0);
            assertThat(proxy)
                    .received(toolCall("trigger-long-running-operation"))
                    .once();
            assertThat(proxy).received(streamResumption());
        }
    }

    @Test
    void isPassedOnOverStdioAndPlayed() throws Exception {
        Scenario recorded;
        String summed;
        try (FaultProxy proxy = FaultProxy.inFrontOf(node(), script(), "stdio")) {
            Process launched = new ProcessBuilder(proxy.stdioCommand())
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            try (BufferedReader said = launched.inputReader(StandardCharsets.UTF_8)) {
                Map<String, Object> hello = Map.of(
                        "protocolVersion",
                        "2025-11-25",
                        "capabilities",
                        Map.of(),
                        "clientInfo",
                        Map.of("name", "lines", "version", "1"));
                ask(launched, said, Message.request(1, "initialize", hello));
                launched.getOutputStream()
                        .write("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/initialized\"}\n"
                                .getBytes(StandardCharsets.UTF_8));
                ask(launched, said, Message.request(2, "tools/list", Map.of()));
                Map<String, Object> sum = Map.of("name", "get-sum", "arguments", Map.of("a", 2, "b", 3));
                summed = String.valueOf(ask(launched, said, Message.request(3, "tools/call", sum))
                        .at("content.0.text"));
            } finally {
                launched.destroyForcibly();
            }
            assertThat(proxy).received(toolCall("get-sum")).once().from("lines");
            recorded = proxy.record().toScenario();
        }
        try (MockMcpServer mock = MockMcpServer.playing(recorded);
                ManagedClients clients = ManagedClients.of(mock.endpoint())) {
            assertThat(summed).contains("5");
            assertThat(clients.add("lines").callTool("get-sum", Map.of("a", 2, "b", 3)))
                    .hasText(summed);
        }
    }

    private static Message ask(Process launched, BufferedReader said, Message request) throws IOException {
        launched.getOutputStream().write(request.toBytes());
        launched.getOutputStream().write('\n');
        launched.getOutputStream().flush();
        for (String line = said.readLine(); line != null; line = said.readLine()) {
            Message message = Message.parse(line);
            if (message.method() == null
                    && Integer.valueOf(String.valueOf(message.id())).equals(request.id())) {
                return message;
            }
        }
        throw new IOException("The process ended before it answered " + request);
    }

    // ── without a proxy ─────────────────────────────────────────────────────────────────────────────────────────────

    @ParameterizedTest
    @CsvSource({"streamable-http, streamableHttp", "sse, sse", "stdio, stdio"})
    void isSpokenToInAllThatItOffers(String transport, String mode) throws Exception {
        boolean stdio = mode.equals("stdio");
        try (Everything real = stdio ? null : new Everything(mode);
                RealBench bench = new RealBench(real == null ? overStdio() : McpEndpoint.of(real.url), transport)) {
            ManagedClient client = bench.client(Map.of("name", "Ada"));
            assertThat(Json.at(client.initializeResult(), "serverInfo.name")).isEqualTo("mcp-servers/everything");
            // It looks for the roots of its own accord, some time after the handshake.
            assertThat(bench.hears(client, "notifications/message", "1 root(s) received"))
                    .isTrue();
            assertThat(client).wasAsked("roots/list", 1);

            assertThat(client.request("tools/list", Map.of()).result().toString())
                    .contains("echo", "trigger-sampling-request");
            assertThat(client.callTool("echo", Map.of("message", "hi"))).hasText("Echo: hi");
            assertThat(client.callInParallel(10, "get-sum", Map.of("a", 2, "b", 3)))
                    .allSucceeded();
            assertThat(client.request("resources/templates/list", Map.of())).succeeded();
            assertThat(client.request("resources/read", Map.of("uri", "demo://resource/dynamic/text/1"))
                            .result()
                            .toString())
                    .contains("demo://resource/dynamic/text/1");
            assertThat(client.request("prompts/list", Map.of()).result().toString())
                    .contains("simple-prompt");
            assertThat(client.request("prompts/get", Map.of("name", "simple-prompt")))
                    .succeeded();

            assertThat(client.callTool("trigger-sampling-request", Map.of("prompt", "a colour"))
                            .text())
                    .contains("blue");
            assertThat(client.callTool("trigger-elicitation-request").text()).contains("provided the requested");
            assertThat(client.callTool("get-roots-list").text()).contains("file:///home/ada");
            assertThat(client).wasAsked("sampling/createMessage", 1);
            assertThat(client).wasAsked("elicitation/create", 1);

            assertThat(client.callTool("trigger-long-running-operation", Map.of("duration", 1, "steps", 4)))
                    .succeeded();
            assertThat(client.notifications()).progressValues().containsExactly(1.0, 2.0, 3.0, 4.0);
            String resource = "demo://resource/dynamic/text/1";
            assertThat(client.request("logging/setLevel", Map.of("level", "debug")))
                    .succeeded();
            assertThat(client.request("resources/subscribe", Map.of("uri", resource)))
                    .succeeded();
            assertThat(bench.hears(client, "notifications/message", "Received Subscribe"))
                    .isTrue();
            assertThat(client.callTool("toggle-subscriber-updates")).succeeded();
            assertThat(bench.hears(client, "notifications/resources/updated", resource))
                    .isTrue();

            bench.givesUp(client, "trigger-long-running-operation", Map.of("duration", 2, "steps", 2));
            assertThat(client.callTool("echo", Map.of("message", "well"))).hasText("Echo: well");
        }
    }

    @Test
    void isStartedAnewWhereTheProxyHasEndedIt() {
        try (FaultProxy proxy = FaultProxy.builder().start();
                ManagedClients clients = ManagedClients.of(proxy)) {
            proxy.launches(node(), script(), "stdio");
            proxy.on(toolCall("trigger-long-running-operation"))
                    .first()
                    .after(progressEvents(1))
                    .exitProcess(3);
            ManagedClient client = clients.add("everything");

            CallOutcome outcome = client.callTool("trigger-long-running-operation", Map.of("duration", 1, "steps", 4));

            assertThat(outcome).failedWith(ConnectionLostException.class);
            assertThat(outcome.failure().orElseThrow()).hasMessageContaining("exited with code 3");
            assertThat(client.callTool("echo", Map.of("message", "hi"))).hasText("Echo: hi");
        }
    }

    private static McpEndpoint overStdio() {
        return McpEndpoint.ofCommand(node(), script(), "stdio");
    }

    private static String node() {
        return System.getProperty("everything.node", "node");
    }

    private static String script() {
        return System.getProperty("everything.server");
    }

    /** The server in a process of its own. */
    private static final class Everything implements AutoCloseable {

        private final Process process;
        private final URI url;

        Everything(String mode) throws Exception {
            int port;
            try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
                port = free.getLocalPort();
            }
            ProcessBuilder builder = new ProcessBuilder(node(), script(), mode).redirectErrorStream(true);
            builder.environment().put("PORT", String.valueOf(port));
            process = builder.start();
            url = URI.create("http://127.0.0.1:" + port + (mode.equals("sse") ? "/sse" : "/mcp"));
            BufferedReader said = process.inputReader(StandardCharsets.UTF_8);
            CompletableFuture.runAsync(() -> awaitListening(said)).get(30, TimeUnit.SECONDS);
            // It talks on, and must not come to wait for a reader.
            Thread reader = new Thread(() -> said.lines().forEach(line -> {}), "server-everything");
            reader.setDaemon(true);
            reader.start();
        }

        private static void awaitListening(BufferedReader said) {
            StringBuilder all = new StringBuilder();
            try {
                for (String line = said.readLine(); line != null; line = said.readLine()) {
                    if (line.contains("listening on port") || line.contains("running on port")) {
                        return;
                    }
                    all.append(line).append('\n');
                }
            } catch (IOException e) {
                all.append(e);
            }
            throw new IllegalStateException("The server did not start:\n" + all);
        }

        @Override
        public void close() {
            process.destroyForcibly();
        }
    }
}
