package dev.mcptestbench.protocol;

import org.apiguardian.api.API;
import org.apiguardian.api.API.Status;

/** Which way a message travels. */
@API(status = Status.EXPERIMENTAL)
public enum Direction {
    /** Sent by the client. */
    CLIENT_TO_SERVER(Party.CLIENT),

    /** Sent by the server. */
    SERVER_TO_CLIENT(Party.SERVER);

    private final Party sender;

    Direction(Party sender) {
        this.sender = sender;
    }

    /** Returns who sent the message. */
    public Party sender() {
        return sender;
    }

    /** Returns who is to receive the message. */
    public Party receiver() {
        return sender.peer();
    }
}
