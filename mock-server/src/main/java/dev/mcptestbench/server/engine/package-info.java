/**
 * What an MCP server does with a message, whatever carried it: sessions, features, requests of the server's own. Knows of
 * no HTTP, and of no fault.
 */
@NullMarked
package dev.mcptestbench.server.engine;

import org.jspecify.annotations.NullMarked;
