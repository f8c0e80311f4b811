package dev.mcptestbench.client;

import dev.mcptestbench.client.auth.Authorizer;
import dev.mcptestbench.client.notification.NotificationBus;
import dev.mcptestbench.client.notification.Wording;
import dev.mcptestbench.journal.ClientState;
import dev.mcptestbench.journal.Journal;
import dev.mcptestbench.plugin.Browser;
import dev.mcptestbench.plugin.McpEndpoint;
import dev.mcptestbench.plugin.TestSettings;
import dev.mcptestbench.script.Call;
import dev.mcptestbench.time.TestClock;
import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apiguardian.api.API;

/**
 * The managed clients of a test, by name. Thread-safe.
 *
 * <p>Clients speak to the server that the test provides, unless they are added with an endpoint of their own.
 */
@API(status = API.Status.EXPERIMENTAL)
public final class ManagedClients implements AutoCloseable {

    private final Surroundings surroundings;
    private final Supplier<McpEndpoint> endpoint;
    private final Runnable onClose;
    private final Map<String, ManagedClient> clients = new LinkedHashMap<>();
    private final Map<String, ClientPool> pools = new LinkedHashMap<>();
    private boolean closed;

    ManagedClients(Surroundings surroundings, Supplier<McpEndpoint> endpoint, Runnable onClose) {
        this.surroundings = surroundings;
        this.endpoint = endpoint;
        this.onClose = onClose;
    }

    /**
     * Clients of one server, with a clock and a journal of their own; for use without the JUnit extension.
     *
     * @param url where it is; its scheme may choose the transport, see {@link McpEndpoint#of(URI)}
     */
    public static ManagedClients of(URI url) {
        return of(McpEndpoint.of(url));
    }

    /**
     * Clients of a mock, proxy or cluster, which is asked where it is when the first connects; with a clock and a journal of
     * their own, for use without the JUnit extension.
     */
    public static ManagedClients of(McpEndpoint.Provider server) {
        return over(server::endpoint, TestSettings.STREAMABLE_HTTP);
    }

    /** Clients of one server, with a clock and a journal of their own; for use without the JUnit extension. */
    public static ManagedClients of(McpEndpoint endpoint) {
        return of(endpoint, TestSettings.STREAMABLE_HTTP);
    }

    /**
     * Clients of a server of stdio, which each of them starts for itself, with a clock and a journal of their own; for use
     * without the JUnit extension.
     *
     * @param command the program and its arguments
     */
    public static ManagedClients ofCommand(String... command) {
        return of(McpEndpoint.ofCommand(command));
    }

    /**
     * Clients of one server over a transport of one's choice, with a clock and a journal of their own; for use without
     * the JUnit extension.
     *
     * @param transport its name, such as {@code memory}
     */
    public static ManagedClients of(McpEndpoint endpoint, String transport) {
        return over(() -> endpoint, transport);
    }

    private static ManagedClients over(Supplier<McpEndpoint> endpoint, String transport) {
        TestClock clock = new TestClock();
        Journal journal = new Journal(clock);
        NotificationBus bus = new NotificationBus(journal, clock);
        TestSettings settings = TestSettings.DEFAULT.withTransport(transport);
        return new ManagedClients(
                Surroundings.of(journal, clock, settings, bus, Authorizer::systemBrowser), new Once<>(endpoint), () -> {
                    bus.close();
                    clock.close();
                });
    }

    /**
     * Clients of one server that share journal, clock and bus with others.
     *
     * @param endpoint asked for once, when the first client connects
     */
    public static ManagedClients of(
            Supplier<McpEndpoint> endpoint,
            Journal journal,
            TestClock clock,
            TestSettings settings,
            NotificationBus bus) {
        return of(endpoint, journal, clock, settings, bus, Authorizer::systemBrowser);
    }

    static ManagedClients of(
            Supplier<McpEndpoint> endpoint,
            Journal journal,
            TestClock clock,
            TestSettings settings,
            NotificationBus bus,
            Supplier<Browser> browser) {
        return new ManagedClients(
                Surroundings.of(journal, clock, settings, bus, browser), new Once<>(endpoint), () -> {});
    }

    /**
     * Adds a client of the test's server, which connects at its first use.
     *
     * @param name its name, which it also gives to servers; not taken yet
     * @throws IllegalArgumentException if the name is taken or blank
     */
    public ManagedClient add(String name) {
        return add(name, endpoint, ClientSettings.DEFAULT);
    }

    /** Adds a client with settings of its own; see {@link #add(String)}. */
    public ManagedClient add(String name, ClientSettings settings) {
        return add(name, endpoint, settings);
    }

    /** Adds a client of a mock, proxy or cluster, asked where it is when the client connects; see {@link #add(String)}. */
    public ManagedClient add(String name, McpEndpoint.Provider server) {
        return add(name, server::endpoint, ClientSettings.DEFAULT);
    }

    /** Adds a client of another server; see {@link #add(String)}. */
    public ManagedClient add(String name, McpEndpoint server) {
        return add(name, () -> server, ClientSettings.DEFAULT);
    }

    /** Adds a client of another server, with settings of its own; see {@link #add(String)}. */
    public ManagedClient add(String name, McpEndpoint server, ClientSettings settings) {
        return add(name, () -> server, settings);
    }

    ManagedClient add(String name, Supplier<McpEndpoint> server, ClientSettings settings) {
        if (name.isBlank()) {
            throw new IllegalArgumentException("A managed client needs a name that is not blank");
        }
        synchronized (clients) {
            if (closed) {
                throw new IllegalStateException(
                        "Client \"" + name + "\" cannot be added: these managed clients are closed");
            }
            requireFree(name);
            ManagedClient client = new ManagedClient(name, surroundings, settings, server);
            clients.put(name, client);
            return client;
        }
    }

