package dev.mcptestbench.wire;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A connection of which both ends may be ours. What one end has sent and the other has not read is in flight: under
 * load the kernel delivers on the loopback milliseconds later, and no look at a socket tells that something will come.
 */
final class Link {

    private static final ConcurrentMap<Long, Link> OPEN = new ConcurrentHashMap<>();
    private static final Set<Integer> LISTENING = ConcurrentHashMap.newKeySet();

    private final long key;
    private final int serverPort;
    private final End client = new End();
    private final End server = new End();

    private Link(long key, int serverPort) {
        this.key = key;
        this.serverPort = serverPort;
    }

    /** A server of ours accepts connections at the port. */
    static void listening(int port) {
        LISTENING.add(port);
    }

    static void listeningNoMore(int port) {
        LISTENING.remove(port);
    }

    /** The link between two ports of the loopback, to which a client or a server of ours adds its end. */
    static Link join(boolean asServer, int clientPort, int serverPort) {
        long key = (long) clientPort << 16 | serverPort;
        return OPEN.compute(key, (ports, known) -> {
            // The ports of a link that was reset may be taken again before its other end has noticed.
            Link link = known == null || known.end(asServer).joined ? new Link(key, serverPort) : known;
            link.end(asServer).joined = true;
            return link;
        });
    }

    End end(boolean ofServer) {
        return ofServer ? server : client;
    }

    /** Whether one end has yet to hear what the other did. */
    boolean inFlight() {
        if (!client.joined) {
            return false;
        }
        if (!server.joined) {
            return LISTENING.contains(serverPort);
        }
        if (client.ending || server.ending) {
            return (client.ending && !server.over) || (server.ending && !client.over);
        }
        return client.sent.get() != server.read.get() || server.sent.get() != client.read.get();
    }

    /** Whether the server, being ours, has ended its side. */
    boolean serverIsLeaving() {
        return server.ending;
    }

    /** Whether nothing more can come of it. */
    boolean isOver() {
        return (client.over || !client.joined) && (server.over || !server.joined);
    }

    /** One end; its own event loop writes, anybody reads. */
    final class End {

        private final AtomicLong sent = new AtomicLong();
        private final AtomicLong read = new AtomicLong();
        private volatile boolean joined;
        private volatile boolean ending;
        private volatile boolean over;

        Link link() {
            return Link.this;
        }

        void sent(int bytes) {
            sent.lazySet(sent.get() + bytes);
        }

        void read(int bytes) {
            read.lazySet(read.get() + bytes);
        }

        /** A FIN goes out; the other end will see it. */
        void ending() {
            ending = true;
        }

        void over() {
            ending = true;
            over = true;
            if (isOver()) {
                OPEN.remove(key, Link.this);
            }
        }
    }
}
