/**
 * The mock authorization server lives here. Tests meet these types; the endpoints behind them have a package of their own.
 */
@NullMarked
package dev.mcptestbench.auth;

import org.jspecify.annotations.NullMarked;
