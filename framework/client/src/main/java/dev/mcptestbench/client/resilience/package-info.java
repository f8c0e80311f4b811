/**
 * What managed clients do when things go wrong for longer: how they back off, and when a circuit breaker lets no call pass, all
 * on the test clock. What to call again is decided by the client; here is only when, and when no more.
 */
@NullMarked
package dev.mcptestbench.client.resilience;

import org.jspecify.annotations.NullMarked;
