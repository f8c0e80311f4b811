package dev.mcptestbench.server.carrier;

import dev.mcptestbench.plugin.InMemoryServer;
import dev.mcptestbench.script.Carrier;
import dev.mcptestbench.wire.WireListener.End;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Where clients in this JVM come in: no socket, no thread of its own. Thread-safe. */
final class MemoryDoor implements InMemoryServer {

    private final Interior interior;
    private final Set<MemoryWire> open = ConcurrentHashMap.newKeySet();
    private volatile boolean refusing;

    MemoryDoor(Interior interior) {
        this.interior = interior;
    }

    @Override
    public Connection connect(Listener listener) {
        MemoryWire wire = new MemoryWire(listener);
        if (refusing) {
            wire.exit(0);
            return wire;
        }
        open.add(wire);
        wire.talk.opened("memory");
        return wire;
    }

    /** Whether connections are ended as soon as they are made. */
    void refuse(boolean refused) {
        refusing = refused;
    }

    /** Ends every connection. */
    void closeAll() {
        open.forEach(wire -> wire.exit(0));
    }

    /** One connection. */
    private final class MemoryWire implements LineWire, Connection {

        private final Listener listener;
        private final LineTalk talk = new LineTalk(Carrier.MEMORY, interior, this);
        private final Inbox toClient = new Inbox();
        private volatile boolean left;

        MemoryWire(Listener listener) {
            this.listener = listener;
            toClient.open();
        }

        @Override
        public void send(byte[] message) {
            talk.received(message);
        }

        @Override
        public void output(byte[] bytes) {
            toClient.add(() -> {
                if (!left) {
                    listener.received(bytes);
                }
            });
        }

        /** Memory has no place where errors are told. */
        @Override
        public void errors(byte[] bytes) {}

        @Override
        public void closeOutput() {
            exit(0);
        }

        @Override
        public void abort() {
            exit(0);
        }

        @Override
        public void exit(int code) {
            toClient.add(() -> {
                if (!left) {
                    left = true;
                    open.remove(this);
                    talk.gone(End.CLOSED);
                    listener.closed();
                }
            });
        }

        @Override
        public void close() {
            left = true;
            open.remove(this);
            talk.gone(End.CLOSED_BY_PEER);
        }
    }
}
