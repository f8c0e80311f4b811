package dev.mcptestbench.server.cluster;

import org.apiguardian.api.API;

/** To which node of a cluster a request goes. Nodes that are down get none. */
@API(status = API.Status.EXPERIMENTAL)
public enum Routing {

    /**
     * Requests of a session go to the node that opened it, as long as that is up; what names no session goes to one node
     * after the other.
     */
    STICKY,

    /** Each request goes to the next node, whatever session it names. */
    ROUND_ROBIN,

    /** Each connection goes to the next node, with all the requests on it. */
    BY_CONNECTION
}
