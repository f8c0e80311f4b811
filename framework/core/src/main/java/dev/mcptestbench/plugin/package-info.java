/**
 * The SPI: what a jar on the class path may bring, found by {@link java.util.ServiceLoader}. The mocks, the managed
 * clients and every plugin use it alike; the JUnit extension knows nothing else of them.
 */
@NullMarked
package dev.mcptestbench.plugin;

import org.jspecify.annotations.NullMarked;
