/**
 * How messages come and go: streamable HTTP with its sessions, streams and headers. Checks what the transport asks of a
 * client, journals what crosses the wire, and hands messages to the engine.
 */
@NullMarked
package dev.mcptestbench.server.carrier;

import org.jspecify.annotations.NullMarked;
