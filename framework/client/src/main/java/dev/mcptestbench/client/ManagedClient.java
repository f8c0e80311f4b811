package dev.mcptestbench.client;

import dev.mcptestbench.client.OngoingCall.Patience;
import dev.mcptestbench.client.notification.ClientNotifications;
import dev.mcptestbench.client.resilience.Circuit;
import dev.mcptestbench.journal.ClientState;
import dev.mcptestbench.journal.Journal;
import dev.mcptestbench.journal.JournalEntry;
import dev.mcptestbench.plugin.McpEndpoint;
import dev.mcptestbench.protocol.Message;
import dev.mcptestbench.protocol.Methods;
import dev.mcptestbench.protocol.Revision;
import dev.mcptestbench.script.ClientAnswer;
import io.modelcontextprotocol.client.McpAsyncClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.apiguardian.api.API;
import org.assertj.core.api.AssertProvider;
import org.jspecify.annotations.Nullable;

/**
 * An MCP client whose life a test owns. It connects at its first use, reconnects by itself, and tells the journal what it
 * goes through. Calls never throw for what a server does: the outcome says it. Thread-safe.
 *
 * <p>A request is sent again by itself only where the wire says that it took no effect (its session had expired, or no connection
 * could be made); a broken event stream is resumed where the server sends event ids.
 */
@API(status = API.Status.EXPERIMENTAL)
public final class ManagedClient implements AutoCloseable, AssertProvider<ManagedClientAssert> {

    private final String name;
    private final Surroundings surroundings;
    private final ClientSettings settings;
    private final Requests requests = new Requests();
    private final ServerRequests serverRequests;
    private final Connection connection;
    private final CallCounter counter = new CallCounter();
    private final KnownTools tools = new KnownTools();
    private final OneClientRoute route;
    private final HealthCheck health;
    private final SdkClients sdk;

    ManagedClient(String name, Surroundings surroundings, ClientSettings settings, Supplier<McpEndpoint> endpoint) {
        this.name = name;
        this.surroundings = surroundings;
        this.settings = settings;
        this.serverRequests = new ServerRequests(name, surroundings);
        this.connection = new Connection(name, surroundings, settings, endpoint, requests, serverRequests);
        this.route = new OneClientRoute(this, settings, surroundings);
        this.health = new HealthCheck(this, surroundings, settings);
        this.sdk = new SdkClients(this);
    }

    /** The client's name, which it also gives to servers as {@code clientInfo.name}. */
    public String name() {
        return name;
    }

    // ── what the server may ask of it ───────────────────────────────────────────────────────────────────────────────

    /**
     * Scripts what is answered to {@code elicitation/create}: one answer after the other, the last again and again. Until
     * then the client does not declare that it can be asked.
     *
     * @param answers such as {@code accept(Map.of("name", "Ada"))}, {@code decline()}, {@code neverAnswer()}, and any of
     *     them {@code after(…)} a while
     * @throws IllegalArgumentException if one is no answer to that
     * @throws IllegalStateException if the client is connected and has not declared that it can be asked
     */
    public ManagedClient onElicitation(ClientAnswer... answers) {
        return on(Methods.ELICITATION_CREATE, answers);
    }

    /**
     * Scripts what is answered to {@code sampling/createMessage}; see {@link #onElicitation}.
     *
     * @param answers such as {@code modelSays("Paris")}
     */
    public ManagedClient onSampling(ClientAnswer... answers) {
        return on(Methods.SAMPLING_CREATE_MESSAGE, answers);
    }

    /**
     * Scripts what is answered to {@code roots/list}; see {@link #onElicitation}.
     *
     * @param answers such as {@code rootsAt("file:///home/ada")}
     */
    public ManagedClient onRoots(ClientAnswer... answers) {
        return on(Methods.ROOTS_LIST, answers);
    }

    private ManagedClient on(String method, ClientAnswer... answers) {
        if (connection.state() == ClientState.CONNECTED && !serverRequests.answers(method)) {
            throw new IllegalStateException("Client \"" + name + "\" is connected, and did not declare that it answers "
                    + method + ": script its answers before it connects, or disconnect() it first");
        }
        serverRequests.script(method, answers);
        return this;
    }

    /** What servers have asked it for so far, in order, pings apart: the latest 1000. */
    public List<Message> asked() {
        return serverRequests.asked();
    }

    // ── its life ────────────────────────────────────────────────────────────────────────────────────────────────────

