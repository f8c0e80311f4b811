package dev.mcptestbench.client.transport;

import dev.mcptestbench.plugin.Found;
import dev.mcptestbench.plugin.McpEndpoint;
import dev.mcptestbench.plugin.TransportProvider;
import dev.mcptestbench.plugin.TransportProvider.MessageTransport;
import dev.mcptestbench.protocol.Era;
import dev.mcptestbench.protocol.Revision;
import dev.mcptestbench.time.TestClock;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.apiguardian.api.API;

/** The transports on the class path, by name. Immutable. */
@API(status = API.Status.INTERNAL)
public final class Transports {

    private final Map<String, TransportProvider> byName;
    private final List<String> broken;

    private Transports(Map<String, TransportProvider> byName, List<String> broken) {
        this.byName = byName;
        this.broken = broken;
    }

    /**
     * Those of the class path; one that is broken harms none of the others. They are looked for once: a
     * class path stays what it is, and looking through its jars takes longer than a cycle in memory.
     */
    public static Transports find() {
        return OfClassPath.ALL;
    }

    /** Made when it is first asked for. */
    private static final class OfClassPath {
        private static final Transports ALL = load();
    }

    private static Transports load() {
        Found<TransportProvider> found = Found.on(Transports.class.getClassLoader(), TransportProvider.class);
        return of(found.providers(), found.broken());
    }

    /** Those of the given providers. */
    static Transports of(List<TransportProvider> providers, List<String> broken) {
        Map<String, TransportProvider> byName = new TreeMap<>();
        for (TransportProvider provider : providers) {
            provider.names().forEach(name -> byName.putIfAbsent(name, provider));
        }
        return new Transports(Map.copyOf(byName), List.copyOf(broken));
    }

    /** The names, in order. */
    public Set<String> names() {
        return new TreeMap<>(byName).keySet();
    }

    /**
     * The transport that a URI chooses: its scheme is the name of one, such as {@code memory}, or has it before a plus, such as
     * {@code sse+http}; empty if it chooses none.
     */
    public Optional<String> chosenBy(URI url) {
        String scheme = String.valueOf(url.getScheme());
        int plus = scheme.indexOf('+');
        if (plus >= 0) {
            return Optional.of(scheme.substring(0, plus));
        }
        return byName.containsKey(scheme) ? Optional.of(scheme) : Optional.empty();
    }

    /**
     * Makes a transport that is not connected yet. Over it a server of any revision is spoken to as one of the legacy era.
     *
     * @param revision what is to be spoken
     * @throws IllegalArgumentException if none has that name; the message lists those there are
     */
    public MessageTransport open(String name, McpEndpoint endpoint, TestClock clock, Revision revision) {
        TransportProvider provider = byName.get(name);
        if (provider == null) {
            throw new IllegalArgumentException("There is no transport called \"" + name + "\". There are: "
                    + String.join(", ", names())
                    + (broken.isEmpty() ? "" : "; these could not be loaded: " + String.join("; ", broken)));
        }
        return revision.era() == Era.LEGACY
                ? provider.open(name, endpoint, clock)
                : new StatelessTransport(provider.openStateless(name, endpoint, clock), revision, clock);
    }
}
