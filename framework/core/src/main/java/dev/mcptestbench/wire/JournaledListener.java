package dev.mcptestbench.wire;

import dev.mcptestbench.protocol.Requirement;
import org.apiguardian.api.API;

/** A listener that writes down what it is told, but for requests: what these are, only the listener knows. */
@API(status = API.Status.INTERNAL)
public abstract class JournaledListener implements WireListener {

    private final WireJournal journal;
    private final Requirement http;

    /**
     * A listener that writes there.
     *
     * @param http what a client breaks that does not speak HTTP
     */
    protected JournaledListener(WireJournal journal, Requirement http) {
        this.journal = journal;
        this.http = http;
    }

    /** Where it writes. */
    protected final WireJournal journal() {
        return journal;
    }

    /** What becomes of a connection that has just been made, and written down. */
    protected Welcome welcome() {
        return Welcome.SERVE;
    }

    @Override
    public Welcome connectionOpened(long connection, String peer) {
        journal.opened(connection, peer);
        return welcome();
    }

    @Override
    public void requestMalformed(long connection, int status, String detail) {
        journal.malformed(http, status, detail);
    }

    @Override
    public void sent(Exchange exchange, Frame frame, byte[] bytes) {
        journal.sent(exchange, frame, bytes);
    }

    @Override
    public void replyEnded(Exchange exchange, End end) {
        journal.ended(exchange, end);
    }

    @Override
    public void connectionClosed(long connection, End end) {
        journal.closed(connection, end);
    }
}
