/**
 * Several mock servers behind one address: a front that hands each request to one of them, and what happens to clients
 * when one of them dies, leaves or becomes slow.
 */
@NullMarked
package dev.mcptestbench.server.cluster;

import org.jspecify.annotations.NullMarked;
