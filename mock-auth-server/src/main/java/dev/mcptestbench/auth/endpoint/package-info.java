/**
 * The endpoints of the authorization server, a class each: from a request to a reply, by way of the books that they share. They
 * know of no socket and no script, so that anything that speaks HTTP can host them.
 */
@NullMarked
package dev.mcptestbench.auth.endpoint;

import org.jspecify.annotations.NullMarked;
