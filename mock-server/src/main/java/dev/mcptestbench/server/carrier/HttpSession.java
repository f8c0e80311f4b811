package dev.mcptestbench.server.carrier;

import dev.mcptestbench.script.ServerSettings;
import dev.mcptestbench.server.engine.Outlet;
import dev.mcptestbench.server.engine.Session;
import dev.mcptestbench.wire.Exchange;
import dev.mcptestbench.wire.FrameSink;
import dev.mcptestbench.wire.Plan;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A session as streamable HTTP sees it: the engine's session and the streams that can be resumed. Thread-safe. */
final class HttpSession implements Talk {

    /** How many streams of replies a session remembers for resumption. */
    private static final int MEMORY = 1_000;

    private final Session session;
    private final ReplyStream standing;
    private final Supplier<ServerSettings> settings;
    private final int mostBytes;
    private final Consumer<HttpSession> expiry;
    private final Map<String, ReplyStream> streams = new LinkedHashMap<>();
    private long lastStream;

    /**
     * A session that nobody knows yet.
     *
     * @param mostBytes how much each of its streams remembers for resumption, in bytes
     * @param expiry ends it from the server's side
     */
    HttpSession(
            Session session,
            ReplyStream standing,
            Supplier<ServerSettings> settings,
            int mostBytes,
            Consumer<HttpSession> expiry) {
        this.session = session;
        this.standing = standing;
        this.settings = settings;
        this.mostBytes = mostBytes;
        this.expiry = expiry;
    }

    @Override
    public Session session() {
        return session;
    }

    @Override
    public ReplyStream standing() {
        return standing;
    }

    @Override
    public ReplyStream outlet(Exchange exchange, Plan plan, FrameSink sink) {
        ReplyStream reply = ReplyStream.reply(
                nextStreamName(),
                settings.get(),
                mostBytes,
                session.revision().hasPolledStreams(),
                exchange,
                sink,
                plan.needsStream(),
                plan.changesBody(),
                this::remember);
        exchange.whenOver(() -> reply.detach(sink));
        return reply;
    }

    /** Where the responses to a batch go. */
    Outlet batchOutlet(Exchange exchange, int requests) {
        ReplyStream stream = ReplyStream.reply(
                nextStreamName(),
                settings.get(),
                mostBytes,
                false,
                exchange,
                exchange.reply(),
                true,
                true,
                this::remember);
        return new BatchOutlet(stream, requests);
    }

    @Override
    public void accepted(FrameSink sink, boolean malformed) {
        Refused.plainly(sink, malformed ? 400 : 202);
    }

    @Override
    public void expire(FrameSink sink) {
        expiry.accept(this);
        Refused.with(sink, 404, "The session has expired");
    }

    private synchronized String nextStreamName() {
        return String.valueOf(++lastStream);
    }

    private synchronized void remember(ReplyStream stream) {
        streams.put(stream.name(), stream);
        if (streams.size() > MEMORY) {
            Iterator<ReplyStream> oldest = streams.values().iterator();
            oldest.next();
            oldest.remove();
        }
    }

    private synchronized @Nullable ReplyStream named(String name) {
        return name.equals(standing.name()) ? standing : streams.get(name);
    }

    /** The stream that an event belongs to, if all that came after the event is remembered. */
    @Nullable
    ReplyStream streamOf(String eventId) {
        // Not under our lock: a stream asks to be remembered under its own.
        ReplyStream stream = named(ReplyStream.nameIn(eventId));
        return stream != null && stream.remembers(eventId) ? stream : null;
    }
}
