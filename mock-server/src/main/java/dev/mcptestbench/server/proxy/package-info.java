/**
 * In front of a real MCP server: passes on what is said, with the faults that a test scripts, and records it as a scenario
 * that a mock server plays.
 */
@NullMarked
package dev.mcptestbench.server.proxy;

import org.jspecify.annotations.NullMarked;
