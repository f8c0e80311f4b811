/**
 * The facts of the Model Context Protocol: its revisions, methods, error codes and headers, JSON-RPC messages as plain
 * maps, and the rules by which a peer's breaches of the specification are found. Everything here is computed from values
 * handed in; nothing opens a socket, reads a clock or remembers a test.
 */
@NullMarked
package dev.mcptestbench.protocol;

import org.jspecify.annotations.NullMarked;
