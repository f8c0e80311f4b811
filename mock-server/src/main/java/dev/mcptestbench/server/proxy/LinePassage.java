package dev.mcptestbench.server.proxy;

import dev.mcptestbench.journal.Journal;
import dev.mcptestbench.journal.JournalEntry;
import dev.mcptestbench.protocol.ClientChannel;
import dev.mcptestbench.protocol.Direction;
import dev.mcptestbench.protocol.Era;
import dev.mcptestbench.protocol.Json;
import dev.mcptestbench.protocol.JsonException;
import dev.mcptestbench.protocol.Message;
import dev.mcptestbench.protocol.MessageRules;
import dev.mcptestbench.protocol.Methods;
import dev.mcptestbench.protocol.Revision;
import dev.mcptestbench.script.Carrier;
import dev.mcptestbench.script.Fault;
import dev.mcptestbench.script.Occasion;
import dev.mcptestbench.server.carrier.LineListener;
import dev.mcptestbench.server.carrier.LineTrack;
import dev.mcptestbench.server.carrier.LineWire;
import dev.mcptestbench.time.TestClock;
import dev.mcptestbench.wire.ChildProcess;
import dev.mcptestbench.wire.Frame;
import dev.mcptestbench.wire.FrameSink;
import dev.mcptestbench.wire.HttpRequest;
import dev.mcptestbench.wire.Lane;
import dev.mcptestbench.wire.Lanes;
import dev.mcptestbench.wire.Plan;
import dev.mcptestbench.wire.Playback;
import dev.mcptestbench.wire.Room;
import dev.mcptestbench.wire.WireJournal;
import dev.mcptestbench.wire.WireListener.End;
import dev.mcptestbench.wire.WireSettings;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * One client of stdio and the real process that serves it: lines go on as they are, replies pass the decorators of the
 * rules that their requests met. Thread-safe; never blocks.
 */
final class LinePassage implements LineListener, ChildProcess.Listener {

    private static final byte[] NOTHING = {};

    /** What a shell says of a command that cannot be started. */
    private static final int CANNOT_START = 127;

    private static final int MAX_UNREAD_BYTES = WireSettings.defaults().maxUnreadBytes();

    /** A request that the real process has not answered yet, and where its reply goes. */
    private record Pending(Message request, long exchange, FrameSink sink) {}

    private final String name;
    private final Journal journal;
    private final WireJournal wireJournal;
    private final Playback playback;
    private final Lanes lanes;
    private final LineTrack track;
    private final LineWire wire;
    private final long connection = Lanes.nextConnection();
    private final Lane standing;
    private final ChildProcess process;
    private final ClientChannel channel = new ClientChannel();
    private final ModernLint modernLint = new ModernLint();
    private final Map<Object, Pending> pending = new ConcurrentHashMap<>();
    private volatile @Nullable ProxySession session;

    LinePassage(String name, Journal journal, Playback playback, TestClock clock, LineWire wire, ChildProcess process) {
        this.name = name;
        this.journal = journal;
        this.wireJournal = new WireJournal(name, journal, MAX_UNREAD_BYTES);
        this.playback = playback;
        this.wire = wire;
        this.process = process;
        this.lanes = new Lanes(clock, MAX_UNREAD_BYTES);
        this.track = new LineTrack(true, wireJournal, wire, lanes, channel::sent);
        this.standing = track.unanswered(lane(Lanes.nextExchange(), NOTHING));
    }

    private Lane lane(long number, byte[] line) {
        return lanes.open(number, connection, new HttpRequest("", Carrier.STDIO.word(), Map.of(), line), track);
    }

    @Override
    public void opened(String peer) {
        wireJournal.opened(connection, peer);
        Plan plan = playback.meet(new Occasion.ConnectionMade(), 0, Carrier.STDIO, Era.LEGACY);
        Lane lane = lane(0, NOTHING);
        FrameSink sink = plan.wrap(lane, lane);
        if (sink != null) {
            sink.push(new Frame.Aside(() -> process.start(this)));
            sink.push(new Frame.Finish());
        }
    }

    // ── from the client ─────────────────────────────────────────────────────────────────────────────────────────────

    @Override
    public void received(byte[] line) {
        Message message = parse(line);
        if (message != null && Methods.INITIALIZE.equals(message.method())) {
            session = new ProxySession(message);
        }
        ProxySession current = session;
        // What asks for no answer does not say; it belongs to the era in which the client has opened.
        boolean unopened = current == null && message != null && message.kind() != Message.Kind.REQUEST;
        boolean modern = ProxySessions.isModern(message) || unopened;
        String client = modern ? ProxySessions.clientIn(message) : current == null ? null : current.client();
        track.standing(client);
        Lane lane = lane(Lanes.nextExchange(), line);
        long about = wireJournal.arrived(lane, client, null, message);
        if (message == null) {
            lane.push(new Frame.Finish());
            process.write(line);
            return;
        }
        if (modern) {
            wireJournal.violations(modernLint.received(message, null), client, about);
            wireJournal.violations(channel.received(message), client, about);
        } else {
            judge(message, current, client, about);
        }
        Plan plan = playback.meet(
                new Occasion.Received(message, client), lane.number(), Carrier.STDIO, modern ? Era.MODERN : Era.LEGACY);
        FrameSink sink = plan.wrap(lane, lane);
        if (sink == null) {
            return;
        }
        pass(message, line, lane, sink, plan.takeFailure());
    }

