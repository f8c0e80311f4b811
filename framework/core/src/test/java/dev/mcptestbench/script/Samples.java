package dev.mcptestbench.script;

import dev.mcptestbench.Mcp;
import dev.mcptestbench.protocol.ErrorCode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/** At least one value of everything that a scenario file can say, and the comparison that leaves out where rules stand. */
final class Samples {

    static final Set<String> PLUGIN_WORDS = Set.of("acme-fault");

    static final List<Latency> LATENCIES = List.of(
            new Latency.Fixed(Duration.ofMillis(20)),
            new Latency.Fixed(Duration.ofNanos(1_234_567_891)),
            new Latency.Uniform(Duration.ZERO, Duration.ofMinutes(2)),
            new Latency.Normal(Duration.ofMillis(20), Duration.ofMillis(5)),
            new Latency.LogNormal(Duration.ofMillis(20), 0.4),
            new Latency.Percentiles(new TreeMap<>(Map.of(50.0, Duration.ofMillis(20), 99.9, Duration.ofMillis(300)))));

    static final List<Fault> FAULTS = faults();

    static final List<Notification> NOTIFICATIONS = List.of(
            Mcp.logging(Mcp.INFO, "tick {{n}}"),
            Mcp.logging(Mcp.DEBUG, Map.of("deep", List.of(1, true))),
            Mcp.notification("notifications/message", Map.of("level", "info", "data", "x", "logger", "db")),
            Mcp.notification("notifications/message", Map.of("level", "loud", "data", "x")),
            Mcp.notification("notifications/message", Map.of()),
            Mcp.progress(0.5),
            Mcp.progress(1, 2),
            Mcp.notification("notifications/progress", Map.of("progress", 1)),
            Mcp.notification("notifications/progress", Map.of("progress", 1.0, "message", "half")),
            Mcp.toolsChanged(),
            Mcp.resourcesChanged(),
            Mcp.promptsChanged(),
            Mcp.notification("notifications/tools/list_changed", Map.of("extra", 1)),
            Mcp.resourceUpdated("file:///a.txt"),
            Mcp.notification("notifications/resources/updated", Map.of("uri", 1)),
            Mcp.notification("acme/changed", Map.of()),
            Mcp.notification("acme/changed", Map.of("a", List.of())),
            Mcp.notification("changed", Map.of()),
            Mcp.notification("every", Map.of("times", 1)));

    static final List<Addressee> ADDRESSEES = List.of(
            new Addressee.WhomItMet(),
            new Addressee.StandingStream(),
            new Addressee.Client("bob"),
            new Addressee.Everybody());

    static final List<Action> ACTIONS = actions();

    static final List<Position> POSITIONS = List.of(
            new Position.BeforeReply(),
            new Position.AfterCommit(),
            new Position.AfterHead(),
            new Position.AfterEvents(1),
            new Position.AfterEvents(3),
            new Position.AfterProgress(1),
            new Position.AfterProgress(2),
            new Position.MidEvent(2, 10),
            new Position.AfterBytes(1),
            new Position.AfterBytes(100),
            new Position.BeforeResponse(),
            new Position.AfterResponse());

    static final List<Occurrence> OCCURRENCES = List.of(
            new Occurrence.Always(),
            new Occurrence.Nth(1),
            new Occurrence.Nth(3),
            new Occurrence.Times(2),
            new Occurrence.From(3),
            new Occurrence.Every(2),
            new Occurrence.Probability(0.25));

