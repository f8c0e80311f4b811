/**
 * The house rules live here as tests: which package may know which, what carries an annotation, where a third-party type
 * may appear. Each rule is also run on {@code broken}, a tree of classes made to break it, so that none holds by accident.
 */
@NullMarked
package dev.mcptestbench.architecture;

import org.jspecify.annotations.NullMarked;
