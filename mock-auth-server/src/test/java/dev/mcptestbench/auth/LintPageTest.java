package dev.mcptestbench.auth;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mcptestbench.auth.endpoint.OAuthRequirements;
import dev.mcptestbench.protocol.Party;
import dev.mcptestbench.protocol.Requirement;
import dev.mcptestbench.protocol.Revision;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Compares docs/lint.md with the requirements; what it ought to be is left under {@code target/golden}. */
class LintPageTest {

    private static final String HEAD = """
            # What passive lint finds

            A mock server looks at every message that it receives, script or no script. What breaks a rule of the specification becomes a
            violation in the journal, with the section that it breaks; `assertThat(server).hasNoProtocolViolations()` makes it a failure, and so does a
            test in strict mode. The rules that ask a server for something are for those who put the testbench between a client and a server.

            Nobody is accused on suspicion: where messages travel on several connections at once, nothing is concluded from the order in
            which they arrived.

            Levels are those of RFC 2119. Links lead to the newest revision that asks for it. This page is written from the code:
            a test compares it, and leaves what it ought to be in `mock-auth-server/target/golden/lint.md`.

            | id | what is asked | level | section | revisions | who |
            |---|---|---|---|---|---|
            """;

    private static final String OAUTH = """

            ## OAuth

            A [mock authorization server](oauth.md) and a mock protected resource look at requests in the same way.

            | id | what is asked | level | section | revisions | who |
            |---|---|---|---|---|---|
            """;

    @Test
    void tellsEachRequirement() throws IOException {
        StringBuilder page = new StringBuilder(HEAD);
        for (Requirement requirement : Requirement.all()) {
            page.append(row(requirement)).append('\n');
        }
        page.append(OAUTH);
        for (Requirement requirement : OAuthRequirements.all()) {
            page.append(row(requirement)).append('\n');
        }
        String expected = page.toString();

        Path folder = Path.of("").toAbsolutePath();
        while (!Files.isDirectory(folder.resolve("docs/decisions"))) {
            folder = folder.getParent();
        }
        Path file = folder.resolve("docs/lint.md");
        String found = Files.exists(file) ? Files.readString(file) : "";
        if (!found.equals(expected)) {
            Path left = Path.of("target", "golden", "lint.md");
            Files.createDirectories(left.getParent());
            Files.writeString(left, expected);
        }
        assertThat(found.equals(expected))
                .as("docs/lint.md is as the code has it: copy mock-auth-server/target/golden/lint.md there")
                .isTrue();
    }

    private static String row(Requirement requirement) {
        Revision newest =
                requirement.revisions().stream().max(Comparator.naturalOrder()).orElseThrow();
        return String.join(
                " | ",
                "| `" + requirement.id() + "`",
                requirement.statement(),
                requirement.level().name().replace('_', ' '),
                "[" + requirement.section() + "](" + requirement.url(newest) + ")",
                revisions(requirement.revisions()),
                requirement.parties().stream()
                                .map(party -> party == Party.CLIENT ? "client" : "server")
                                .collect(Collectors.joining(", "))
                        + " |");
    }

    private static String revisions(Set<Revision> revisions) {
        if (revisions.size() == Revision.values().length) {
            return "all";
        }
        List<String> ranges = new ArrayList<>();
        Revision first = null;
        Revision last = null;
        for (Revision revision : Revision.values()) {
            if (revisions.contains(revision)) {
                first = first == null ? revision : first;
                last = revision;
            } else if (first != null) {
                ranges.add(range(first, last));
                first = null;
            }
        }
        if (first != null) {
            ranges.add(range(first, last));
        }
        return String.join(", ", ranges);
    }

    private static String range(Revision first, Revision last) {
        if (first == last) {
            return first.text();
        }
        return last == Revision.LATEST ? "from " + first : first + " to " + last;
    }
}
