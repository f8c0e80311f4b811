/**
 * The mock authorization server lives here, with the protected resource, the identity provider and the scripted user agent.
 * Tests meet these types; the endpoints behind them have a package of their own.
 */
@NullMarked
package dev.mcptestbench.auth;

import org.jspecify.annotations.NullMarked;