    static final List<Trigger> TRIGGERS = List.of(
            Mcp.toolCall(),
            Mcp.toolCall("search"),
            Mcp.toolCall("a tool: \"quoted\"").with("query", "cats").with("limit", 5),
            Mcp.toolCall(" spaced ").from("alice"),
            Mcp.toolCall(""),
            Mcp.resourceRead("file:///a b.txt"),
            Mcp.initialize(),
            Mcp.method("acme/do-it").with("deep", Map.of("list", List.of(1, 2.5, "x"))),
            Mcp.method("connected"),
            Mcp.method("oauth/token").with("grant_type", "refresh_token"),
            Mcp.method("no slash"),
            Mcp.anyRequest(),
            Mcp.anyRequest().from("bob"),
            new Trigger.OfMessage(null, "search", Map.of(), null),
            Mcp.standingStream(),
            Mcp.standingStream().from("alice"),
            Mcp.streamResumption(),
            Mcp.connected(),
            Mcp.connected().from("alice"),
            Mcp.sessionEnd(),
            Mcp.connection(),
            Mcp.response(),
            Mcp.response("sampling/createMessage").from("alice"),
            Mcp.standingStreamClosed(),
            Mcp.standingStreamClosed().from("bob"),
            Mcp.elapsed(Duration.ofMillis(1500)),
            Mcp.elapsed(Duration.ZERO));

    private Samples() {}

    private static List<Fault> faults() {
        Map<String, Object> withNull = new LinkedHashMap<>();
        withNull.put("id", null);
        withNull.put("result.protocolVersion", "1999-01-01");
        List<Fault> faults = new ArrayList<>(List.of(
                new Fault.CloseConnection(),
                new Fault.ResetConnection(),
                new Fault.HalfCloseConnection(),
                new Fault.Crash(),
                new Fault.Hang(),
                new Fault.CloseMidChunk(),
                new Fault.CloseStream(),
                new Fault.Status(503, Map.of(), ""),
                new Fault.Status(429, Map.of("Retry-After", "1", "X-Yes", "true"), "slow\ndown: # \"please\""),
                new Fault.ChangeHead(0, Map.of("Content-Type", "text/html"), Set.of(), Set.of()),
                new Fault.ChangeHead(202, Map.of(), Set.of("Mcp-Session-Id", "Content-Type"), Set.of("Vary")),
                new ChallengeFault.Challenge(401, "", List.of()),
                new ChallengeFault.Challenge(400, "invalid_token", List.of("a")),
                new ChallengeFault.Challenge(403, "insufficient_scope", List.of("mcp:read", "mcp:write")),
                new ChallengeFault.SpellChallenge(ChallengeFault.Spelling.NEGOTIATE_FIRST),
                new Fault.OversizeHead(65_536),
                new Fault.OversizeBody(1_000_000),
                new Fault.Throttle(1024),
                new Fault.BadChunk(),
                new Fault.Insert(": comment\r\nretry: 5\n\n"),
                new Fault.Insert("\uFEFF\u0000\u2028 😀 é \\ \" '"),
                new Fault.Insert(""),
                new Fault.Duplicate(),
                new Fault.AnswerOnStandingStream(),
                new Fault.FailWith(ErrorCode.INTERNAL_ERROR, "boom", null),
                new Fault.FailWith(ErrorCode.of(42), "", Map.of("why", Arrays.asList(null, "null", "42", "~")))));
        faults.add(new Fault.ChangeMessage(withNull, Set.of("result.capabilities", "jsonrpc")));
        faults.add(new Fault.ChangeMessage(Map.of("id", "1"), Set.of()));
        faults.add(new Fault.ExpireSession());
        faults.add(new Fault.DropAllStreams());
        faults.add(new Fault.ExitProcess(3));
        faults.add(new Fault.PrintToStderr("warning: low on memory", 1));
        faults.add(new Fault.PrintToStderr("{\"no\": message}", 10_000));
        faults.add(new Fault.Named("acme-fault", Map.of()));
        faults.add(new Fault.Named("acme-fault", Map.of("a", 1, "list", List.of())));
        faults.addAll(wordsOfMcp());
        faults.addAll(wordsOfTheModernEra());
        faults.addAll(faultsOfOAuth());
        for (MessageFault.Spelling spelling : MessageFault.Spelling.values()) {
            faults.add(new MessageFault.Misspell(spelling));
        }
        LATENCIES.forEach(latency -> faults.add(new Fault.SlowHead(latency)));
        LATENCIES.forEach(latency -> faults.add(new MessageFault.RespondLate(latency)));
        for (Fault.EventSpelling spelling : Fault.EventSpelling.values()) {
            faults.add(new Fault.SpellEvents(spelling));
        }
        for (Fault.Extent extent : Fault.Extent.values()) {
            faults.add(new Fault.Replay(extent));
        }
        return Collections.unmodifiableList(faults);
    }

