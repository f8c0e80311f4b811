/**
 * Several mock servers behind one address. Laid out, and empty still.
 */
@NullMarked
package dev.mcptestbench.server.cluster;

import org.jspecify.annotations.NullMarked;
