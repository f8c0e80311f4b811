/**
 * The command line lives here: serve, check and record, for clients in any language.
 * It puts the other modules to work and adds no behaviour of its own.
 */
@NullMarked
package dev.mcptestbench.standalone;

import org.jspecify.annotations.NullMarked;
