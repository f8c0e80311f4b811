/**
 * The JUnit extension: what tests are annotated with, and what makes, injects, checks and closes their fixtures. It finds
 * the fixtures through the plugin SPI alone, and keeps all state of a run in JUnit's store.
 */
@NullMarked
package dev.mcptestbench.junit;

import org.jspecify.annotations.NullMarked;
