package dev.mcptestbench.protocol;

import org.apiguardian.api.API;
import org.apiguardian.api.API.Status;

/** One of the two that talk. */
@API(status = Status.EXPERIMENTAL)
public enum Party {
    /** The side that connects and, in the legacy era, initialises. */
    CLIENT,

    /** The side that offers tools, resources and prompts. */
    SERVER;

    /** Returns the one that this party talks to. */
    public Party peer() {
        return this == CLIENT ? SERVER : CLIENT;
    }
}
