/**
 * What managed clients do when things go wrong for longer: how they back off, all on the test clock. What to retry is
 * decided by the client; here is only when, and when no more.
 */
@NullMarked
package dev.mcptestbench.client.resilience;

import org.jspecify.annotations.NullMarked;
