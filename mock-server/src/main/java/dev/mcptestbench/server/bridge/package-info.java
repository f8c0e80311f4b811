/**
 * The process that a client of stdio launches: it passes bytes on between its standard streams and the mock server in the
 * JVM of the test. Uses the JDK and nothing else, so that it starts fast.
 */
@NullMarked
package dev.mcptestbench.server.bridge;

import org.jspecify.annotations.NullMarked;
