/**
 * In front of a real server: record, replay, and pass on with faults. Laid out, and empty still.
 */
@NullMarked
package dev.mcptestbench.server.proxy;

import org.jspecify.annotations.NullMarked;
