package dev.mcptestbench.script;

import dev.mcptestbench.protocol.ErrorCode;
import dev.mcptestbench.time.Gate;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import org.apiguardian.api.API;

/**
 * A rule as it is being said: occurrence, then position, then action. Occurrence defaults to always, position to before
 * the reply. Only the action makes the rule stand. Immutable: each word gives a new sentence.
 */
@API(status = API.Status.EXPERIMENTAL)
public final class RuleSteps {

    private final ScriptSink sink;
    private final Trigger trigger;
    private final Occurrence occurrence;
    private final Position position;
    private final Set<Carrier> carriers;
    private final Source source;

    RuleSteps(ScriptSink sink, Trigger trigger, Source source) {
        this(sink, trigger, new Occurrence.Always(), new Position.BeforeReply(), Carrier.all(), source);
    }

    private RuleSteps(
            ScriptSink sink,
            Trigger trigger,
            Occurrence occurrence,
            Position position,
            Set<Carrier> carriers,
            Source source) {
        this.sink = sink;
        this.trigger = trigger;
        this.occurrence = occurrence;
        this.position = position;
        this.carriers = carriers;
        this.source = source;
    }

    private RuleSteps when(Occurrence other) {
        return new RuleSteps(sink, trigger, other, position, carriers, source);
    }

    private RuleSteps at(Position other) {
        return new RuleSteps(sink, trigger, occurrence, other, carriers, source);
    }

    private Rule rule(Action action) {
        return new Rule(trigger, occurrence, position, action, carriers, source);
    }

    /** Only on these carriers. A rule acts on all, unless this narrows it. */
    public RuleSteps over(Carrier first, Carrier... more) {
        return new RuleSteps(sink, trigger, occurrence, position, EnumSet.of(first, more), source);
    }

    // ── occurrence ──────────────────────────────────────────────────────────────────────────────────────────────────

    /** Only the first time. */
    public RuleSteps first() {
        return when(new Occurrence.Nth(1));
    }

    /** Only the n-th time. */
    public RuleSteps nth(long n) {
        return when(new Occurrence.Nth(n));
    }

    /** The first n times. */
    public RuleSteps times(long n) {
        return when(new Occurrence.Times(n));
    }

    /** From the n-th time on. */
    public RuleSteps from(long n) {
        return when(new Occurrence.From(n));
    }

    /** Every n-th time. */
    public RuleSteps every(long n) {
        return when(new Occurrence.Every(n));
    }

    /** Every time: the default, said aloud. */
    public RuleSteps always() {
        return when(new Occurrence.Always());
    }

    /** With a probability over 0 and at most 1, drawn from the scenario's seed. */
    public RuleSteps withProbability(double p) {
        return when(new Occurrence.Probability(p));
    }

    // ── position ────────────────────────────────────────────────────────────────────────────────────────────────────

    /** At this position, such as {@code progressEvents(2)} or {@code bytes(100)}. */
    public RuleSteps after(Position place) {
        return at(place);
    }

    /** Once the request took effect, before anything of the reply is sent. */
    public RuleSteps afterCommit() {
        return at(new Position.AfterCommit());
    }

    /** After the status line and headers. */
    public RuleSteps afterHead() {
        return at(new Position.AfterHead());
    }

    /** Within the n-th event, after so many of its bytes. */
    public RuleSteps withinEvent(int n, int offset) {
        return at(new Position.MidEvent(n, offset));
    }

    /** Before the response, after the notifications that lead up to it. */
    public RuleSteps beforeResponse() {
        return at(new Position.BeforeResponse());
    }

    /** After the reply is complete. */
    public RuleSteps afterResponse() {
        return at(new Position.AfterResponse());
    }

    // ── action ──────────────────────────────────────────────────────────────────────────────────────────────────────

    /** Does this: any of the faults that {@code Mcp} has a word for, such as {@code does(malformedJson())}. */
    public void does(Action action) {
        sink.add(rule(action));
    }

    /** Closes the connection with a FIN. */
    public void closeConnection() {
        does(new Fault.CloseConnection());
    }

    /** Resets the connection with an RST. */
    public void resetConnection() {
        does(new Fault.ResetConnection());
    }

    /**
     * Has the server die, or the node of a cluster that serves the request: connections reset, sessions gone, new
     * connections refused until it is brought back.
     */
    public void crash() {
        does(new Fault.Crash());
    }

    /** Closes our half of the connection. */
    public void halfCloseConnection() {
        does(new Fault.HalfCloseConnection());
    }

    /** Sends nothing more and leaves the connection open. */
    public void neverAnswer() {
        does(new Fault.Hang());
    }

    /** Ends the stream in good order without the response. */
    public void closeStream() {
        does(new Fault.CloseStream());
    }

    /** Answers with this HTTP status and an empty body. */
    public void status(int code) {
        does(new Fault.Status(code, Map.of(), ""));
    }

    /** Answers with this HTTP status and body. */
    public void status(int code, Map<String, String> headers, String body) {
        does(new Fault.Status(code, headers, body));
    }

    /** Does not let the request in, such as {@code challenge(insufficientScope("mcp:write"))}. */
    public void challenge(ChallengeFault.Challenge challenge) {
        does(challenge);
    }

    /** Redirects to a URL. */
    public void redirect(int code, String location) {
        does(new Fault.Status(code, Map.of("Location", location), ""));
    }

    /** Puts a header in place of the reply's own. */
    public void header(String name, String value) {
        does(new Fault.ChangeHead(0, Map.of(name, value), Set.of(), Set.of()));
    }