    /**
     * Connects, unless it is connected; joins an attempt under way, and makes one that waits for its time at once.
     *
     * @return this client
     * @throws ConnectFailedException if it cannot connect; the cause says why
     * @throws ClientClosedException if it is closed
     */
    public ManagedClient connect() {
        awaitConnected();
        return settled(this);
    }

    void awaitConnected() {
        Waits.forConnection(connection.connect().toCompletableFuture(), realBound(), name);
    }

    /**
     * Ends the session and leaves the server; calls under way fail. It can connect again. Bounded: at most about 1 s; over
     * stdio about 6 s, if its process neither ends with its input nor on SIGTERM (basic/lifecycle#shutdown); with a session
     * store that does not answer 15 s.
     */
    public void disconnect() {
        Link left = leave(ClientState.DISCONNECTED);
        if (left != null) {
            left.close();
        }
    }

    /**
     * Leaves the server without ending the session, for a client of this name to take up, here or after a restart; calls under
     * way fail. It can connect again. Bounded: at most some seconds, where the store is slow.
     *
     * @throws IllegalStateException if the settings of the client name no session store
     */
    public void detach() {
        if (settings.sessionStore().isEmpty()) {
            throw new IllegalStateException(
                    "Client \"" + name + "\" cannot detach, for nobody would find its session again:"
                            + " give it ClientSettings.DEFAULT.withSessionStore(…), or disconnect() it");
        }
        Link left = leave(ClientState.DISCONNECTED, Link::leaveSession);
        if (left != null) {
            left.close();
        }
    }

    /** Whether it is in a session that it took up from its session store, and did not initialize. */
    public boolean isResumed() {
        Link link = connection.link();
        return link != null && link.isResumed();
    }

    /** Closes the client for good; calls under way fail. Idempotent, and bounded as {@link #disconnect}. */
    @Override
    public void close() {
        Link left = leave(ClientState.CLOSED);
        if (left != null) {
            left.close();
        }
    }

    /** Begins to leave; what it gives is to be closed. */
    @Nullable
    Link leave(ClientState to) {
        return leave(to, Link::endSession);
    }

    private @Nullable Link leave(ClientState to, Consumer<Link> session) {
        if (to == ClientState.CLOSED) {
            health.close();
        }
        Link left = connection.leave(to, session);
        route.abandonAll("before its client was left");
        return left;
    }

    /**
     * The revision that it speaks with its server, or would ask for first if it is not connected.
     *
     * @see ClientSettings#revisions
     */
    public Revision revision() {
        Link link = connection.link();
        if (link == null) {
            List<Revision> own = settings.revisions();
            return own.isEmpty() ? surroundings.settings().revision() : Collections.max(own);
        }
        Object version = link.initializeResult().get("protocolVersion");
        return Revision.of(String.valueOf(version)).orElse(link.way().revision());
    }

    /** The state it is in. */
    public ClientState state() {
        return connection.state();
    }

    /** What went wrong last with its connection, if anything ever did. */
    public Optional<Exception> lastError() {
        return Optional.ofNullable(connection.lastError());
    }

    /**
     * Calls a tool, and waits for the outcome: at most for the time-out of a request (20 s by default, on the test's clock).
     *
     * @param tool the tool's name
     * @param arguments plain values, or whatever else has a JSON form
     */
    public CallOutcome callTool(String tool, Map<String, ?> arguments) {
        return settled(startTool(tool, arguments).outcome());
    }

    /** Calls a tool without arguments; see {@link #callTool(String, Map)}. */
    public CallOutcome callTool(String tool) {
        return callTool(tool, Map.of());
    }

    /**
     * Makes the same call so many times at once, and waits for all outcomes.
     *
     * @param times how many calls
     */
    public ParallelOutcome callInParallel(int times, String tool, Map<String, ?> arguments) {
        List<StartedCall> started = new ArrayList<>();
        for (int i = 0; i < times; i++) {
            started.add(startTool(tool, arguments));
        }
        return settled(StartedCall.outcomes(started));
    }

    /** Sends a request of any method, and waits for the outcome; see {@link #callTool(String, Map)}. */
    public CallOutcome request(String method, Map<String, ?> params) {
        return settled(start(Outgoing.request(method, params)).outcome());
    }

    /** So that a test may rely on it after the first call that its client hears everything. */
    private <T> T settled(T outcome) {
        Waits.forListening(Stream.ofNullable(connection.link()));
        return outcome;
    }

    StartedCall startTool(String tool, Map<String, ?> arguments) {
        return start(Outgoing.tool(tool, arguments));
    }

