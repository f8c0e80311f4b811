/**
 * Time as a test sees it: the {@link dev.mcptestbench.time.TestClock} and the timers that run on it.
 * Everything that waits (scripted latency, token lifetimes, back-off) waits on this clock and on no other.
 */
@NullMarked
package dev.mcptestbench.time;

import org.jspecify.annotations.NullMarked;
