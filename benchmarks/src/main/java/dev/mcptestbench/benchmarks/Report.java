package dev.mcptestbench.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The figures as they come, printed as tables that are legible as they stand and as Markdown. */
final class Report {

    private final List<List<String>> rows = new ArrayList<>();
    private final List<List<String>> targets = new ArrayList<>();
    private boolean allReached = true;

    Report() {
        targets.add(List.of("target", "measured", "bound", ""));
    }

    /** Begins a table. */
    void table(String... headings) {
        rows.clear();
        rows.add(List.of(headings));
    }

    void row(String... cells) {
        rows.add(List.of(cells));
    }

    /** Prints the table that was begun. */
    void print() {
        print(rows);
    }

    void atLeast(String what, double measured, double bound, String unit) {
        target(what, measured, "≥ " + number(bound) + unit, unit, measured >= bound);
    }

    void atMost(String what, double measured, double bound, String unit) {
        target(what, measured, "≤ " + number(bound) + unit, unit, measured <= bound);
    }

    private void target(String what, double measured, String bound, String unit, boolean reached) {
        allReached &= reached;
        targets.add(List.of(what, number(measured) + unit, bound, reached ? "reached" : "MISSED"));
    }

    /** Prints all targets; returns whether all were reached. */
    boolean printTargets() {
        print(targets);
        return allReached;
    }

    static String number(double value) {
        return String.format(Locale.ROOT, Math.abs(value) >= 100 ? "%.0f" : "%.2f", value);
    }

    private static void print(List<List<String>> table) {
        int columns = table.get(0).size();
        int[] widths = new int[columns];
        for (List<String> row : table) {
            for (int i = 0; i < columns; i++) {
                widths[i] = Math.max(widths[i], row.get(i).length());
            }
        }
        for (int r = 0; r < table.size(); r++) {
            StringBuilder line = new StringBuilder("|");
            StringBuilder rule = new StringBuilder("|");
            for (int i = 0; i < columns; i++) {
                String cell = table.get(r).get(i);
                String padding = " ".repeat(widths[i] - cell.length());
                line.append(' ')
                        .append(i == 0 ? cell + padding : padding + cell)
                        .append(" |");
                rule.append(i == 0 ? ":" : "-").append("-".repeat(widths[i])).append(i == 0 ? "-|" : ":|");
            }
            System.out.println(line);
            if (r == 0) {
                System.out.println(rule);
            }
        }
        System.out.println();
    }
}