    /** Begins a call that is made as often as the settings say. */
    StartedCall start(Outgoing request) {
        return counted(
                request, () -> settings.makesOneAttempt() ? attempt(request, Patience.WAITS) : route.start(request));
    }

    /** Begins a call that is made once, and fails where its server cannot be reached at once. */
    StartedCall startOnce(Outgoing request) {
        return counted(request, () -> attempt(request, Patience.FAILS_FAST));
    }

    private StartedCall counted(Outgoing request, Supplier<StartedCall> start) {
        counter.began();
        StartedCall started = start.get();
        return started.with(started.ending().thenApply(outcome -> {
            counter.ended(outcome.isSuccess(), outcome.took());
            // Put into words before: whoever else has something to journal waits meanwhile.
            String ending = outcome.ending();
            surroundings
                    .journal()
                    .add(stamp -> new JournalEntry.CallEnded(stamp, name, request.label(), outcome.took(), ending));
            return outcome;
        }));
    }

    /** Makes a call once, uncounted. */
    StartedCall attempt(Outgoing request, Patience patience) {
        return attempt(request, patience, settings.requestTimeout());
    }

    /** Makes a call once, uncounted, with a time-out of its own. */
    StartedCall attempt(Outgoing request, Patience patience, Duration timeout) {
        OngoingCall call = new OngoingCall(connection, requests, surroundings, request, timeout, patience);
        Duration began = surroundings.clock().elapsed();
        return new StartedCall(
                call::abandon,
                call.start().handle((response, failure) -> {
                    Duration took = surroundings.clock().elapsed().minus(began);
                    String label = request.label();
                    CallOutcome outcome = response != null
                            ? CallOutcome.answered(name, label, took, response)
                            : CallOutcome.failed(name, label, took, Failures.of(failure), call.mayHaveTakenEffect());
                    tools.learn(request, outcome);
                    return outcome;
                }),
                realBound());
    }

    KnownTools tools() {
        return tools;
    }

    /** A blocked caller is let go by real time, too, in case the test's clock stands still. */
    private Waits.Bound realBound() {
        return new Waits.Bound(
                settings.requestTimeout().plusSeconds(5),
                surroundings.authorizer().questions());
    }

    /**
     * The SDK's client over this client's connection: sessions, reconnection and metrics are this client's. Notifications do
     * not pass it: see {@link #notifications}. Closing it closes nothing here.
     *
     * @throws IllegalStateException if the class path has libraries that the SDK cannot work with; the message names the
     *     remedy
     */
    public McpAsyncClient sdk() {
        return sdk.client();
    }

    /** What it hears. */
    public ClientNotifications notifications() {
        return surroundings.bus().of(name);
    }

    /** What it has counted so far. */
    public ClientMetrics metrics() {
        return counter.metrics();
    }

    /**
     * Its circuit breaker.
     *
     * @throws IllegalStateException if its settings ask for none
     */
    public Circuit circuit() {
        return route.circuit();
    }

    /**
     * Asks the server whether it is well, by {@code ping} (basic/utilities/ping) or, in the modern era, by
     * {@code server/discover}, and waits for the outcome; it is not counted as a call. Where there is no answer, the client takes the server for lost and begins to look for it.
     */
    public CallOutcome checkHealth() {
        return settled(health.check().outcome());
    }

    /** Whether the last check of its health, if there was one since it is connected, found its server well. */
    public boolean isHealthy() {
        return health.isGood();
    }

    /** How long ago the last message came from its server, on the test's clock; empty if none ever did. */
    public Optional<Duration> lastHeard() {
        return Optional.ofNullable(connection.lastHeard())
                .map(at -> surroundings.clock().elapsed().minus(at));
    }

    /**
     * The tokens that it has for its server. They are looked up as they are at this moment, in its store.
     *
     * @throws IllegalStateException if it is not authorized by OAuth
     */
    public ClientTokens tokens() {
        return new ClientTokens(name, connection.tokens(), surroundings.clock().instant());
    }

    /** The result of the latest {@code initialize}, empty while there is none. */
    public Map<String, @Nullable Object> initializeResult() {
        Link link = connection.link();
        return link == null ? Map.of() : link.initializeResult();
    }

    /** How many requests wait for an answer. */
    int waiting() {
        return requests.size();
    }

    Connection connection() {
        return connection;
    }

    Journal journal() {
        return surroundings.journal();
    }

    /** For AssertJ's {@code assertThat}. */
    @Override
    public ManagedClientAssert assertThat() {
        return new ManagedClientAssert(this);
    }

    @Override
    public String toString() {
        return "ManagedClient \"" + name + "\" (" + state() + ")";
    }
}
