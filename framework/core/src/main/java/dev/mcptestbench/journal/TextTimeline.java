package dev.mcptestbench.journal;

import dev.mcptestbench.time.TimeText;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Draws a timeline in plain text: time, client where there are several, arrows, and on the right what the server did.
 * Widths follow from the lines that are shown, within bounds.
 */
final class TextTimeline {

    private static final int NARROWEST_ARROW = 31;
    private static final int WIDEST_ARROW = 48;
    private static final int WIDEST_CLIENT = 16;
    private static final int LONGEST_NOTE = 160;
    private static final int MOST_VIOLATIONS = 20;
    private static final String GAP = "   ";

    private final Timeline timeline;
    private final List<TimelineRow> rows;
    private final int leftOut;
    private final boolean manyClients;
    private final boolean manyServers;
    private final int timeWidth;
    private final int clientWidth;
    private final int arrowWidth;
    private final StringBuilder text = new StringBuilder();

    private TextTimeline(Timeline timeline, int mostRows) {
        this.timeline = timeline;
        this.leftOut = Math.max(0, timeline.rows().size() - mostRows);
        this.rows = timeline.rows().subList(leftOut, timeline.rows().size());
        this.manyClients = timeline.clients().size() > 1;
        this.manyServers = timeline.servers().size() > 1;
        int time = 5;
        int client = "client".length();
        int arrow = NARROWEST_ARROW;
        for (TimelineRow row : rows) {
            time = Math.max(time, TimeText.millis(row.at()).length());
            client = Math.max(client, row.client() == null ? 0 : row.client().length());
            arrow = Math.max(arrow, row.label().length() + (row.shape() == TimelineRow.Shape.CLIENT ? 0 : 8));
        }
        this.timeWidth = time;
        this.clientWidth = Math.min(client, WIDEST_CLIENT);
        this.arrowWidth = Math.min(arrow, WIDEST_ARROW);
    }

    static String of(Timeline timeline, int mostRows) {
        return new TextTimeline(timeline, mostRows).draw();
    }

    private String draw() {
        drawHeading();
        drawLine(
                " ms",
                manyClients ? "client" : "",
                manyClients ? "" : only(timeline.clients().stream().toList(), "client"),
                manyServers ? "servers" : only(timeline.servers().stream().toList(), "server"));
        if (leftOut > 0) {
            drawLine("…", "", "", leftOut + (leftOut == 1 ? " earlier line" : " earlier lines") + " left out");
        }
        for (TimelineRow row : rows) {
            drawLine(TimeText.millis(row.at()), row.client(), arrow(row), note(row));
        }
        drawViolations();
        return text.substring(0, text.length() - 1);
    }

    private static String only(List<String> names, String otherwise) {
        return names.isEmpty() || names.get(0).isBlank() ? otherwise : names.get(0);
    }

    private void drawHeading() {
        Timeline.Heading heading = timeline.heading();
        if (heading != null) {
            String title = "Timeline of " + heading.test();
            text.append(padded(title, 64)).append(GAP).append(heading.setup()).append('\n');
        }
    }

    private void drawLine(String time, @Nullable String client, String arrow, String note) {
        StringBuilder line = new StringBuilder();
        line.append(" ".repeat(Math.max(0, timeWidth - time.length()))).append(time);
        line.append(GAP);
        if (manyClients) {
            line.append(padded(MessageWords.cut(client == null ? "" : client, clientWidth), clientWidth))
                    .append(GAP);
        }
        line.append(padded(MessageWords.cut(arrow, arrowWidth), arrowWidth))
                .append(GAP)
                .append(note);
        text.append(line.toString().stripTrailing()).append('\n');
    }

    private String note(TimelineRow row) {
        String note = MessageWords.cut(row.note(), LONGEST_NOTE);
        boolean named = manyServers && row.server() != null;
        return named ? (row.server() + (note.isEmpty() ? "" : ": " + note)) : note;
    }

    private String arrow(TimelineRow row) {
        String label = MessageWords.cut(row.label(), arrowWidth - 6);
        return switch (row.shape()) {
            case REQUEST -> filled("── " + label + " ", arrowWidth - 1) + "►";
            case EVENT -> filled((label.startsWith("✂") ? "◄─ " : "◄── ") + label + " ", arrowWidth);
            case REPLY -> {
                int foot = Math.max(1, Math.min(5, arrowWidth - label.length() - 4));
                int head = Math.max(1, arrowWidth - label.length() - foot - 3);
                yield "◄" + "─".repeat(head) + " " + label + " " + "─".repeat(foot);
            }
            case CLIENT -> row.label();
            case SERVER -> "";
        };
    }

    private void drawViolations() {
        String count = timeline.violationCount();
        if (count == null) {
            return;
        }
        List<String> lines = new ArrayList<>(timeline.violationTexts());
        if (lines.size() > MOST_VIOLATIONS) {
            int more = lines.size() - MOST_VIOLATIONS;
            lines.subList(MOST_VIOLATIONS, lines.size()).clear();
            lines.add("and " + more + " more");
        }
        String margin = " ".repeat(timeWidth + GAP.length());
        String lead = count + ": ";
        for (String line : lines) {
            text.append(margin).append(lead).append(line).append('\n');
            lead = " ".repeat(lead.length());
        }
    }

    private static String filled(String start, int width) {
        return start + "─".repeat(Math.max(0, width - start.length()));
    }

    private static String padded(String start, int width) {
        return start + " ".repeat(Math.max(0, width - start.length()));
    }
}
