package dev.mcptestbench.journal;

import org.apiguardian.api.API;

/** The states of a managed client. */
@API(status = API.Status.EXPERIMENTAL)
public enum ClientState {
    /** Not connected, and not trying to be. */
    DISCONNECTED,
    /** The first attempt to connect is under way. */
    CONNECTING,
    /** Initialized, and able to call. */
    CONNECTED,
    /** It was connected, lost the server, and is trying to find it again. */
    RECONNECTING,
    /** It has given up; the last error says why. */
    FAILED,
    /** Closed for good. */
    CLOSED
}
