package dev.mcptestbench.client;

import dev.mcptestbench.client.resilience.Backoff;
import dev.mcptestbench.client.resilience.Circuit;
import dev.mcptestbench.client.resilience.CircuitSettings;
import dev.mcptestbench.plugin.McpEndpoint;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.apiguardian.api.API;

/**
 * Says how a pool is to be: without more, one client of the test's server, round robin, each call made once. Ends with
 * {@link #connect} or {@link #build}. Not thread-safe.
 */
@API(status = API.Status.EXPERIMENTAL)
public final class PoolBuilder {

    private final ManagedClients clients;
    private final String name;
    private final Surroundings surroundings;
    private List<Supplier<McpEndpoint>> servers;
    private List<String> serverNames = List.of("");
    private int clientsEach = 1;
    private Balancer balancer = Pools.roundRobin();
    private boolean failsOver;
    private ClientSettings settings = ClientSettings.DEFAULT;

    PoolBuilder(ManagedClients clients, String name, Surroundings surroundings, Supplier<McpEndpoint> server) {
        this.clients = clients;
        this.name = name;
        this.surroundings = surroundings;
        this.servers = List.of(server);
    }

    /** Over these servers (mocks, proxies, clusters), in place of the test's one. At least one. */
    public PoolBuilder over(McpEndpoint.Provider... members) {
        return over(Arrays.stream(members).map(McpEndpoint.Provider::endpoint).toArray(McpEndpoint[]::new));
    }

    /**
     * Over these servers, mock or real, in place of the test's one.
     *
     * @throws IllegalArgumentException if there is none
     */
    public PoolBuilder over(McpEndpoint... members) {
        if (members.length == 0) {
            throw new IllegalArgumentException("Pool \"" + name + "\" is over no server: name at least one");
        }
        List<Supplier<McpEndpoint>> suppliers = new ArrayList<>();
        List<String> names = new ArrayList<>();
        Set<String> distinct = new HashSet<>();
        for (McpEndpoint member : members) {
            suppliers.add(() -> member);
            names.add(member.name());
            distinct.add(member.name());
        }
        servers = suppliers;
        serverNames = names;
        if (members.length == 1) {
            serverNames = List.of("");
        } else if (distinct.size() < names.size()) {
            serverNames = IntStream.rangeClosed(1, names.size())
                    .mapToObj(String::valueOf)
                    .toList();
        }
        return this;
    }

    /**
     * With so many clients of each server; 1 unless told otherwise.
     *
     * @throws IllegalArgumentException if it is not positive
     */
    public PoolBuilder withClients(int each) {
        if (each < 1) {
            throw new IllegalArgumentException("Pool \"" + name + "\" needs at least one client, not " + each);
        }
        clientsEach = each;
        return this;
    }

    /** Whose members take turns so; {@link Pools#roundRobin} unless told otherwise. */
    public PoolBuilder balancedBy(Balancer changed) {
        balancer = changed;
        return this;
    }

    /**
     * A call that failed is made by the next member, until one succeeds or each has had its turn. That goes for calls that took
     * no effect: the server could not be reached, or refused by the status 429 or 503. One that may have taken effect
     * (the connection was lost after it was sent, or there was no answer in time) is made again only if it is safe to make
     * twice: it only reads, or a server has listed its tool as {@code readOnlyHint} or {@code idempotentHint}, or the test has
     * said {@link #repeatsUnsafeCalls}. What was answered, with an error too, is never made again.
     */
    public PoolBuilder failsOver() {
        failsOver = true;
        return this;
    }

    /** Calls are made again also where nobody knows whether they took effect. */
    public PoolBuilder repeatsUnsafeCalls() {
        settings = settings.repeatingUnsafeCalls();
        return this;
    }

    /**
     * When all members have had their turn in vain, or nobody could make the call, it is tried anew after these delays, on
     * the test's clock; see {@link ClientSettings#withRetry}.
     */
    public PoolBuilder retries(Backoff delays) {
        settings = settings.withRetry(delays);
        return this;
    }

    /**
     * Each server has a circuit breaker, which its clients share: while it is open, they are passed over.
     *
     * @param breaker when it opens, such as {@link Pools#failures failures(3)}
     */
    public PoolBuilder opensCircuitAfter(CircuitSettings breaker) {
        settings = settings.withCircuit(breaker);
        return this;
    }

    /**
     * Each member asks its server time and again whether it is well, and is passed over while it is not.
     *
     * @param interval how often, on the test's clock; positive
     */
    public PoolBuilder checksHealthEvery(Duration interval) {
        settings = settings.withHealthCheck(interval);
        return this;
    }

    /**
     * Begins with these settings: time-out, back-off and health check of each member, retry and circuit breakers of the pool.
     * To be said first, since it takes the place of what was said before of any of them.
     */
    public PoolBuilder with(ClientSettings changed) {
        settings = changed;
        return this;
    }

    /**
     * The pool; its members are connected.
     *
     * @throws ConnectFailedException if none could connect
     * @throws IllegalArgumentException if the name of the pool or of a member is taken
     */
    public ClientPool connect() {
        return build().connect();
    }

    /**
     * The pool; its members connect at their first use.
     *
     * @throws IllegalArgumentException if the name of the pool or of a member is taken
     */
    public ClientPool build() {
        List<String> members = new ArrayList<>();
        serverNames.forEach(server -> members.addAll(clientNames(server)));
        return clients.add(name, members, this::make);
    }

    private ClientPool make() {
        List<PooledServer> pooled = new ArrayList<>();
        List<Member> all = new ArrayList<>();
        for (int i = 0; i < servers.size(); i++) {
            PooledServer server = make(servers.get(i), serverNames.get(i));
            pooled.add(server);
            all.addAll(server.members());
        }
        long seed = surroundings.settings().seed();
        return new ClientPool(
                name, pooled, new PoolRoute(name, all, balancer, failsOver, seed), settings, surroundings);
    }

    private PooledServer make(Supplier<McpEndpoint> server, String serverName) {
        Circuit circuit = settings.circuit()
                .map(breaker -> new Circuit(prefix(serverName), breaker, surroundings.journal(), surroundings.clock()))
                .orElse(null);
        List<Member> members = new ArrayList<>();
        for (String client : clientNames(serverName)) {
            ManagedClient added = clients.add(client, server, settings.forOneAttempt());
            members.add(new Member(added, circuit, added::startOnce));
        }
        return new PooledServer(server, circuit, members);
    }

    private String prefix(String serverName) {
        return serverName.isEmpty() ? name : name + "-" + serverName;
    }

    private List<String> clientNames(String serverName) {
        return clientsEach == 1 && !serverName.isEmpty()
                ? List.of(prefix(serverName))
                : IntStream.rangeClosed(1, clientsEach)
                        .mapToObj(i -> prefix(serverName) + "-" + i)
                        .toList();
    }
}
