package dev.mcptestbench.auth;

import dev.mcptestbench.auth.endpoint.AuthEndpoints;
import dev.mcptestbench.auth.endpoint.AuthSettings;
import dev.mcptestbench.auth.endpoint.RegisteredClient;
import dev.mcptestbench.journal.Journal;
import dev.mcptestbench.journal.JournalEntry;
import dev.mcptestbench.journal.JournalEntry.AuthorizationStep.Step;
import dev.mcptestbench.plugin.Expectations;
import dev.mcptestbench.plugin.FaultProviders;
import dev.mcptestbench.plugin.TestSettings;
import dev.mcptestbench.protocol.Message;
import dev.mcptestbench.script.Action;
import dev.mcptestbench.script.Carrier;
import dev.mcptestbench.script.Scenario;
import dev.mcptestbench.script.ScriptSink;
import dev.mcptestbench.script.ServerFault;
import dev.mcptestbench.time.RestProbe;
import dev.mcptestbench.time.TestClock;
import dev.mcptestbench.wire.Playback;
import dev.mcptestbench.wire.Wire;
import dev.mcptestbench.wire.WireHost;
import dev.mcptestbench.wire.WireJournal;
import dev.mcptestbench.wire.WireServer;
import dev.mcptestbench.wire.WireSettings;
import dev.mcptestbench.wire.Workers;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Whatever issues tokens, on a port of the loopback: its endpoints, the wire that leads there, and its script. */
final class AuthHost implements AutoCloseable {

    private static final int MAX_BODY_BYTES = 256 * 1024;
    private static final String REGISTERED_AS = "is registered as ";

    private final String name;
    private final Journal journal;
    private final Playback playback;
    private final AuthScript script;
    private final TestClock clock;
    private final RestProbe atWork;
    private final Wire wire;
    private final URI issuer;
    private final AuthEndpoints endpoints;

    /**
     * What a host is made of. Mutable, and not thread-safe: builders fill it in.
     */
    static final class Making {
        String name;
        long seed = Scenario.DEFAULT_SEED;
        WireSettings settings = WireSettings.defaults().withMaxBodyBytes(MAX_BODY_BYTES);
        WireHost host = WireServer::start;

        @Nullable
        Journal journal;

        @Nullable
        TestClock clock;

        Making(String name) {
            this.name = name;
        }
    }

    /** Starts it; it serves when this returns. The path of the issuer is empty, or begins with a slash. */
    AuthHost(Making making, String issuerPath, AuthSettings settings) {
        this.name = making.name;
        this.clock = making.clock == null ? new TestClock() : making.clock;
        this.journal = making.journal == null ? new Journal(clock) : making.journal;
        this.playback =
                new Playback(name, journal, making.seed, FaultProviders.onClassPath(), Set.of(Carrier.STREAMABLE_HTTP));
        this.script = new AuthScript(name, playback, making.host);
        Workers workers = new Workers();
        this.atWork = workers.restProbe();
        CompletableFuture<AuthEndpoints> started = new CompletableFuture<>();
        WireJournal written = new WireJournal(name, journal, making.settings.maxUnreadBytes());
        AuthWire listener = new AuthWire(written, playback, workers, started, new Outside());
        this.wire = making.host.start(making.settings, clock, listener);
        clock.restsWith(atWork);
        String root = wire.url("/").toString().replaceAll("/$", "");
        this.issuer = URI.create(root + issuerPath);
        this.endpoints = new AuthEndpoints(issuer, settings, clock.asClock(), this::registered);
        started.complete(endpoints);
    }

    private void registered(RegisteredClient client) {
        journal.add(stamp -> new JournalEntry.AuthorizationStep(
                stamp, client.name(), issuer.toString(), Step.REGISTERED, REGISTERED_AS + client.id()));
    }

    /** What rules reach beyond the reply. */
    private final class Outside implements AuthWire.Premises {
        @Override
        public Message speak(Message message) {
            return message;
        }

        @Override
        public void perform(Action action) {
            if (action instanceof ServerFault.RefuseConnections refusal) {
                refuseConnections(refusal.lasting());
            }
        }

        @Override
        public @Nullable String issuerOf(String clientId) {
            String own = issuer.toString();
            return journal.entries(JournalEntry.AuthorizationStep.class).stream()
                    .filter(step -> step.step() == Step.REGISTERED
                            && !step.issuer().equals(own)
                            && step.detail().equals(REGISTERED_AS + clientId))
                    .map(JournalEntry.AuthorizationStep::issuer)
                    .findFirst()
                    .orElse(null);
        }

        @Override
        public void crash() {
            wire.refuseConnections();
            var unused = wire.closeConnections(WireServer.Closing.RST);
        }
    }

    /** For so long; zero for good. */
    private void refuseConnections(Duration lasting) {
        if (!lasting.isZero()) {
            var unused = clock.schedule(lasting, wire::acceptConnections);
        }
        wire.refuseConnections();
    }

    void refuseConnections() {
        wire.refuseConnections();
    }

    void acceptConnections() {
        wire.acceptConnections();
    }

    TestClock clock() {
        return clock;
    }

    String name() {
        return name;
    }

    URI issuer() {
        return issuer;
    }

    Journal journal() {
        return journal;
    }

    AuthEndpoints endpoints() {
        return endpoints;
    }

    ScriptSink script() {
        return script;
    }

    List<String> unmetExpectations(TestSettings settings) {
        return Expectations.unmet(settings, List.of(playback), violations());
    }

    List<JournalEntry.Violation> violations() {
        return journal.violations().stream()
                .filter(violation -> violation.server().equals(name))
                .toList();
    }

    /** Stops listening and breaks what is open. Bounded; closing twice does nothing. */
    @Override
    public void close() {
        wire.close();
        clock.restsWithout(atWork);
    }
}
