package dev.mcptestbench.journal;

import dev.mcptestbench.time.TimeText;
import java.util.Locale;

/** Draws a timeline as one HTML page without scripts or references, with the same columns as the text. */
final class HtmlTimeline {

    private static final String STYLE = """
            :root { color-scheme: light dark; --line: #8884; --soft: #888; --request: #1668b8; --reply: #257a3e;
              --client: #8a5a00; --wrong: #b3261e }
            @media (prefers-color-scheme: dark) { :root { --request: #7cb8f2; --reply: #7fd39a; --client: #e0b060;
              --wrong: #ff8a80 } }
            body { font: 15px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 80rem; padding: 0 1rem }
            h1 { font-size: 1.25rem; margin: 0 } p { color: var(--soft); margin: .25rem 0 1.5rem }
            table { border-collapse: collapse; width: 100%; font: 13px/1.6 ui-monospace, monospace }
            th { color: var(--soft); font-weight: normal; text-align: left }
            th, td { border-bottom: 1px solid var(--line); padding: .15rem .75rem .15rem 0; vertical-align: top }
            td.n, td.t { color: var(--soft); text-align: right; white-space: nowrap }
            td.a { white-space: nowrap } td.s { overflow-wrap: anywhere }
            .request td.a { color: var(--request) } .event td.a, .reply td.a { color: var(--reply) }
            .client td.a { color: var(--client) } .server td.s { color: var(--soft) }
            tr:target td { background: #fd03 } a { color: inherit }
            ul { color: var(--wrong); font: 13px/1.6 ui-monospace, monospace; padding-left: 1.2rem }
            """;

    private HtmlTimeline() {}

    static String of(Timeline timeline) {
        Timeline.Heading heading = timeline.heading();
        String title = heading == null ? "Timeline" : "Timeline of " + heading.test();
        StringBuilder html = new StringBuilder(
                        "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n")
                .append("<meta name=\"viewport\" content=\"width=device-width\">\n<title>")
                .append(escaped(title))
                .append("</title>\n<style>\n")
                .append(STYLE)
                .append("</style>\n</head>\n<body>\n<h1>")
                .append(escaped(title))
                .append("</h1>\n");
        if (heading != null) {
            html.append("<p>").append(escaped(heading.setup())).append("</p>\n");
        }
        html.append("<table>\n<thead><tr><th>#</th><th>ms</th><th>client</th><th></th><th>server</th></tr></thead>\n")
                .append("<tbody>\n");
        timeline.rows().forEach(row -> row(html, row, timeline.servers().size() > 1));
        html.append("</tbody>\n</table>\n");
        String violations = timeline.violationCount();
        if (violations != null) {
            html.append("<h2>").append(violations).append("</h2>\n<ul>\n");
            timeline.violationTexts()
                    .forEach(line -> html.append("<li>")
                            .append(escaped(line).replaceFirst("^#(\\d+)", "<a href=\"#e$1\">#$1</a>"))
                            .append("</li>\n"));
            html.append("</ul>\n");
        }
        return html.append("</body>\n</html>\n").toString();
    }

    private static void row(StringBuilder html, TimelineRow row, boolean manyServers) {
        String arrow = switch (row.shape()) {
            case REQUEST -> row.label() + " ⟶";
            case EVENT, REPLY -> "⟵ " + row.label();
            case CLIENT, SERVER -> row.label();
        };
        String note = manyServers && row.server() != null ? row.server() + " " + row.note() : row.note();
        html.append("<tr id=\"e")
                .append(row.number())
                .append("\" class=\"")
                .append(row.shape().name().toLowerCase(Locale.ROOT))
                .append("\"><td class=\"n\">")
                .append(row.number())
                .append("</td><td class=\"t\">")
                .append(TimeText.millis(row.at()))
                .append("</td><td>")
                .append(escaped(row.client() == null ? "" : row.client()))
                .append("</td><td class=\"a\">")
                .append(escaped(arrow))
                .append("</td><td class=\"s\">")
                .append(escaped(note))
                .append("</td></tr>\n");
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }
}
