package dev.mcptestbench.server.carrier;

import dev.mcptestbench.wire.Room;
import org.apiguardian.api.API;

/** The far end of a connection that carries lines: a process, two streams, a client in memory. Never blocks. */
@API(status = API.Status.INTERNAL)
public interface LineWire {

    /** Puts bytes out, behind all that came before. */
    void output(byte[] bytes);

    /** Puts bytes out where errors are told, if there is such a place. */
    void errors(byte[] bytes);

    /** Puts no more out, behind all that came before; what the client sends is still taken. */
    void closeOutput();

    /** Whether what was put out is read. By default it always is. */
    default Room room() {
        return Room.ALWAYS;
    }

    /** Breaks the connection, whatever was put out before: the client does not read. */
    void abort();

    /** Ends the process, or the connection where there is none, behind all that came before. */
    void exit(int code);
}
