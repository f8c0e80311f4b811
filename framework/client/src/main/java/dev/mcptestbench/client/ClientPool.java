package dev.mcptestbench.client;

import dev.mcptestbench.client.resilience.Circuit;
import dev.mcptestbench.journal.ClientState;
import dev.mcptestbench.journal.Journal;
import dev.mcptestbench.journal.JournalEntry;
import dev.mcptestbench.plugin.McpEndpoint;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.apiguardian.api.API;
import org.assertj.core.api.AssertProvider;
import org.jspecify.annotations.Nullable;

/**
 * Managed clients that share the calls of a test, each call made by one of them. Its members are managed clients like any
 * other, to be had by name from {@link ManagedClients#get} too. Thread-safe.
 *
 * <p>Which member makes a call, its {@link Balancer} says. Members whose circuit is open are passed over, and so are, as long as
 * there are others, members that look for their server, have given it up, or whose last health check failed. Whether a call that failed
 * goes to another member, and which may, {@link PoolBuilder#failsOver} says.
 */
@API(status = API.Status.EXPERIMENTAL)
public final class ClientPool implements AutoCloseable, AssertProvider<ClientPoolAssert> {

    private final String name;
    private final List<PooledServer> servers;
    private final List<ManagedClient> members;
    private final Surroundings surroundings;
    private final RepeatedCalls calls;
    private final CallCounter counter = new CallCounter();

    ClientPool(
            String name, List<PooledServer> servers, Route route, ClientSettings settings, Surroundings surroundings) {
        this.name = name;
        this.servers = List.copyOf(servers);
        this.members = servers.stream()
                .flatMap(server -> server.members().stream())
                .map(Member::client)
                .toList();
        this.surroundings = surroundings;
        this.calls = new RepeatedCalls(route, settings, surroundings);
    }

    /** The pool's name, with which the names of its members begin. */
    public String name() {
        return name;
    }

    /** Its members, in the order of their servers. */
    public List<ManagedClient> members() {
        return members;
    }

    /**
     * Connects all members that are not connected, at the same time, joining attempts under way. Those that cannot connect are
     * passed over until they can.
     *
     * @return this pool
     * @throws ConnectFailedException if none could connect, once all attempts have ended; the message names all of them
     * @throws ClientClosedException if all are closed
     */
    public ClientPool connect() {
        List<ManagedClient> wanted = members.stream()
                .filter(member -> member.state() != ClientState.CLOSED && member.state() != ClientState.RECONNECTING)
                .toList();
        // One that looks for its server holds nobody up, unless there is nobody else.
        List<ConnectFailedException> failures = AllAtOnce.connect(wanted.isEmpty() ? members : wanted);
        if (!failures.isEmpty() && members.stream().noneMatch(member -> member.state() == ClientState.CONNECTED)) {
            throw AllAtOnce.failed(failures);
        }
        return this;
    }

    /**
     * Calls a tool by one member, and waits for the outcome, which names the member that made the call last.
     *
     * @param tool the tool's name
     * @param arguments plain values, or whatever else has a JSON form
     */
    public CallOutcome callTool(String tool, Map<String, ?> arguments) {
        return settled(start(Outgoing.tool(tool, arguments)).outcome());
    }

    /** Calls a tool without arguments; see {@link #callTool(String, Map)}. */
    public CallOutcome callTool(String tool) {
        return callTool(tool, Map.of());
    }

    /**
     * Makes the same call so many times, one after the other.
     *
     * @param times how many calls
     * @return the outcomes, in the order of the calls
     */
    public List<CallOutcome> call(int times, String tool, Map<String, ?> arguments) {
        List<CallOutcome> outcomes = new ArrayList<>();
        for (int i = 0; i < times; i++) {
            outcomes.add(callTool(tool, arguments));
        }
        return List.copyOf(outcomes);
    }

    /**
     * Makes the same call so many times at once, and waits for all outcomes.
     *
     * @param times how many calls
     */
    public ParallelOutcome callInParallel(int times, String tool, Map<String, ?> arguments) {
        List<StartedCall> started = new ArrayList<>();
        for (int i = 0; i < times; i++) {
            started.add(start(Outgoing.tool(tool, arguments)));
        }
        return settled(StartedCall.outcomes(started));
    }

    /** Sends a request of any method by one member, and waits for the outcome. */
    public CallOutcome request(String method, Map<String, ?> params) {
        return settled(start(Outgoing.request(method, params)).outcome());
    }

    StartedCall start(Outgoing request) {
        counter.began();
        StartedCall started = calls.start(request);
        return started.with(started.ending().thenApply(outcome -> {
            counter.ended(outcome.isSuccess(), outcome.took());
            if (outcome.client().equals(name)) {
                // Nobody made it, so nobody has told of its end.
                surroundings
                        .journal()
                        .add(stamp -> new JournalEntry.CallEnded(
                                stamp, name, request.label(), outcome.took(), outcome.ending()));
            }
            return outcome;
        }));
    }

    private <T> T settled(T outcome) {
        Waits.forListening(members.stream().map(member -> member.connection().link()));
        return outcome;
    }

    /**
     * The circuit breaker before one of its servers, which all members of that server share.
     *
     * @throws IllegalArgumentException if the server is none of the pool's
     * @throws IllegalStateException if the pool has no circuit breakers
     */
    public Circuit circuitOf(McpEndpoint.Provider server) {
        return circuitOf(server.endpoint());
    }

    /** The circuit breaker before one of its servers; see {@link #circuitOf(McpEndpoint.Provider)}. */
    public Circuit circuitOf(McpEndpoint server) {
        for (PooledServer each : servers) {
            if (each.endpoint().get().url().equals(server.url())) {
                return each.circuitOf(name);
            }
        }
        throw new IllegalArgumentException("Pool \"" + name + "\" has no server at " + server.url() + ". It has: "
                + servers.stream()
                        .map(each -> each.endpoint().get().url().toString())
                        .collect(Collectors.joining(", ")));
    }

    /** The circuit breaker that a member's calls pass, or {@code null} if there is none. */
    @Nullable
    Circuit circuitBefore(ManagedClient client) {
        return servers.stream()
                .flatMap(server -> server.members().stream())
                .filter(member -> member.client() == client)
                .map(Member::circuit)
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(null);
    }

    /**
     * What has been counted of the pool's calls, each call once, whoever made it. Each member's metrics count what it was
     * asked for.
     */
    public ClientMetrics metrics() {
        return counter.metrics();
    }

    Journal journal() {
        return surroundings.journal();
    }

    /** Calls that wait for their next time wait no longer. */
    void abandonCalls() {
        calls.abandonAll("before its pool was left");
    }

    /** Disconnects all members at the same time; the next call connects them again. Bounded: at most about 1 s. */
    public void disconnect() {
        abandonCalls();
        AllAtOnce.leave(members, ClientState.DISCONNECTED);
    }

    /** Closes all members for good. Idempotent; bounded: at most about 1 s. */
    @Override
    public void close() {
        abandonCalls();
        AllAtOnce.leave(members, ClientState.CLOSED);
    }

    /** For AssertJ's {@code assertThat}. */
    @Override
    public ClientPoolAssert assertThat() {
        return new ClientPoolAssert(this);
    }

    @Override
    public String toString() {
        return "ClientPool \"" + name + "\" "
                + members.stream()
                        .map(member -> member.name() + " (" + member.state() + ")")
                        .collect(Collectors.joining(", ", "[", "]"));
    }
}