    private static List<Fault> faultsOfOAuth() {
        Map<String, Object> withNull = new LinkedHashMap<>();
        withNull.put("aud", null);
        withNull.put("list", List.of("a", 1));
        return List.of(
                new OAuthFault.ChangeRequest(Map.of("scope", "a b"), Set.of("resource")),
                new OAuthFault.ChangeRequest(Map.of(), Set.of("state")),
                new OAuthFault.ChangeToken(withNull, Set.of("exp")),
                new OAuthFault.SkewClock(Duration.ofSeconds(30)),
                new OAuthFault.SkewClock(Duration.ZERO),
                new OAuthFault.SkewClock(Duration.ofMinutes(-6)),
                new OAuthFault.FormEncode(),
                new OAuthFault.RotateKeys(OAuthFault.OldKeys.PUBLISHED),
                new OAuthFault.RotateKeys(OAuthFault.OldKeys.WITHDRAWN));
    }

    private static List<Fault> wordsOfMcp() {
        Map<String, Object> definition = new LinkedHashMap<>();
        definition.put("inputSchema", Map.of("type", "object"));
        definition.put("description", null);
        return List.of(
                new ToolFault.ChangeTool("search", definition, false),
                Mcp.withdrawTool("search"),
                Mcp.withdrawToolSilently("a: b"),
                Mcp.changeTool("search", "title", "New"),
                Mcp.hangUntilCancelled(),
                Mcp.reportToolError("no such city"),
                Mcp.neverRespond(),
                Mcp.respondFirst(),
                Mcp.duplicateResponse(),
                Mcp.duplicateResponse(Duration.ofMillis(20)),
                Mcp.duplicateResponseOnStandingStream(),
                Mcp.largeResult(20_000),
                Mcp.deepNesting(1_000),
                Mcp.refuseConnections(),
                Mcp.refuseConnections(Duration.ofSeconds(2)),
                Mcp.htmlPage(),
                Mcp.tooManyRequests(Duration.ofSeconds(3)),
                ReadyFaults.redirect(308, "http://127.0.0.1:9/"),
                Mcp.contentType("text/html"),
                Mcp.duplicateHeader("Vary"),
                Mcp.comment("hello"),
                Mcp.retry(Duration.ofMillis(10)),
                Mcp.emptyEvent(),
                Mcp.withoutSessionId(),
                Mcp.changeSessionId("another"),
                Mcp.negotiateVersion("1999-01-01"),
                Mcp.withoutCapabilities());
    }

    private static List<Fault> wordsOfTheModernEra() {
        return List.of(
                Mcp.headerMismatch(),
                Mcp.unsupportedVersion(),
                Mcp.unsupportedVersion("2025-11-25", "DRAFT"),
                Mcp.missingCapability("elicitation"),
                Mcp.withoutResultType(),
                Mcp.ttl(Duration.ofMinutes(5)),
                Mcp.ttl(Duration.ZERO),
                new Fault.ChangeMessage(Map.of("result.ttlMs", -1), Set.of()),
                Mcp.requireInput(Mcp.rootsRequest()),
                Mcp.requireInputForEver(Mcp.elicitationRequest("Which city?")),
                Mcp.requireInputWithTamperedState(Mcp.serverRequest("acme/ask", Map.of("a", 1))),
                Mcp.withoutAcknowledgement(),
                Mcp.acknowledgeOnly(),
                Mcp.acknowledgeOnly("toolsListChanged", "taskIds"),
                Mcp.endSubscriptions());
    }

