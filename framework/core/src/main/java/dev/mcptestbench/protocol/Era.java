package dev.mcptestbench.protocol;

import org.apiguardian.api.API;
import org.apiguardian.api.API.Status;

/** The two ways in which a client and a server of the protocol get along; each {@link Revision} belongs to one. */
@API(status = Status.EXPERIMENTAL)
public enum Era {
    /** A handshake opens a session, in which both sides may ask: up to {@link Revision#V2025_11_25}. */
    LEGACY,

    /** Each request stands for itself and carries what the server must know: from {@link Revision#V2026_07_28}. */
    MODERN
}
