/**
 * What the official conformance suite is run against, and what its results are read with. Programs for the scripts of this
 * module; nothing here is published.
 */
@NullMarked
package dev.mcptestbench.conformance;

import org.jspecify.annotations.NullMarked;
