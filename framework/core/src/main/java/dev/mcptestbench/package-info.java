/**
 * The words of the DSL, for one star import: {@link dev.mcptestbench.Mcp}. Everything they make lives in the packages
 * below.
 */
@NullMarked
package dev.mcptestbench;

import org.jspecify.annotations.NullMarked;
