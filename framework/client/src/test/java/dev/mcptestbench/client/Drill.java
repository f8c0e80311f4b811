package dev.mcptestbench.client;

import static dev.mcptestbench.Mcp.accept;
import static dev.mcptestbench.Mcp.modelSays;
import static dev.mcptestbench.Mcp.progress;
import static dev.mcptestbench.Mcp.progressEvents;
import static dev.mcptestbench.Mcp.rootsAt;
import static dev.mcptestbench.Mcp.structured;
import static dev.mcptestbench.Mcp.text;
import static dev.mcptestbench.Mcp.toolCall;

import dev.mcptestbench.journal.ClientState;
import dev.mcptestbench.journal.JournalEntry;
import dev.mcptestbench.protocol.Methods;
import dev.mcptestbench.script.Action;
import dev.mcptestbench.script.Carrier;
import dev.mcptestbench.script.Fault;
import dev.mcptestbench.script.Position;
import dev.mcptestbench.script.Rule;
import dev.mcptestbench.script.Scenario;
import dev.mcptestbench.script.Trigger;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/**
 * The same few requests of one client against a server that plays a scenario, on a clock that is moved until each is over:
 * the tools are listed, and called one after the other.
 */
final class Drill implements AutoCloseable {

    static final Duration TIME_OUT = Duration.ofSeconds(10);

    static final String AT_TIME_OUT = "at its time-out";

    private static final Duration STEP = Duration.ofMillis(500);

    private static final Duration START = Duration.ofSeconds(20);

    /** How long nothing has to move for it to be said that nothing does. */
    private static final Duration QUIET = Duration.ofSeconds(3);

    private static final Duration SHORTLY = Duration.ofMillis(100);

    private static final String ANSWERED = "answered";

    private final Bench bench;
    private final ManagedClient client;
    private final Rule rule;
    private final boolean process;

    Drill(Bench.Way way, Scenario scenario) {
        bench = new Bench(way);
        rule = scenario.rules().get(0);
        process = way.carrier == Carrier.STDIO;
        bench.clock.advance(Duration.ZERO);
        bench.server
                .tool("index")
                .promises(Map.of("type", "object", "properties", Map.of("files", Map.of("type", "integer"))))
                .sends(progress(0.5))
                .returns(structured(Map.of("files", 42)));
        bench.server.tool("plain").returns(text("plain"));
        bench.server.on(toolCall("hang")).neverAnswer();
        if (rule.trigger() instanceof Trigger.OfStream stream && stream.kind() == Trigger.StreamKind.RESUMPTION) {
            bench.server.on(toolCall("index")).first().after(progressEvents(1)).closeConnection();
        }
        bench.server.play(scenario);
        bench.clock.advance(Duration.ZERO);
        client = bench.clients
                .add("client", ClientSettings.DEFAULT.withRequestTimeout(TIME_OUT))
                .onElicitation(accept())
                .onSampling(modelSays("yes"))
                .onRoots(rootsAt("file:///work"));
    }

    /** What became of the first request that was not simply answered, and of the one after it. */
    String run() {
        if (isOf(Methods.CANCELLED)) {
            outcome(start("hang"));
        }
        String first = ANSWERED;
        Iterator<Supplier<CompletableFuture<CallOutcome>>> requests = requests().iterator();
        while (requests.hasNext() && first.equals(ANSWERED)) {
            first = outcome(requests.next().get());
        }
        String second = requests.hasNext() ? outcome(requests.next().get()) : ANSWERED;
        String seen = first + (second.equals(ANSWERED) ? "" : "; then " + second);
        return process ? seen.replaceAll(" after [0-9.]+ s", " later") : seen;
    }

    private List<Supplier<CompletableFuture<CallOutcome>>> requests() {
        if (rule.action() instanceof Action.HoldUntilArrived) {
            CompletableFuture<CallOutcome> held = start("index");
            return List.of(() -> start("plain"), () -> held);
        }
        return List.of(
                () -> client.start(Outgoing.request(Methods.TOOLS_LIST, Map.of()))
                        .ending()
                        .toCompletableFuture(),
                () -> start("index"),
                () -> start("plain"),
                () -> start("plain"));
    }

    private CompletableFuture<CallOutcome> start(String tool) {
        return client.startTool(tool, Map.of()).ending().toCompletableFuture();
    }

    private boolean isOf(String method) {
        return rule.trigger() instanceof Trigger.OfMessage message && method.equals(message.method());
    }

    private String outcome(CompletableFuture<CallOutcome> ending) {
        if (process) {
            awaitStart(ending);
            awaitQuiet(ending, QUIET);
        }
        bench.clock.advance(Duration.ZERO);
        for (int i = 0; !ending.isDone() && i < 60; i++) {
            bench.clock.advance(STEP);
            if (process) {
                awaitQuiet(ending, SHORTLY);
            }
        }
        if (!ending.isDone()) {
            return "never over";
        }
        if (process && rule.position() instanceof Position.AfterResponse && rule.action() instanceof Fault) {
            // Whether the client knows of the end by its next call is a matter of chance.
            bench.journal.await(this::wasDisconnected, START);
        }
        CallOutcome outcome = ending.join();
        return inWords(outcome) + inWords(outcome.took());
    }

    /** The clock does not know what another process is at: so it waits until that has begun, and as long as anything moves. */
    private void awaitStart(CompletableFuture<CallOutcome> ending) {
        bench.journal.await(
                () -> ending.isDone()
                        || !bench.journal
                                .entries(JournalEntry.ConnectionOpened.class)
                                .isEmpty(),
                START);
    }

    private void awaitQuiet(CompletableFuture<CallOutcome> ending, Duration quiet) {
        AtomicLong before = new AtomicLong();
        do {
            before.set(bench.journal.lastNumber());
        } while (bench.journal.await(() -> ending.isDone() || bench.journal.lastNumber() > before.get(), quiet)
                && !ending.isDone());
    }

    private boolean wasDisconnected() {
        return bench.journal.entries(JournalEntry.StateChanged.class).stream()
                .anyMatch(change -> change.from() == ClientState.CONNECTED);
    }

    private static String inWords(CallOutcome outcome) {
        if (outcome.isToolError()) {
            return "tool error";
        }
        if (outcome.isSuccess()) {
            return ANSWERED;
        }
        String failure =
                outcome.failure().map(cause -> cause.getClass().getSimpleName()).orElse("");
        return "`" + outcome.errorCode().map(code -> "error " + code.value()).orElse(failure) + "`";
    }

    private static String inWords(Duration took) {
        if (took.isZero()) {
            return "";
        }
        return took.equals(TIME_OUT) ? " " + AT_TIME_OUT : " after " + took.toMillis() / 1e3 + " s";
    }

    @Override
    public void close() {
        CompletableFuture<Void> closed = CompletableFuture.runAsync(bench.clients::close);
        while (!closed.isDone()) {
            bench.clock.advance(STEP);
        }
        bench.close();
    }
}
