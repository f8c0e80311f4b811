/**
 * What a managed client needs to take up its session after a restart: session id, last event id, revision. Laid out, and
 * empty still.
 */
@NullMarked
package dev.mcptestbench.client.session;

import org.jspecify.annotations.NullMarked;
