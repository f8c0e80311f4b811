/**
 * The Testcontainers plugin lives here: a container becomes the MCP server under test, reached directly or through the
 * fault proxy. It uses the plugin SPI alone, and no other module knows of it.
 */
@NullMarked
package dev.mcptestbench.testcontainers;

import org.jspecify.annotations.NullMarked;
