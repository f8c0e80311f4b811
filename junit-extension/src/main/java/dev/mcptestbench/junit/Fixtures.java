package dev.mcptestbench.junit;

import dev.mcptestbench.journal.Journal;
import dev.mcptestbench.plugin.FixtureContext;
import dev.mcptestbench.plugin.FixtureProvider;
import dev.mcptestbench.plugin.McpEndpoint;
import dev.mcptestbench.plugin.MissingFixtureException;
import dev.mcptestbench.plugin.SelfChecking;
import dev.mcptestbench.plugin.TestSettings;
import dev.mcptestbench.time.TestClock;
import java.net.URI;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.opentest4j.TestAbortedException;

/** The fixtures of one test: makes each once, asks them all in the end, closes them in reverse. Thread-safe. */
final class Fixtures implements FixtureContext {

    /** What needs no provider. */
    static final Set<Class<?>> BUILT_IN = Set.of(
            TestClock.class,
            Journal.class,
            TestSettings.class,
            URI.class,
            McpEndpoint.class,
            McpEndpoint.Provider.class);

    private record Key(Class<?> type, String name) {

        @Override
        public String toString() {
            return name.isEmpty() ? type.getSimpleName() : type.getSimpleName() + " \"" + name + "\"";
        }
    }

    /** A fixture that is being made, and the place in the test that asks for it. */
    private record Step(Key key, String place) {}

    private final Providers providers;
    private final TestSettings settings;
    private final Asked asked;
    private final TestClock clock = new TestClock();
    private final Journal journal = new Journal(clock);
    private final Object lock = new Object();
    private final Map<Key, Object> made = new LinkedHashMap<>();
    private final Deque<Step> making = new ArrayDeque<>();
    private boolean closed;

    /**
     * No fixtures yet.
     *
     * @param asked what the test asks for
     */
    Fixtures(Providers providers, TestSettings settings, Asked asked) {
        this.providers = providers;
        this.settings = settings;
        this.asked = asked;
    }

    @Override
    public Journal journal() {
        return journal;
    }

    @Override
    public TestClock clock() {
        return clock;
    }

    @Override
    public TestSettings settings() {
        return settings;
    }

    @Override
    public <T> T get(Class<T> type, String name) {
        return get(type, name, "");
    }

    @Override
    public boolean asksFor(Class<?> type, String name) {
        return asked.anywhere().contains(new Asked.Wish(type, name));
    }

    /**
     * A fixture for a place in a test.
     *
     * @param place who asks, or empty where that is not known
     */
    <T> T get(Class<T> type, String name, String place) {
        synchronized (lock) {
            if (type == TestClock.class) {
                return type.cast(clock);
            }
            if (type == Journal.class) {
                return type.cast(journal);
            }
            if (type == TestSettings.class) {
                return type.cast(settings);
            }
            if (type == McpEndpoint.Provider.class) {
                return type.cast(server(name, place));
            }
            if (type == McpEndpoint.class) {
                return type.cast(server(name, place).endpoint());
            }
            if (type == URI.class) {
                return type.cast(server(name, place).endpoint().url());
            }
            Key key = new Key(type, name);
            Object fixture = made.get(key);
            if (fixture == null) {
                fixture = make(key, place);
                made.put(key, fixture);
            }
            return type.cast(fixture);
        }
    }

    /** The server of that name that there is already; otherwise one of the kind that the test asks for, or the mock. */
    private McpEndpoint.Provider server(String name, String place) {
        for (Map.Entry<Key, Object> entry : made.entrySet()) {
            if (entry.getKey().name().equals(name) && entry.getValue() instanceof McpEndpoint.Provider server) {
                return server;
            }
        }
        List<Class<?>> types = providers.types().stream()
                .filter(McpEndpoint.Provider.class::isAssignableFrom)
                .toList();
        if (types.isEmpty()) {
            throw new MissingFixtureException(MissingFixture.text(asker(place), McpEndpoint.Provider.class, providers));
        }
        Class<?> type = types.stream()
                .min(Comparator.comparing(
                        candidate -> asked.byTheTest().contains(candidate) ? 0 : isMock(candidate) ? 1 : 2))
                .orElseThrow();
        return (McpEndpoint.Provider) get(type, name, place);
    }

