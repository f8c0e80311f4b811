/**
 * What comes from outside, in any shape. Each test runs the inputs that are kept beside it; under {@code fuzz/run} it looks
 * for further ones.
 */
@NullMarked
package dev.mcptestbench.fuzz;

import org.jspecify.annotations.NullMarked;
