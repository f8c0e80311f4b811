package dev.mcptestbench.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mcptestbench.script.FaultTable;
import dev.mcptestbench.script.Rule;
import dev.mcptestbench.script.Scenario;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What a managed client makes of each fault of {@code docs/faults.md}, however it speaks to its server, and how soon its
 * caller knows; and the page that tells it.
 */
class ClientBehaviourTest {

    private static final Map<String, Map<Bench.Way, String>> SEEN = new ConcurrentHashMap<>();

    static List<Arguments> cells() {
        List<Arguments> cells = new ArrayList<>();
        for (BehaviourPage.Row row : BehaviourPage.rows()) {
            for (Bench.Way way : BehaviourPage.WAYS) {
                cells.add(Arguments.of(row, way));
            }
        }
        return cells;
    }

    @ParameterizedTest(name = "{0}, {1}")
    @MethodSource("cells")
    void doesWhatThePageSays(BehaviourPage.Row row, Bench.Way way) throws Exception {
        String seen = seen(row, way);
        SEEN.computeIfAbsent(row.toString(), each -> new EnumMap<>(Bench.Way.class));
        SEEN.computeIfPresent(row.toString(), (each, ways) -> {
            ways.put(way, seen);
            return ways;
        });

        assertThat(BehaviourPage.told(row, way).split(BehaviourPage.OR)).contains(seen);
    }

    private static String seen(BehaviourPage.Row row, Bench.Way way) throws Exception {
        Scenario scenario = row.scenario(way.revision.era());
        Rule rule = scenario.rules().get(0);
        if (!rule.carriers().contains(way.carrier)
                || FaultTable.refusal(rule, way.carrier, way.revision.era()) != null) {
            return BehaviourPage.NOWHERE;
        }
        try (Drill drill = new Drill(way, scenario)) {
            return drill.run();
        }
    }

    /** Nothing that the wire tells is left to a time-out. */
    @Test
    void onlySilenceIsLeftToATimeOut() {
        assertThat(BehaviourPage.rows())
                .filteredOn(row -> BehaviourPage.WAYS.stream()
                        .anyMatch(way -> BehaviourPage.told(row, way).contains(Drill.AT_TIME_OUT)))
                .isNotEmpty()
                .allMatch(BehaviourPage::isSilent);
    }

    /** Where the page is to change, what it should be is left at {@code target/golden/client-behaviour.md}. */
    @AfterAll
    static void leaveThePage() throws IOException {
        String page = BehaviourPage.of(SEEN);
        if (SEEN.size() == BehaviourPage.rows().size() && !page.equals(BehaviourPage.shown())) {
            Path left = Path.of("target", "golden", "client-behaviour.md");
            Files.createDirectories(left.getParent());
            Files.writeString(left, page);
        }
    }
}
