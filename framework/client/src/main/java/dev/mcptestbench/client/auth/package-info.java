/**
 * The OAuth side of managed clients: where a server's authorization server is, how a client makes itself known to it, how it
 * gets and renews tokens, and where they are kept. Nothing in here knows of MCP messages.
 */
@NullMarked
package dev.mcptestbench.client.auth;

import org.jspecify.annotations.NullMarked;
