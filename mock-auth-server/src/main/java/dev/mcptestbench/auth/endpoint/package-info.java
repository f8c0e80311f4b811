/**
 * The endpoints of the authorization server, a class each. Laid out, and empty still.
 */
@NullMarked
package dev.mcptestbench.auth.endpoint;

import org.jspecify.annotations.NullMarked;
