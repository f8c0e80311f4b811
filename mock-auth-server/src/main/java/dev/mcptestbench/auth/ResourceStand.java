package dev.mcptestbench.auth;

import dev.mcptestbench.auth.endpoint.OAuthRequirements;
import dev.mcptestbench.auth.resource.ProtectedResource;
import dev.mcptestbench.journal.Journal;
import dev.mcptestbench.journal.JournalEntry;
import dev.mcptestbench.plugin.Expectations;
import dev.mcptestbench.plugin.FaultProviders;
import dev.mcptestbench.plugin.Guard;
import dev.mcptestbench.plugin.TestSettings;
import dev.mcptestbench.protocol.Breach;
import dev.mcptestbench.protocol.Challenge;
import dev.mcptestbench.protocol.Era;
import dev.mcptestbench.protocol.Json;
import dev.mcptestbench.protocol.Message;
import dev.mcptestbench.script.Action;
import dev.mcptestbench.script.Carrier;
import dev.mcptestbench.script.Occasion;
import dev.mcptestbench.time.RestProbe;
import dev.mcptestbench.time.TestClock;
import dev.mcptestbench.wire.Exchange;
import dev.mcptestbench.wire.Frame;
import dev.mcptestbench.wire.FrameSink;
import dev.mcptestbench.wire.JournaledListener;
import dev.mcptestbench.wire.Plan;
import dev.mcptestbench.wire.Playback;
import dev.mcptestbench.wire.Stage;
import dev.mcptestbench.wire.WireJournal;
import dev.mcptestbench.wire.WireServer;
import dev.mcptestbench.wire.WireSettings;
import dev.mcptestbench.wire.Workers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A resource that stands alone: its port, its script, and what it answers to those who are let in. Thread-safe. */
final class ResourceStand implements AutoCloseable {

    private static final String PATH = "/resource";
    private static final int MAX_BODY_BYTES = 256 * 1024;

    private final String name;
    private final ProtectedResource resource;
    private final Journal journal;
    private final TestClock clock;
    private final Playback playback;
    private final WireJournal written;
    private final Stage stage = new AtResource();
    private final Workers workers = new Workers();
    private final RestProbe atWork = workers.restProbe();
    private final WireServer wire;

    ResourceStand(MockProtectedResource.Builder builder, ProtectedResource resource) {
        this.name = builder.name;
        this.resource = resource;
        Optional<MockAuthServer> first = builder.trusted().stream().findFirst();
        this.clock = builder.clock != null
                ? builder.clock
                : first.map(MockAuthServer::clock).orElseGet(TestClock::new);
        this.journal = builder.journal != null
                ? builder.journal
                : first.map(MockAuthServer::journal).orElseGet(() -> new Journal(clock));
        this.playback = new Playback(
                name, journal, builder.seed, FaultProviders.onClassPath(), Set.of(Carrier.STREAMABLE_HTTP));
        WireSettings settings =
                WireSettings.defaults().withMaxBodyBytes(MAX_BODY_BYTES).withPort(builder.port);
        this.written = new WireJournal(name, journal, settings.maxUnreadBytes());
        this.wire = WireServer.start(settings, clock, new Door(written));
        clock.restsWith(atWork);
    }

    /** Where it stands, as a guard says it. */
    Guard.Place place() {
        return new Guard.Place(name, name::equals, List.of(wire.url(PATH)), playback, journal, clock);
    }

    List<String> unmetExpectations(TestSettings settings) {
        List<JournalEntry.Violation> violations = journal.violations().stream()
                .filter(violation -> violation.server().equals(name))
                .toList();
        return Expectations.unmet(settings, List.of(playback), violations);
    }

    private void serve(Exchange exchange) {
        Guard.Decision decision = decide(exchange);
        Guard.Answer answer = decision instanceof Guard.Answer own ? own : granted(exchange);
        Occasion occasion = new Occasion.Received(answer.occasion(), null);
        // Who sees it in the journal and sends another may rely on this one having been the first to meet the rules.
        Plan plan = playback.meet(occasion, exchange.number(), Carrier.STREAMABLE_HTTP, Era.LEGACY);
        long about = written.arrived(exchange, null, null, null);
        for (Breach breach : decision.breaches()) {
            written.violation(breach, null, about);
        }
        FrameSink sink = plan.wrap(exchange.reply(), exchange, stage);
        if (sink != null) {
            answer.frames().forEach(sink::push);
        }
    }

    private Guard.Decision decide(Exchange exchange) {
        if (!exchange.request().isFromHere()) {
            return plain(exchange, 403, "Host and Origin must be of this machine (DNS rebinding)");
        }
        String path = exchange.request().path();
        if (!path.equals(PATH)) {
            return resource.answer(exchange.request())
                    .orElseGet(() -> plain(exchange, 404, "Nothing here: the resource is " + PATH));
        }
        return resource.decide(new Guard.Visitor(exchange.request(), PATH, List.of(message(exchange)), null, false));
    }

    private static Message message(Exchange exchange) {
        return Message.request(
                exchange.number(),
                ProtectedResource.REQUEST,
                Map.of(
                        "method",
                        exchange.request().method(),
                        "path",
                        exchange.request().path()));
    }

    private static Guard.Answer plain(Exchange exchange, int status, String text) {
        return new Guard.Answer(
                message(exchange),
                status,
                List.of(new Frame.Header("Content-Type", "text/plain; charset=utf-8")),
                text.getBytes(StandardCharsets.UTF_8),
                List.of());
    }

    private Guard.Answer granted(Exchange exchange) {
        Message occasion = message(exchange);
        resource.remember(occasion);
        return new Guard.Answer(
                occasion,
                200,
                List.of(new Frame.Header("Content-Type", "application/json")),
                Json.writeBytes(Map.of("granted", true)),
                List.of());
    }

    @Override
    public void close() {
        wire.close();
        clock.restsWithout(atWork);
    }

    /** Takes requests in. */
    private final class Door extends JournaledListener {

        Door(WireJournal journal) {
            super(journal, OAuthRequirements.WELL_FORMED);
        }

        @Override
        protected Welcome welcome() {
            return playback.meet(new Occasion.ConnectionMade(), 0).takeWelcome();
        }

        @Override
        public void requestArrived(Exchange exchange) {
            // Signatures take their time, and event loops have none.
            workers.execute(() -> serve(exchange));
        }

        @Override
        public void sent(Exchange exchange, Frame frame, byte[] bytes) {
            if (frame instanceof Frame.Head head) {
                resource.told(exchange.request(), head);
            }
            super.sent(exchange, frame, bytes);
        }
    }

    /** Nobody is there to be spoken to; challenges say where the metadata document is. */
    private final class AtResource implements Stage {

        @Override
        public Message speak(Message message) {
            return message;
        }

        @Override
        public Challenge completed(Challenge scripted) {
            return resource.complete(scripted);
        }

        @Override
        public void perform(Action action) {
            // There is nothing beyond the reply.
        }
    }
}
