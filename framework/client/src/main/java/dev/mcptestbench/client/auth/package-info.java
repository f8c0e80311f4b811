/**
 * The OAuth side of managed clients: discovery, flows, tokens. Laid out, and empty still.
 */
@NullMarked
package dev.mcptestbench.client.auth;

import org.jspecify.annotations.NullMarked;
