package dev.mcptestbench.script;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TemplateTest {

    private static final Template.Values VALUES = new Template.Values(
            3,
            Map.of("city", "Oslo", "count", 5, "deep", Map.of("list", List.of("a", "b")), "money", "$1 \\2"),
            "fast");

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "tick {n} for {client}|tick 3 for fast",
                "tick {{n}} for {{ client }}|tick 3 for fast",
                "{arguments.city}: {arguments.count}|Oslo: 5",
                "second of {arguments.deep.list.1}!|second of b!",
                "costs {arguments.money}!|costs $1 \\2!",
                "{\"n\": 1, \"client\": {}}|{\"n\": 1, \"client\": {}}",
                "{unknown} and {arguments.none}|{unknown} and {arguments.none}",
                "nothing to fill|nothing to fill",
            })
    void placesAreFilledAndWhatIsUnknownIsLeft(String template, String filled) {
        assertThat(Template.fill(template, VALUES)).isEqualTo(filled);
    }

    @Test
    void aTextThatIsOnePlaceTakesOnTheTypeOfItsValue() {
        assertThat(Template.fill("{arguments.count}", VALUES)).isEqualTo(5);
        assertThat(Template.fill("{{n}}", VALUES)).isEqualTo(3L);
        assertThat(Template.fill("{arguments.city}", VALUES)).isEqualTo("Oslo");
        assertThat(Template.fill("{arguments.deep}", VALUES)).isEqualTo("{list=[a, b]}");
    }

    @Test
    void listsAndMapsAreFilledThroughout() {
        Object filled =
                Template.fill(Map.of("a", Arrays.asList("{n}", null, Map.of("b", "{client}")), "c", true), VALUES);

        assertThat(filled).isEqualTo(Map.of("a", Arrays.asList(3L, null, Map.of("b", "fast")), "c", true));
    }

    @Test
    void aPlaceWithoutAValueStays() {
        assertThat(Template.fill("{n} {client}", Template.Values.NONE)).isEqualTo("{n} {client}");
        assertThat(Template.fill("{n}", Template.Values.NONE.at(7))).isEqualTo(7L);
    }
}
