package dev.mcptestbench.conformance;

import static dev.mcptestbench.Mcp.accept;
import static dev.mcptestbench.Mcp.modelSays;
import static dev.mcptestbench.Mcp.rootsAt;

import dev.mcptestbench.auth.UserAgent;
import dev.mcptestbench.client.CallOutcome;
import dev.mcptestbench.client.ClientSettings;
import dev.mcptestbench.client.ManagedClient;
import dev.mcptestbench.client.ManagedClients;
import dev.mcptestbench.protocol.Era;
import dev.mcptestbench.protocol.Json;
import dev.mcptestbench.protocol.Methods;
import dev.mcptestbench.protocol.Revision;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** A managed client that does what one scenario of the suite asks for. */
final class Drive {

    private static final Duration BOUND = Duration.ofMinutes(4);

    /** How long the user of a form takes where something else is to happen meanwhile. */
    private static final Duration THINKING = Duration.ofSeconds(1);

    /** What the names of all scenarios of OAuth begin with, which ask for the same calls. */
    private static final String AUTH = "auth/";

    private final ManagedClient client;
    private final @Nullable Object context;

    private Drive(ManagedClient client, @Nullable Object context) {
        this.client = client;
        this.context = context;
    }

    /** Expects the server's URL; the scenario is in the environment. Exits with 0 if nothing went wrong. */
    public static void main(String[] args) {
        String scenario = System.getenv("MCP_CONFORMANCE_SCENARIO");
        String version =
                System.getenv().getOrDefault("MCP_CONFORMANCE_PROTOCOL_VERSION", Revision.LATEST_LEGACY.text());
        String context = System.getenv("MCP_CONFORMANCE_CONTEXT");
        Revision revision = Revision.of(version).orElseThrow(() -> new IllegalArgumentException("revision " + version));
        ClientSettings settings = ClientSettings.DEFAULT.withRequestTimeout(BOUND);
        // Some of the suite's servers speak the legacy era even there.
        settings = revision.era() == Era.MODERN
                ? settings.withRevisions(revision, Revision.LATEST_LEGACY)
                : settings.withRevisions(revision);
        Object values = context == null ? null : Json.parse(context);
        int status = 0;
        try (UserAgent user = UserAgent.start();
                ManagedClients clients = ManagedClients.of(URI.create(args[0]))) {
            if (scenario.startsWith(AUTH)) {
                settings = settings.withOAuth(DriveOAuth.settings(scenario, values, user));
            }
            ManagedClient client = clients.add("mcp-testbench", settings);
            new Drive(client, values).play(scenario.startsWith(AUTH) ? AUTH : scenario);
        } catch (RuntimeException failed) {
            System.err.println("conformance/client: " + scenario + ": " + failed);
            status = 1;
        }
        System.exit(status);
    }

    private void play(String scenario) {
        switch (scenario) {
            case "initialize", "json-schema-ref-no-deref" -> tools();
            case "tools_call" -> {
                tools();
                call("add_numbers", Map.of("a", 2, "b", 3));
            }
            case "elicitation-sep1034-client-defaults" -> {
                client.onElicitation(accept());
                tools();
                call("test_client_elicitation_defaults", Map.of());
            }
            case "sse-retry" -> {
                tools();
                call("test_reconnection", Map.of());
            }
            case "request-metadata" -> {
                client.onElicitation(accept()).onSampling(modelSays("hello")).onRoots(rootsAt("file:///tmp"));
                tools();
            }
            case "sep-2322-client-request-state" -> answerInRounds();
            case "http-standard-headers" -> useEverything();
            case "http-custom-headers" -> callAsTold();
            case "http-invalid-tool-headers" -> tools().forEach(tool -> call(tool, Map.of()));
            case "json-schema-2020-12-preservation" -> echoTheSchema();
            case AUTH -> {
                tools();
                call("test-tool", Map.of());
            }
            default -> throw new IllegalArgumentException("not yet: what it asks for is not known");
        }
    }

    /** The names of the server's tools. */
    private List<String> tools() {
        return names(list(Methods.TOOLS_LIST, "tools"), "name");
    }

    private List<?> list(String method, String member) {
        return require(client.request(method, Map.of())).result().get(member) instanceof List<?> list
                ? list
                : List.of();
    }

    private static List<String> names(List<?> items, String member) {
        return items.stream()
                .map(item -> String.valueOf(((Map<?, ?>) item).get(member)))
                .toList();
    }

    private CallOutcome call(String tool, Map<String, ?> arguments) {
        return require(client.callTool(tool, arguments));
    }

    private static CallOutcome require(CallOutcome outcome) {
        if (!outcome.isSuccess()) {
            throw new IllegalStateException(outcome.toString());
        }
        return outcome;
    }

    /** One tool is called while another waits for what its user says. */
    private void answerInRounds() {
        client.onElicitation(accept(Map.of("confirmed", true)).after(THINKING));
        tools();
        CompletableFuture<CallOutcome> waiting =
                CompletableFuture.supplyAsync(() -> call("test_mrtr_echo_state", Map.of()));
        call("test_mrtr_unrelated", Map.of());
        waiting.join();
        call("test_mrtr_no_state", Map.of());
        call("test_mrtr_no_result_type", Map.of());
    }

    private void useEverything() {
        tools().forEach(tool -> call(tool, Map.of()));
        names(list(Methods.RESOURCES_LIST, "resources"), "uri")
                .forEach(uri -> require(client.request(Methods.RESOURCES_READ, Map.of("uri", uri))));
        names(list(Methods.PROMPTS_LIST, "prompts"), "name")
                .forEach(name -> require(client.request(Methods.PROMPTS_GET, Map.of("name", name))));
    }

    @SuppressWarnings("unchecked") // plain maps have strings for keys
    private void callAsTold() {
        tools();
        Object calls = context instanceof Map<?, ?> map ? map.get("toolCalls") : null;
        for (Object each : calls instanceof List<?> list ? list : List.of()) {
            Map<String, ?> call = (Map<String, ?>) each;
            call(String.valueOf(call.get("name")), Objects.requireNonNull((Map<String, ?>) call.get("arguments")));
        }
    }

    private void echoTheSchema() {
        Map<?, ?> focal = (Map<?, ?>) list(Methods.TOOLS_LIST, "tools").stream()
                .filter(tool -> !"json_schema_echo".equals(((Map<?, ?>) tool).get("name")))
                .findFirst()
                .orElseThrow();
        call("json_schema_echo", Map.of("schema", focal.get("inputSchema")));
    }
}
