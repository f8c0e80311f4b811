/**
 * WireMock beside the testbench: it hosts mock authorization servers, so that a team's own stubs, faults, verification and
 * recordings apply to them, and tells the journal of a test what it serves. No other package knows of WireMock.
 */
@NullMarked
package dev.mcptestbench.wiremock;

import org.jspecify.annotations.NullMarked;
