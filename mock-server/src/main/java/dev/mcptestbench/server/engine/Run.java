package dev.mcptestbench.server.engine;

/** Something that goes on until a request is answered. */
interface Run {

    /** The client has lost interest, or has gone: nothing more is sent. */
    void cancel();
}
