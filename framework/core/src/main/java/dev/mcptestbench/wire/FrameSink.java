package dev.mcptestbench.wire;

import org.apiguardian.api.API;

/**
 * Takes the frames of one reply, in order. The features of a mock push into it; faults decorate it; at the end stands
 * the one that writes to the peer.
 */
@API(status = API.Status.EXPERIMENTAL)
@FunctionalInterface
public interface FrameSink {

    /**
     * Takes the next frame. Never blocks: what cannot be sent yet is queued. Frames that come after the reply has
     * ended are dropped.
     */
    void push(Frame frame);
}
