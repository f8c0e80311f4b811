/**
 * What should happen: scenarios, their rules, and the words to write them with, in Java and in YAML. Everything here is
 * immutable plain data; what becomes of it at run time lives in {@code wire}.
 */
@NullMarked
package dev.mcptestbench.script;

import org.jspecify.annotations.NullMarked;
