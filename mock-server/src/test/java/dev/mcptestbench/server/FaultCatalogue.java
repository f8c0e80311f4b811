package dev.mcptestbench.server;

import java.util.List;

/** All that can go wrong, group by group: how it is said in Java and in YAML, and what is then seen on the wire. */
final class FaultCatalogue {

    /** In the order of the page; each is a source file of its name. */
    static final List<FaultGroup> GROUPS = List.of(
            new ConnectionFaults(),
            new HttpFaults(),
            new AuthorizationFaults(),
            new EventStreamFaults(),
            new JsonRpcFaults(),
            new SessionFaults(),
            new NotificationFaults(),
            new ServerRequestFaults(),
            new ModernFaults(),
            new StdioFaults(),
            new ToolFaults(),
            new OccurrenceRows(),
            new PositionRows(),
            new TriggerRows());

    private FaultCatalogue() {}

    static List<FaultGroup.Row> rows() {
        return GROUPS.stream().flatMap(group -> group.rows().stream()).toList();
    }
}