    private void requireFree(String name) {
        if (clients.containsKey(name)) {
            throw new IllegalArgumentException("There is a client \"" + name
                    + "\" already: give this one another name, or take that one by get(\"" + name + "\")");
        }
    }

    /**
     * Begins a pool of clients that share calls; its members are added to these clients, under names that begin with the
     * pool's: {@code search-1}, {@code search-2}… or, over several servers, {@code search-primary}.
     *
     * @param name its name; not that of another pool
     */
    public PoolBuilder pool(String name) {
        return new PoolBuilder(this, name, surroundings, endpoint);
    }

    /** Adds a pool, unless its name or one of its members' is taken. */
    ClientPool add(String pool, List<String> members, Supplier<ClientPool> make) {
        synchronized (clients) {
            if (pools.containsKey(pool)) {
                throw new IllegalArgumentException(
                        "There is a pool \"" + pool + "\" already: give this one another name");
            }
            members.forEach(this::requireFree);
            ClientPool made = make.get();
            pools.put(pool, made);
            return made;
        }
    }

    /**
     * The client of this name.
     *
     * @throws IllegalArgumentException if there is none; the message lists those there are
     */
    public ManagedClient get(String name) {
        synchronized (clients) {
            ManagedClient client = clients.get(name);
            if (client == null) {
                throw new IllegalArgumentException("There is no client \"" + name + "\". There are: "
                        + Wording.names(clients.keySet()) + "; add it by add(\"" + name + "\") or connect(\"" + name
                        + "\")");
            }
            return client;
        }
    }

    /** The names, in the order in which the clients were added. */
    public Set<String> names() {
        synchronized (clients) {
            return java.util.Collections.unmodifiableSet(new java.util.LinkedHashSet<>(clients.keySet()));
        }
    }

    /** The state of each client, in the order in which they were added. */
    public Map<String, ClientState> states() {
        Map<String, ClientState> states = new LinkedHashMap<>();
        all().forEach(client -> states.put(client.name(), client.state()));
        return java.util.Collections.unmodifiableMap(states);
    }

    /** The clients, in the order in which they were added. */
    public List<ManagedClient> all() {
        synchronized (clients) {
            return List.copyOf(clients.values());
        }
    }

    /**
     * Connects clients of these names at the same time, adding those that are not there yet.
     *
     * @throws ConnectFailedException if any cannot connect, once all attempts have ended; the message names all of them
     */
    public ManagedClients connect(String... names) {
        List<ManagedClient> wanted = new ArrayList<>();
        synchronized (clients) {
            for (String name : names) {
                ManagedClient known = clients.get(name);
                wanted.add(known == null ? add(name) : known);
            }
        }
        return connect(wanted);
    }

    /** Connects all clients that are not connected, at the same time; see {@link #connect(String...)}. */
    public ManagedClients connectAll() {
        return connect(all());
    }

    private ManagedClients connect(List<ManagedClient> wanted) {
        List<ConnectFailedException> failures = AllAtOnce.connect(wanted);
        if (!failures.isEmpty()) {
            throw AllAtOnce.failed(failures);
        }
        return this;
    }

    /** Disconnects a client; see {@link ManagedClient#disconnect}. */
    public void disconnect(String name) {
        get(name).disconnect();
    }

    /** Disconnects all clients at the same time; bounded as {@link ManagedClient#disconnect}. */
    public void disconnectAll() {
        AllAtOnce.leave(all(), ClientState.DISCONNECTED);
    }

    /**
     * Makes calls at the same time, and waits for all outcomes; one that fails keeps none of the others.
     *
     * @throws IllegalArgumentException if a client is not there, before any call is made
     */
    public ParallelOutcome callInParallel(Call... calls) {
        List<ManagedClient> callers = new ArrayList<>();
        for (Call call : calls) {
            callers.add(get(call.client()));
        }
        List<StartedCall> started = new ArrayList<>();
        for (int i = 0; i < calls.length; i++) {
            started.add(callers.get(i).startTool(calls[i].tool(), calls[i].arguments()));
        }
        return settled(callers, StartedCall.outcomes(started));
    }

    /** Has every client call the same tool at the same time; the outcomes are in the order in which they were added. */
    public ParallelOutcome callOnEach(String tool, Function<ManagedClient, Map<String, ?>> arguments) {
        List<ManagedClient> callers = all();
        List<StartedCall> started = new ArrayList<>();
        for (ManagedClient client : callers) {
            started.add(client.startTool(tool, arguments.apply(client)));
        }
        return settled(callers, StartedCall.outcomes(started));
    }

    private static ParallelOutcome settled(List<ManagedClient> callers, ParallelOutcome outcome) {
        AllAtOnce.awaitListening(callers);
        return outcome;
    }

    /** Where their notifications pass. */
    public NotificationBus notifications() {
        return surroundings.bus();
    }

    /** What happened. */
    public Journal journal() {
        return surroundings.journal();
    }

    /** Closes all clients for good, at the same time. Idempotent; bounded as {@link ManagedClient#close}. */
    @Override
    public void close() {
        List<ManagedClient> left;
        synchronized (clients) {
            if (closed) {
                return;
            }
            closed = true;
            left = List.copyOf(clients.values());
        }
        pools.values().forEach(ClientPool::abandonCalls);
        AllAtOnce.leave(left, ClientState.CLOSED);
        surroundings.authorizer().close();
        onClose.run();
    }

    @Override
    public String toString() {
        return "ManagedClients " + states();
    }
}
