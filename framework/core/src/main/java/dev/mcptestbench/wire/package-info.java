/**
 * Bytes on the loopback, and how they go wrong: an HTTP/1.1 server and client on Netty, replies as runs of frames, and
 * one small {@link dev.mcptestbench.wire.FrameSink} decorator for each fault. What should happen is decided to the left,
 * in {@code script}; here it is done.
 */
@NullMarked
package dev.mcptestbench.wire;

import org.jspecify.annotations.NullMarked;