    private static boolean isMock(Class<?> type) {
        return type.getName().equals("dev.mcptestbench.server.MockMcpServer");
    }

    private Object make(Key key, String place) {
        FixtureProvider provider = providers
                .of(key.type())
                .orElseThrow(
                        () -> new MissingFixtureException(MissingFixture.text(asker(place), key.type(), providers)));
        refuse(key);
        making.push(new Step(key, place));
        try {
            Object fixture = provider.provide(key.type(), key.name(), this);
            if (!key.type().isInstance(fixture)) {
                throw new FixtureException(complaint(provider, key, place) + "it returned " + fixture, null);
            }
            return fixture;
        } catch (TestAbortedException | MissingFixtureException | FixtureException | VirtualMachineError passed) {
            throw passed;
        } catch (Throwable failure) {
            throw new FixtureException(complaint(provider, key, place) + failure, failure);
        } finally {
            making.pop();
        }
    }

    private void refuse(Key key) {
        if (closed) {
            throw new IllegalStateException("The test is over: no " + key + " is made any more");
        }
        if (making.stream().anyMatch(step -> step.key().equals(key))) {
            List<String> circle = new ArrayList<>(List.of(key.toString()));
            making.forEach(step -> circle.add(0, step.key().toString()));
            throw new FixtureException("Fixtures need each other: " + String.join(" → ", circle), null);
        }
    }

    private String asker(String place) {
        Step asking = making.peekFirst();
        if (asking == null) {
            return place;
        }
        String first = making.getLast().place();
        return (first.isEmpty() ? "" : first + ", ") + "through " + asking.key();
    }

    private static String complaint(FixtureProvider provider, Key key, String place) {
        return (place.isEmpty() ? "" : place + ": ") + provider.getClass().getName() + " could not make "
                + MissingFixture.article(key.toString()) + " " + key + ": ";
    }

    /** What the fixtures expected and did not get, in the order of their making. */
    List<String> unmetExpectations() {
        List<String> unmet = new ArrayList<>();
        for (Object fixture : distinct()) {
            if (fixture instanceof SelfChecking checking) {
                try {
                    unmet.addAll(checking.unmetExpectations(settings));
                } catch (RuntimeException | AssertionError failure) {
                    unmet.add(fixture.getClass().getSimpleName() + " could not be asked what it expected: " + failure);
                }
            }
        }
        return unmet;
    }

    /**
     * Closes everything, what was made last first, then the clock. Idempotent.
     *
     * @return what went wrong, in order
     */
    List<Throwable> close() {
        synchronized (lock) {
            if (closed) {
                return List.of();
            }
            closed = true;
        }
        List<Object> fixtures = new ArrayList<>(distinct());
        Collections.reverse(fixtures);
        List<Throwable> failures = new ArrayList<>();
        for (Object fixture : fixtures) {
            close(fixture, failures);
        }
        clock.close();
        return failures;
    }

    private void close(Object fixture, List<Throwable> failures) {
        if (fixture instanceof AutoCloseable closeable) {
            try {
                closeable.close();
            } catch (Throwable failure) {
                if (failure instanceof InterruptedException) {
                    Thread.currentThread().interrupt();
                }
                failures.add(new FixtureException(nameOf(fixture) + " could not be closed: " + failure, failure));
            }
        }
    }

    private String nameOf(Object fixture) {
        synchronized (lock) {
            return made.entrySet().stream()
                    .filter(entry -> entry.getValue() == fixture)
                    .map(entry -> entry.getKey().toString())
                    .findFirst()
                    .orElseGet(() -> fixture.getClass().getSimpleName());
        }
    }

    /** One that goes by two types is one fixture. */
    private List<Object> distinct() {
        synchronized (lock) {
            Set<Object> seen = Collections.newSetFromMap(new IdentityHashMap<>());
            return made.values().stream().filter(seen::add).toList();
        }
    }
}
