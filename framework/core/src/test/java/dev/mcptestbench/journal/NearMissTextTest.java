package dev.mcptestbench.journal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mcptestbench.protocol.Message;
import dev.mcptestbench.script.Trigger;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class NearMissTextTest {

    private final Story story = new Story("server", "weather");

    private NearMiss nearest(Message message, int candidates, Trigger.OfMessage looked) {
        story.post(1, message);
        JournalEntry.RequestArrived entry =
                story.journal().entries(JournalEntry.RequestArrived.class).get(0);
        return new NearMiss(entry, looked.differences(message), candidates);
    }

    private static Map<String, Object> arguments(Object... namesAndValues) {
        Map<String, Object> arguments = new LinkedHashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            arguments.put((String) namesAndValues[i], namesAndValues[i + 1]);
        }
        return arguments;
    }

    @Test
    void setsTheExpectedArgumentBesideTheActual() {
        Trigger.OfMessage looked = new Trigger.OfMessage("tools/call", "forecast", Map.of(), null).with("city", "Oslo");
        Message message = Story.toolCall(2, "forecast", arguments("city", "oslo", "unit", "C"));

        Golden.assertMatches("near-miss-argument.txt", NearMissText.of(nearest(message, 2, looked)));
    }

    @Test
    void tellsAnotherNameAndWhatIsMissingOrLong() {
        Trigger.OfMessage looked = new Trigger.OfMessage("tools/call", "forecast", Map.of(), null)
                .with("days", 3)
                .with("password", "right-one");
        Message message = Story.toolCall(
                2,
                "forcast",
                arguments("text", "long ".repeat(40), "password", "wrong-one", "where", Map.of("lat", 59.9)));

        String text = NearMissText.of(nearest(message, 1, looked));

        Golden.assertMatches("near-miss-name.txt", text);
        assertThat(text).doesNotContain("right-one", "wrong-one");
    }

    @Test
    void speaksOfRequestsWhereTheyAreNoCalls() {
        story.by(null).request(5, "GET", "/token?code=abcdefghijk", Map.of(), null, "");
        JournalEntry.RequestArrived entry =
                story.journal().entries(JournalEntry.RequestArrived.class).get(0);

        Golden.assertMatches(
                "near-miss-request.txt",
                NearMissText.of(new NearMiss(entry, List.of(new NearMiss.Difference("method", "POST", "GET")), 1)));
    }

    @Test
    void listsAtMostADozenArguments() {
        Map<String, Object> many = new LinkedHashMap<>();
        for (int i = 1; i <= 15; i++) {
            many.put("a" + i, i);
        }
        Trigger.OfMessage looked = new Trigger.OfMessage("tools/call", "forecast", Map.of(), null).with("a15", 16);

        assertThat(NearMissText.of(nearest(Story.toolCall(1, "forecast", many), 1, looked))
                        .lines())
                .contains("         a12 = 12", "         … and 2 more")
                .noneMatch(line -> line.contains("a13"))
                .anyMatch(line -> line.matches("         a15 = 15 +← expected 16"));
    }
}