    /** Those that a file can hold. */
    private static List<Action> actions() {
        List<Action> actions = new ArrayList<>(FAULTS);
        LATENCIES.forEach(latency -> actions.add(new Action.Delay(latency)));
        actions.add(new Action.HoldUntilArrived(3, Action.Order.AS_ARRIVED));
        actions.add(new Action.HoldUntilArrived(2, Action.Order.REVERSED));
        for (Notification notification : NOTIFICATIONS) {
            actions.add(new Action.Send(NotificationStream.once(notification)));
            actions.add(new Action.Send(new NotificationStream(notification, "10ms", "5")));
        }
        actions.add(new Action.Send(new NotificationStream(Mcp.progress(1), "0ms", "5")));
        actions.add(new Action.Send(new NotificationStream(Mcp.progress(1), "1.5 s", "1")));
        actions.add(
                new Action.Send(new NotificationStream(Mcp.progress(1), "{arguments.interval}", "{{arguments.n}}")));
        NotificationStream tick = NotificationStream.once(Mcp.toolsChanged());
        List<ServerRequest> questions = List.of(
                Mcp.pingRequest(),
                Mcp.rootsRequest().twice(),
                Mcp.samplingRequest("1 + 1?"),
                Mcp.elicitationRequest("Who?").twice().cancelledAfter(Duration.ofMillis(20)),
                Mcp.serverRequest("sampling/createMessage", Map.of("messages", List.of())),
                Mcp.serverRequest("ping", Map.of("a", 1)).cancelledAfter(Duration.ZERO),
                Mcp.serverRequest("acme/ask", Map.of()));
        for (Addressee audience : ADDRESSEES) {
            actions.add(new Action.Send(tick, audience));
            questions.forEach(question -> actions.add(new Action.Ask(question, audience)));
        }
        return Collections.unmodifiableList(actions);
    }

    /** The records at the leaves of a sealed interface. */
    static Set<Class<?>> leavesOf(Class<?> sealed) {
        Set<Class<?>> leaves = new HashSet<>();
        for (Class<?> permitted : sealed.getPermittedSubclasses()) {
            if (permitted.isSealed()) {
                leaves.addAll(leavesOf(permitted));
            } else {
                leaves.add(permitted);
            }
        }
        return leaves;
    }

    static Set<Class<?>> typesOf(List<?> samples) {
        Set<Class<?>> types = new HashSet<>();
        samples.forEach(sample -> types.add(sample.getClass()));
        return types;
    }

    /** All the rules that can be made of these triggers, occurrences, positions and actions. */
    static List<Rule> rules(
            List<Trigger> triggers, List<Occurrence> occurrences, List<Position> positions, List<Action> actions) {
        List<Rule> rules = new ArrayList<>();
        for (Trigger trigger : triggers) {
            for (Occurrence occurrence : occurrences) {
                for (Position position : positions) {
                    actions.stream()
                            .flatMap(action -> rule(trigger, occurrence, position, action))
                            .forEach(rules::add);
                }
            }
        }
        return rules;
    }

    private static Stream<Rule> rule(Trigger trigger, Occurrence occurrence, Position position, Action action) {
        try {
            return Stream.of(new Rule(trigger, occurrence, position, action, null));
        } catch (IllegalArgumentException cannotBeDone) {
            return Stream.empty();
        }
    }

    static Scenario scenario(List<Feature> features, List<Rule> rules) {
        return new Scenario("sample", Scenario.DEFAULT_SEED, ServerSettings.DEFAULT, features, rules);
    }

    /** The same scenario, its rules written nowhere. */
    static Scenario withoutSources(Scenario scenario) {
        return new Scenario(
                scenario.name(),
                scenario.description(),
                scenario.seed(),
                scenario.settings(),
                scenario.authorization(),
                scenario.features(),
                scenario.replies(),
                scenario.rules().stream()
                        .map(rule -> new Rule(
                                rule.trigger(),
                                rule.occurrence(),
                                rule.position(),
                                rule.action(),
                                rule.carriers(),
                                null))
                        .toList());
    }

    /** The scenarios as a file has them, read back. */
    static Scenario readBack(Scenario scenario) {
        List<Scenario> read = ScenarioReader.knowing(PLUGIN_WORDS)
                .read(ScenarioWriter.write(scenario), "sample.mcp.yaml")
                .orThrow();
        return withoutSources(read.get(0));
    }
}