    private void pass(Message message, byte[] line, Lane lane, FrameSink sink, Fault.@Nullable FailWith failure) {
        Object id = message.id();
        if (message.kind() != Message.Kind.REQUEST || id == null) {
            sink.push(new Frame.Finish());
        } else if (failure != null) {
            send(sink, Message.error(id, failure.code(), failure.message(), failure.data()));
            sink.push(new Frame.Finish());
            return;
        } else {
            pending.put(id, new Pending(message, lane.number(), sink));
            lane.whenOver(() -> pending.remove(id));
        }
        seen(lane.number(), "asked", null, line.length);
        process.write(line);
    }

    private void judge(Message message, @Nullable ProxySession current, @Nullable String client, long about) {
        Revision revision = current == null ? Revision.LATEST_LEGACY : current.revision();
        wireJournal.violations(MessageRules.check(message, revision, Direction.CLIENT_TO_SERVER), client, about);
        if (current != null) {
            wireJournal.violations(current.conversation().received(message), client, about);
        }
    }

    private static @Nullable Message parse(byte[] line) {
        try {
            List<Message> messages = Message.allIn(Json.parse(line));
            return messages.size() == 1 ? messages.get(0) : null;
        } catch (JsonException notJson) {
            return null;
        }
    }

    @Override
    public void inputEnded() {
        process.endInput();
    }

    @Override
    public void gone(End how) {
        End end = track.close(how);
        lanes.close(end);
        process.stop();
        if (track.tellClosed()) {
            wireJournal.closed(connection, end);
        }
    }

    // ── from the real process ───────────────────────────────────────────────────────────────────────────────────────

    @Override
    public void said(byte[] line) {
        Message message = parse(line);
        if (message == null) {
            seen(standing.number(), "a line that is no message", null, line.length);
            byte[] whole = java.util.Arrays.copyOf(line, line.length + 1);
            whole[line.length] = '\n';
            standing.push(new Frame.Data(whole, null));
            return;
        }
        ProxySession current = session;
        if (current != null) {
            current.conversation().sent(message);
        }
        Pending about = about(message);
        if (about != null) {
            modernLint.answered(about.request(), message);
        }
        seen(about == null ? standing.number() : about.exchange(), "line", message, line.length);
        FrameSink sink = about == null ? standing : about.sink();
        sink.push(new Frame.Line(line, message));
        if (message.kind() == Message.Kind.RESULT || message.kind() == Message.Kind.ERROR) {
            if (about != null) {
                sink.push(new Frame.Finish());
            }
        }
    }

    /** The request that a message belongs to: the one it answers, or tells the progress of, or the only one under way. */
    private @Nullable Pending about(Message message) {
        Object id = message.id();
        if (message.method() == null) {
            return id == null ? null : pending.remove(id);
        }
        Object token = message.params().get("progressToken");
        for (Pending one : pending.values()) {
            if (token != null && Objects.equals(token, one.request().at("_meta.progressToken"))) {
                return one;
            }
        }
        return pending.size() == 1 ? pending.values().iterator().next() : null;
    }

    private static void send(FrameSink sink, Message message) {
        sink.push(new Frame.Line(message.toBytes(), message));
    }

    /** As much as the client reads. */
    @Override
    public Room room() {
        return standing.room();
    }

    @Override
    public void complained(byte[] bytes) {
        wire.errors(bytes);
    }

    @Override
    public void notLaunched(IOException why) {
        complained(
                ("The real server could not be started: " + why.getMessage() + "\n").getBytes(StandardCharsets.UTF_8));
        exited(CANNOT_START);
    }

    @Override
    public void gaveUp(String why) {
        seen(standing.number(), "given up: it " + why, null, 0);
        wire.abort();
    }

    @Override
    public void outputEnded() {
        seen(standing.number(), "closed its output", null, 0);
        wire.closeOutput();
    }

    @Override
    public void exited(int code) {
        seen(standing.number(), "exited with " + code, null, 0);
        wire.exit(code);
    }

    private void seen(long exchange, String what, @Nullable Message message, int size) {
        ProxySession current = session;
        String client = current == null ? null : current.client();
        journal.add(stamp -> new JournalEntry.UpstreamSeen(stamp, name, exchange, client, what, message, size));
    }
}
