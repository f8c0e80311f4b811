package dev.mcptestbench.client;

import dev.mcptestbench.protocol.Revision;

/**
 * How a server is spoken to.
 *
 * @param transport the name of the transport
 * @param revision the revision that is asked for
 */
record Way(String transport, Revision revision) {}
