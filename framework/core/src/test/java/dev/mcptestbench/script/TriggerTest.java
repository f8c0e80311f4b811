package dev.mcptestbench.script;

import static dev.mcptestbench.Mcp.anyRequest;
import static dev.mcptestbench.Mcp.connected;
import static dev.mcptestbench.Mcp.connection;
import static dev.mcptestbench.Mcp.method;
import static dev.mcptestbench.Mcp.resourceRead;
import static dev.mcptestbench.Mcp.sessionEnd;
import static dev.mcptestbench.Mcp.standingStream;
import static dev.mcptestbench.Mcp.streamResumption;
import static dev.mcptestbench.Mcp.toolCall;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mcptestbench.journal.NearMiss.Difference;
import dev.mcptestbench.protocol.Json;
import dev.mcptestbench.protocol.Message;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TriggerTest {

    private static Message call(String tool, Map<String, Object> arguments) {
        return Message.request(1, "tools/call", Map.of("name", tool, "arguments", arguments));
    }

    private static Occasion from(String client, Message message) {
        return new Occasion.Received(message, client);
    }

    @Test
    void aToolCallIsMetByNameArgumentsAndClient() {
        Occasion occasion = from("alice", call("search", Map.of("query", "cats", "limit", 5)));

        assertThat(toolCall().matches(occasion)).isTrue();
        assertThat(toolCall("search").matches(occasion)).isTrue();
        assertThat(toolCall("search").with("query", "cats").matches(occasion)).isTrue();
        assertThat(toolCall("search").from("alice").matches(occasion)).isTrue();
        assertThat(anyRequest().matches(occasion)).isTrue();

        assertThat(toolCall("other").matches(occasion)).isFalse();
        assertThat(toolCall("search").with("query", "dogs").matches(occasion)).isFalse();
        assertThat(toolCall("search").with("page", 1).matches(occasion)).isFalse();
        assertThat(toolCall("search").from("bob").matches(occasion)).isFalse();
        assertThat(method("tools/list").matches(occasion)).isFalse();
    }

    @Test
    void anyRequestIsMetByRequestsAlone() {
        Message notification = Message.notification("notifications/initialized", Map.of());

        assertThat(anyRequest().matches(from("alice", notification))).isFalse();
        assertThat(method("notifications/initialized").matches(from("alice", notification)))
                .isTrue();
    }

    @Test
    void aResourceIsNamedByItsUri() {
        Message read = Message.request(1, "resources/read", Map.of("uri", "file:///a.txt"));

        assertThat(resourceRead("file:///a.txt").matches(from("alice", read))).isTrue();
        assertThat(resourceRead("file:///b.txt").matches(from("alice", read))).isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "1|1.0|true",
                "1|1.5|false",
                "100000000000000000000|1e20|true",
                "{\"a\": [1, 2.0]}|{\"a\": [1.0, 2]}|true",
                "{\"a\": 1}|{\"a\": 1, \"b\": 2}|false",
                "{\"a\": null}|{\"b\": 1}|false",
                "[1, 2]|[2, 1]|false",
                "[1]|[1, 1]|false",
                "true|\"true\"|false",
                "1|\"1\"|false",
            })
    void valuesAreComparedAsJsonHasThem(String expected, String actual, boolean same) {
        Message message = call("search", Map.of("value", Json.parse(actual)));

        assertThat(toolCall("search").with("value", Json.parse(expected)).matches(message, null))
                .isEqualTo(same);
    }

    @Test
    void differencesNameEachArgumentThatDiffers() {
        Trigger.OfMessage trigger =
                toolCall("forecast").with("city", "Oslo").with("days", 3).with("unit", "C");
        Message message = call("weather", Map.of("city", "oslo", "unit", "C"));

        assertThat(trigger.differences(message))
                .containsExactly(
                        new Difference("name", "forecast", "weather"),
                        new Difference("city", "Oslo", "oslo"),
                        new Difference("days", 3, null));
        assertThat(trigger.differences(call("forecast", Map.of("city", "Oslo", "days", 3.0, "unit", "C"))))
                .isEmpty();
    }

    @Test
    void aMethodWithoutArgumentsIsComparedByItsParameters() {
        Message message = Message.request(1, "logging/setLevel", Map.of("level", "debug"));

        assertThat(method("logging/setLevel").with("level", "debug").matches(message, null))
                .isTrue();
        assertThat(method("logging/setLevel").with("level", "info").matches(message, null))
                .isFalse();
    }

    @Test
    void streamsSessionsAndConnectionsAreMetByTheirOwnOccasionsOnly() {
        List<Trigger> triggers =
                List.of(standingStream(), streamResumption(), connected(), sessionEnd(), connection(), anyRequest());
        List<Occasion> occasions = List.of(
                new Occasion.StreamOpened(null, "alice"),
                new Occasion.StreamOpened("7", "alice"),
                new Occasion.SessionReached(Trigger.Moment.INITIALIZED, "alice"),
                new Occasion.SessionReached(Trigger.Moment.DELETED, "alice"),
                new Occasion.ConnectionMade(),
                from("alice", call("search", Map.of())));

        for (int i = 0; i < triggers.size(); i++) {
            for (int j = 0; j < occasions.size(); j++) {
                assertThat(triggers.get(i).matches(occasions.get(j)))
                        .as("%s met by %s", triggers.get(i), occasions.get(j))
                        .isEqualTo(i == j);
            }
        }
    }

    @Test
    void streamsAndSessionsCanBeOfOneClient() {
        assertThat(standingStream().from("bob").matches(new Occasion.StreamOpened(null, "alice")))
                .isFalse();
        assertThat(connected().from("bob").matches(new Occasion.SessionReached(Trigger.Moment.INITIALIZED, "bob")))
                .isTrue();
        assertThat(connected().from("bob").matches(new Occasion.SessionReached(Trigger.Moment.INITIALIZED, null)))
                .isFalse();
    }

    @Test
    void theyTellWhatTheyWaitFor() {
        assertThat(Arrays.asList(
                        toolCall("forecast")
                                .with("city", "Oslo")
                                .with("days", 3)
                                .from("weather"),
                        anyRequest(),
                        standingStream().from("bob"),
                        streamResumption(),
                        connected(),
                        sessionEnd().from("bob"),
                        connection()))
                .extracting(Object::toString)
                .containsExactly(
                        "tools/call \"forecast\" with city = \"Oslo\", days = 3 from weather",
                        "any request",
                        "the standing stream from bob",
                        "stream resumption",
                        "connected",
                        "session end from bob",
                        "connection");
    }
}
