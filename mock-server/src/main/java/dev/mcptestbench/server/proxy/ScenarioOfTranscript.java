package dev.mcptestbench.server.proxy;

import dev.mcptestbench.protocol.Message;
import dev.mcptestbench.protocol.Methods;
import dev.mcptestbench.protocol.Revision;
import dev.mcptestbench.script.Action;
import dev.mcptestbench.script.Answer;
import dev.mcptestbench.script.CannedReply;
import dev.mcptestbench.script.CannedReply.Step;
import dev.mcptestbench.script.CannedReply.Turn;
import dev.mcptestbench.script.Feature;
import dev.mcptestbench.script.Latency;
import dev.mcptestbench.script.Notification;
import dev.mcptestbench.script.NotificationStream;
import dev.mcptestbench.script.Occurrence;
import dev.mcptestbench.script.Position;
import dev.mcptestbench.script.Reply;
import dev.mcptestbench.script.Rule;
import dev.mcptestbench.script.Scenario;
import dev.mcptestbench.script.ServerSettings;
import dev.mcptestbench.script.Trigger;
import dev.mcptestbench.server.proxy.Transcript.Asked;
import dev.mcptestbench.server.proxy.Transcript.Came;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Turns a transcript into a scenario: lists into features, everything else into canned replies. */
final class ScenarioOfTranscript {

    /** What a mock does just as well of its own accord, as long as there is no error. */
    private static final Set<String> OWN =
            Set.of(Methods.PING, Methods.LOGGING_SET_LEVEL, Methods.RESOURCES_SUBSCRIBE, Methods.RESOURCES_UNSUBSCRIBE);

    private final Transcript transcript;
    private final Redaction redaction;
    private final boolean latencies;

    ScenarioOfTranscript(Transcript transcript, Redaction redaction, boolean latencies) {
        this.transcript = transcript;
        this.redaction = redaction;
        this.latencies = latencies;
    }

    Scenario named(String name) {
        Listings listings = new Listings(redaction);
        transcript.answered().forEach(listings::take);
        ServerSettings settings = settings(listings.pageSize());
        return new Scenario(name, Scenario.DEFAULT_SEED, settings, listings.features(), replies(listings), rules());
    }

    private ServerSettings settings(int pageSize) {
        Set<Revision> revisions = EnumSet.noneOf(Revision.class);
        for (Asked asked : transcript.answered()) {
            Object version = asked.is(Methods.INITIALIZE)
                    ? Objects.requireNonNull(asked.response()).message().at("protocolVersion")
                    : ProxySessions.isModern(asked.request()) ? Revision.V2026_07_28.text() : null;
            Optional.ofNullable(version)
                    .flatMap(text -> Revision.of(text.toString()))
                    .ifPresent(revisions::add);
        }
        ServerSettings all = ServerSettings.DEFAULT.withPageSize(pageSize);
        return revisions.isEmpty() ? all : all.withRevisions(revisions);
    }

    // ── replies ─────────────────────────────────────────────────────────────────────────────────────────────────────

    private record Key(
            String method, @Nullable String name, @Nullable Map<String, Object> arguments) {}

    private List<CannedReply> replies(Listings listings) {
        Map<Key, List<Turn>> said = new LinkedHashMap<>();
        for (Asked asked : transcript.answered()) {
            Turn turn = turn(asked);
            if (!listings.covers(asked) && !isOwn(asked, turn)) {
                said.computeIfAbsent(key(asked), key -> new ArrayList<>()).add(turn);
            }
        }
        List<CannedReply> replies = new ArrayList<>();
        said.forEach((key, turns) -> {
            boolean same = turns.stream().distinct().count() == 1;
            replies.add(new CannedReply(key.method(), key.name(), key.arguments(), same ? turns.subList(0, 1) : turns));
        });
        return replies;
    }

    private static boolean isOwn(Asked asked, Turn turn) {
        return OWN.contains(String.valueOf(asked.request().method()))
                && turn.result() != null
                && turn.result().isEmpty()
                && turn.before().isEmpty();
    }

    private Key key(Asked asked) {
        Message request = asked.request();
        String method = String.valueOf(request.method());
        if (asked.is(Methods.INITIALIZE) || asked.is(Methods.SERVER_DISCOVER)) {
            // What a client says of itself is no matter of arguments.
            return new Key(method, null, null);
        }
        return new Key(
                method, Trigger.OfMessage.nameOf(request), redaction.ofArguments(CannedReply.argumentsOf(request)));
    }

    private Turn turn(Asked asked) {
        Came response = Objects.requireNonNull(asked.response());
        List<Step> steps = new ArrayList<>();
        Duration last = asked.at();
        for (Came came : asked.before()) {
            Duration after = latencies ? rounded(came.at().minus(last)) : Duration.ZERO;
            last = came.at();
            step(came.message(), after).ifPresent(steps::add);
        }
        Duration rest = rounded(response.at().minus(last));
        Latency takes = latencies && !rest.isZero() ? new Latency.Fixed(rest) : null;
        Message message = response.message();
        boolean error = message.kind() == Message.Kind.ERROR;
        return new Turn(
                steps,
                takes,
                error ? null : redaction.of(plain(message.result())),
                error ? redaction.of(plain(message.error())) : null);
    }

    private static Duration rounded(Duration duration) {
        return duration.isNegative() ? Duration.ZERO : Duration.ofMillis(duration.toMillis());
    }

    private Optional<Step> step(Message message, Duration after) {
        String method = message.method();
        if (method == null) {
            return Optional.empty();
        }
        Map<String, Object> params = plain(message.params());
        if (message.kind() == Message.Kind.REQUEST) {
            return Optional.of(new Step.Ask(method, redaction.of(params), after));
        }
        return Optional.of(new Step.Notify(notification(method, params), after));
    }

    private Notification notification(String method, Map<String, Object> params) {
        Map<String, Object> kept = new LinkedHashMap<>(redaction.of(params));
        if (method.equals(Methods.PROGRESS)) {
            // That of the call which is answered takes its place.
            kept.remove("progressToken");
        }
        return new Notification(method, kept);
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> plain(Map<String, ? extends @Nullable Object> map) {
        return (Map<String, Object>) map;
    }

    // ── what came unasked ───────────────────────────────────────────────────────────────────────────────────────────

    /** On the standing stream, in order, once the client is there. */
    private List<Rule> rules() {
        List<Rule> rules = new ArrayList<>();
        for (Came came : transcript.unasked()) {
            String method = came.message().method();
            if (method != null && came.message().kind() == Message.Kind.NOTIFICATION) {
                Notification notification =
                        notification(method, plain(came.message().params()));
                rules.add(new Rule(
                        new Trigger.OfSession(Trigger.Moment.INITIALIZED, null),
                        new Occurrence.Nth(1),
                        new Position.BeforeReply(),
                        new Action.Send(NotificationStream.once(notification)),
                        null));
            }
        }
        return rules;
    }

    /** A tool that answers by what is canned for it, and not otherwise. */
    static Feature.Tool tool(String name, Map<String, Object> definition) {
        return new Feature.Tool(name, definition, List.of(), null, new Answer.Fixed(new Reply(List.of(), false, null)));
    }
}
