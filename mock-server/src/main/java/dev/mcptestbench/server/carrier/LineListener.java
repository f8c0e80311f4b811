package dev.mcptestbench.server.carrier;

import dev.mcptestbench.wire.WireListener.End;
import org.apiguardian.api.API;

/** Serves one client on a carrier of lines, from its coming to its going. Never blocks. */
@API(status = API.Status.INTERNAL)
public interface LineListener {

    /** The client is there. */
    void opened(String peer);

    /** A line came, without what ends it. */
    void received(byte[] line);

    /** The client sends no more. */
    void inputEnded();

    /** The connection is no more, whoever ended it. */
    void gone(End how);
}