    /** Leaves out a header of the reply. */
    public void withoutHeader(String name) {
        does(new Fault.ChangeHead(0, Map.of(), Set.of(name), Set.of()));
    }

    /** Answers the request with a JSON-RPC error in place of its response. */
    public void failWith(Fault.FailWith failure) {
        does(failure);
    }

    /** Answers the request with a JSON-RPC error in place of its response. */
    public void failWith(ErrorCode code, String message) {
        does(new Fault.FailWith(code, message, null));
    }

    /** Changes a member of the response, by its path such as {@code result.protocolVersion}. */
    public void respondWith(String path, Object value) {
        does(new Fault.ChangeMessage(Map.of(path, value), Set.of()));
    }

    /** Leaves out a member of the response, by its path such as {@code result.capabilities}. */
    public void respondWithout(String path) {
        does(new Fault.ChangeMessage(Map.of(), Set.of(path)));
    }

    /**
     * Inserts text into the stream as it stands: comments, {@code retry:} lines, events of one's own. On stdio it goes to
     * the standard output, where a line that is no message is to end with {@code \n}.
     */
    public void insert(String text) {
        does(new Fault.Insert(text));
    }

    /** Spells the events of the stream in another way. */
    public void spellEvents(Fault.EventSpelling spelling) {
        does(new Fault.SpellEvents(spelling));
    }

    /** Brings something else than what was missed when a stream is resumed. */
    public void replay(Fault.Extent extent) {
        does(new Fault.Replay(extent));
    }

    /** Ends the session: 404 now and ever after. */
    public void expireSession() {
        does(new Fault.ExpireSession());
    }

    /** Ends the process with this exit code, 0 to 255; stdio only. */
    public void exitProcess(int code) {
        does(new Fault.ExitProcess(code));
    }

    /** Prints a line to the standard error stream of the process; stdio only. */
    public void printToStderr(String line) {
        printToStderr(line, 1);
    }

    /** Prints a line so many times to the standard error stream of the process; stdio only. */
    public void printToStderr(String line, int times) {
        does(new Fault.PrintToStderr(line, times));
    }

    /** Sends no more than so many bytes a second. */
    public void throttle(long bytesPerSecond) {
        does(new Fault.Throttle(bytesPerSecond));
    }

    /** Delays everything from here on. */
    public void delay(Duration duration) {
        does(new Action.Delay(new Latency.Fixed(duration)));
    }

    /** Delays everything from here on. */
    public void delay(Latency latency) {
        does(new Action.Delay(latency));
    }

    /** Holds everything from here on until the test opens the gate. */
    public void hold(Gate gate) {
        does(new Action.Hold(gate));
    }

    /** Holds the replies until so many requests have arrived, then lets them go one after the other. */
    public Held holdUntilArrived(int arrivals) {
        Rule rule = rule(new Action.HoldUntilArrived(arrivals, Action.Order.AS_ARRIVED));
        sink.add(rule);
        return new Held(rule);
    }

    /** Sends a notification: to the client that the rule met, if nothing else is said. */
    public Spoken send(Notification notification) {
        return speak(new Action.Send(NotificationStream.once(notification)));
    }

    /** Sends a stream of notifications: to the client that the rule met, if nothing else is said. */
    public Spoken send(Notification notification, Duration every, long times) {
        return speak(
                new Action.Send(new NotificationStream(notification, Words.duration(every), String.valueOf(times))));
    }

    /**
     * Sends a request of the server's, and does not wait for its answer. In the modern era, where a server asks by what it
     * answers, the request that the rule met gets {@code input_required}, and is served once it comes again with the answer
     * (2026-07-28, basic/patterns/mrtr).
     */
    public Spoken ask(ServerRequest question) {
        return speak(new Action.Ask(question));
    }

    private Spoken speak(Action action) {
        Rule rule = rule(action);
        sink.add(rule);
        return new Spoken(rule);
    }

    /** What is sent or asked: who hears it, and where. By default the client that the rule met, on its request's stream. */
    @API(status = API.Status.EXPERIMENTAL)
    public final class Spoken {

        private final Rule rule;

        private Spoken(Rule rule) {
            this.rule = rule;
        }

        /** On the standing stream of the client that the rule met. */
        public void onStandingStream() {
            to(new Addressee.StandingStream());
        }

        /** To the clients of this name, on their standing streams. */
        public void to(String client) {
            to(new Addressee.Client(client));
        }

        /** To every initialized client, on its standing stream. */
        public void toAll() {
            to(new Addressee.Everybody());
        }

        private void to(Addressee audience) {
            Action action = rule.action() instanceof Action.Send send
                    ? new Action.Send(send.stream(), audience)
                    : new Action.Ask(((Action.Ask) rule.action()).question(), audience);
            sink.replace(rule, rule.withAction(action));
        }
    }

    /** Replies that are held: in which order they go out. */
    @API(status = API.Status.EXPERIMENTAL)
    public final class Held {

        private final Rule rule;

        private Held(Rule rule) {
            this.rule = rule;
        }

        /** The request that arrived last is answered first. */
        public void thenReplyInReverse() {
            if (rule.action() instanceof Action.HoldUntilArrived hold) {
                sink.replace(
                        rule, rule.withAction(new Action.HoldUntilArrived(hold.arrivals(), Action.Order.REVERSED)));
            }
        }
    }

    @Override
    public String toString() {
        return "on " + trigger + ", " + occurrence + ", " + position + ": no action said yet";
    }
}
