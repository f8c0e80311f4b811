package dev.mcptestbench.server;

import dev.mcptestbench.protocol.Era;
import dev.mcptestbench.protocol.Revision;
import dev.mcptestbench.script.Carrier;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** Where rows of the fault catalogue are played: a carrier in an era. */
enum Cell {
    HTTP(Carrier.STREAMABLE_HTTP, Era.LEGACY),
    HTTP_MODERN(Carrier.STREAMABLE_HTTP, Era.MODERN),
    SSE(Carrier.SSE, Era.LEGACY),
    STDIO(Carrier.STDIO, Era.LEGACY),
    STDIO_MODERN(Carrier.STDIO, Era.MODERN),
    MEMORY(Carrier.MEMORY, Era.LEGACY),
    MEMORY_MODERN(Carrier.MEMORY, Era.MODERN);

    /** Those on which a message is a line, or a piece of its own. */
    static final Set<Cell> LINES = Set.of(STDIO, STDIO_MODERN, MEMORY, MEMORY_MODERN);

    /** Those of the modern era. */
    static final Set<Cell> MODERN = Set.of(HTTP_MODERN, STDIO_MODERN, MEMORY_MODERN);

    /** Those of streamable HTTP. */
    static final Set<Cell> STREAMABLE = Set.of(HTTP, HTTP_MODERN);

    final Carrier carrier;
    final Era era;

    Cell(Carrier carrier, Era era) {
        this.carrier = carrier;
        this.era = era;
    }

    boolean isModern() {
        return era == Era.MODERN;
    }

    /** Whether all replies come on one stream. */
    boolean isShared() {
        return !STREAMABLE.contains(this);
    }

    /** A server that is reached here and nowhere else. */
    MockMcpServer.Builder server() {
        return MockMcpServer.builder().name("rig").carriers(carrier);
    }

    /** The revisions of the era. */
    List<Revision> revisions() {
        return Stream.of(Revision.values())
                .filter(revision -> revision.era() == era)
                .toList();
    }
}
