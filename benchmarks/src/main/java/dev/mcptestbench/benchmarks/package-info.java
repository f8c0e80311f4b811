/**
 * Runs the mock server and the managed client beside their peers and prints what each of them took. Nothing here is
 * published; what it prints goes to standard output.
 */
@NullMarked
package dev.mcptestbench.benchmarks;

import org.jspecify.annotations.NullMarked;
