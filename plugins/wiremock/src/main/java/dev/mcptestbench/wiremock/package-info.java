/**
 * The WireMock plugin lives here: it hosts the authorization server on a WireMock server and feeds its serve events to the
 * journal. It uses the plugin SPI alone, and no other module knows of it.
 */
@NullMarked
package dev.mcptestbench.wiremock;

import org.jspecify.annotations.NullMarked;
