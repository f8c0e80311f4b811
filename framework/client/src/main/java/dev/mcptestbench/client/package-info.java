/**
 * MCP clients that a test owns: connected on demand, reconnected when the server fails, counted and told about in the journal.
 * {@link dev.mcptestbench.client.ManagedClients} makes them, by name.
 */
@NullMarked
package dev.mcptestbench.client;

import org.jspecify.annotations.NullMarked;
