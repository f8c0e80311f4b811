package dev.mcptestbench.server;

import dev.mcptestbench.script.Scriptable;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/** What belongs together of all that can go wrong: one row for each, and how it shows on the wire. */
abstract class FaultGroup {

    /** The chunk that ends a reply, and how a result begins. */
    static final String LAST_CHUNK = Rig.LAST_CHUNK;

    static final String RESULT = "\"id\":9,\"result\":{";

    private final String title;
    private final List<Row> rows = new ArrayList<>();

    FaultGroup(String title) {
        this.title = title;
    }

    String title() {
        return title;
    }

    List<Row> rows() {
        return rows;
    }

    /**
     * Adds a row.
     *
     * @param yaml the rule, as it stands in a scenario file between the braces
     * @param java the same rule; its source text is what the page shows
     * @param probe what is seen on the wire, wherever the rule can be expressed
     */
    Row row(String fault, String meaning, String yaml, Consumer<Scriptable<?>> java, Probe probe) {
        Row row = new Row(title, fault, meaning, yaml, java);
        row.in(EnumSet.allOf(Cell.class), probe);
        rows.add(row);
        return row;
    }

    /** Looks at the wire of a server that plays the row's rule. */
    interface Probe {
        void look(Rig rig) throws Exception;
    }

    /** One row. */
    static final class Row {

        final String group;
        final String fault;
        final String meaning;
        final String yaml;
        final Consumer<Scriptable<?>> java;
        private final Map<Cell, Probe> probes = new EnumMap<>(Cell.class);

        Row(String group, String fault, String meaning, String yaml, Consumer<Scriptable<?>> java) {
            this.group = group;
            this.fault = fault;
            this.meaning = meaning;
            this.yaml = yaml;
            this.java = java;
        }

        /** There it is seen so. */
        Row in(Set<Cell> cells, Probe probe) {
            cells.forEach(cell -> probes.put(cell, probe));
            return this;
        }

        Row in(Cell cell, Probe probe) {
            return in(Set.of(cell), probe);
        }

        Probe probe(Cell cell) {
            return probes.get(cell);
        }

        @Override
        public String toString() {
            return group + ": " + fault;
        }
    }
}
