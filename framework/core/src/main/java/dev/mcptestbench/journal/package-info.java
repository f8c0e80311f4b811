/**
 * What happened: the one journal of a test, in one total order over mock servers, authorization servers and managed
 * clients. Entries are facts; what should have happened lives in {@code script}, what it looks like in
 * {@link dev.mcptestbench.journal.Timeline}.
 */
@NullMarked
package dev.mcptestbench.journal;

import org.jspecify.annotations.NullMarked;
