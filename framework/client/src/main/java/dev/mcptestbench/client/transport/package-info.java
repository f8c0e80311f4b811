/**
 * The ways to a server: streamable HTTP on the core's wire, and whatever plugins bring, all of them carrying plain
 * messages. What breaks is resumed here as far as the protocol allows; what to do when that is not enough is decided to
 * the right.
 */
@NullMarked
package dev.mcptestbench.client.transport;

import org.jspecify.annotations.NullMarked;
