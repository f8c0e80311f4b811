/**
 * What a managed client needs to take up its session after a restart: session id, what initialize brought, last event id. Kept
 * by a {@link SessionStore}, in memory, in a file, or wherever an implementation of one's own keeps it.
 */
@NullMarked
package dev.mcptestbench.client.session;

import org.jspecify.annotations.NullMarked;
