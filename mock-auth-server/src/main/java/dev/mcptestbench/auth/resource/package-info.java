/**
 * What guards a protected resource lives here: it reads tokens, says who comes in, and tells others where to get one. It knows
 * of no socket, and of issuers just their keys.
 */
@NullMarked
package dev.mcptestbench.auth.resource;

import org.jspecify.annotations.NullMarked;
