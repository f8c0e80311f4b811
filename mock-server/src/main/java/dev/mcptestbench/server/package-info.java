/**
 * The mock MCP server as users meet it: started, scripted, asserted on. What it does lives in {@code engine}; how bytes
 * come and go, in {@code carrier}.
 */
@NullMarked
package dev.mcptestbench.server;

import org.jspecify.annotations.NullMarked;
