package dev.mcptestbench.server;

import static dev.mcptestbench.Mcp.*;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mcptestbench.server.RawCall.Answer;
import dev.mcptestbench.server.RawCall.End;
import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What goes wrong with what only the modern era has. */
final class ModernFaults extends FaultGroup {

    private static final String INPUT = "\"resultType\":\"input_required\"";
    private static final String ACKNOWLEDGED = "notifications/subscriptions/acknowledged";

    ModernFaults() {
        super("modern");
        refusals();
        inputRequired();
        listening();
    }

    private void refusals() {
        row(
                        "header mismatch",
                        "The request is refused as if headers and body disagreed, whether they do or not",
                        "on: tools/call index, do: header-mismatch",
                        server -> server.on(toolCall("index")).does(headerMismatch()),
                        rig -> rig.expect(rig.call(), "\"id\":9,\"error\":{\"code\":-32020,"))
                .in(
                        Cell.HTTP_MODERN,
                        rig -> rig.expect(rig.call(), "HTTP/1.1 400 ", "\"id\":9,\"error\":{\"code\":-32020,"));
        row(
                        "unsupported version",
                        "As if the server did not speak the request's revision, with those that it does",
                        "on: tools/call index, do: { unsupported-version: [2025-11-25] }",
                        server -> server.on(toolCall("index")).does(unsupportedVersion("2025-11-25")),
                        rig -> rig.expect(rig.call(), "\"error\":{\"code\":-32022,", "\"data\":{", "\"2025-11-25\"]"))
                .in(
                        Cell.HTTP_MODERN,
                        rig -> assertThat(rig.whole(rig.call(), "HTTP/1.1 400 ", "\"error\":{\"code\":-32022,"))
                                .contains("\"supported\":[\"2025-11-25\"]", "\"requested\":\"2026-07-28\""));
        row(
                        "missing capability",
                        "As if the client had to declare this, whether it does or not",
                        "on: tools/call index, do: { missing-capability: elicitation }",
                        server -> server.on(toolCall("index")).does(missingCapability("elicitation")),
                        rig -> rig.expect(
                                rig.call(),
                                "\"error\":{\"code\":-32021,",
                                "\"data\":{\"requiredCapabilities\":{\"elicitation\":{}}}"))
                .in(
                        Cell.HTTP_MODERN,
                        rig -> rig.expect(
                                rig.call(),
                                "HTTP/1.1 400 ",
                                "\"error\":{\"code\":-32021,",
                                "\"data\":{\"requiredCapabilities\":{\"elicitation\":{}}}"));
        row(
                "resultType missing",
                "The result does not say of which kind it is",
                "on: tools/call index, do: without-result-type",
                server -> server.on(toolCall("index")).does(withoutResultType()),
                rig -> assertThat(rig.whole(rig.call(), RESULT, "42")).doesNotContain("resultType"));
        row(
                "ttl changes",
                "The result may be kept for another time than before",
                "on: tools/list, first: true, do: { ttl: 5m }",
                server -> server.on(method("tools/list")).first().does(ttl(Duration.ofMinutes(5))),
                rig -> {
                    rig.expect(rig.list(), RESULT, "\"ttlMs\":300000");
                    assertThat(rig.whole(rig.list(), RESULT)).doesNotContain("300000");
                });
    }

    private void inputRequired() {
        row(
                "input required on an unsupported method",
                "A list is answered with `input_required`, and served once the client returns with the answer",
                "on: tools/list, do: { require-input: roots }",
                server -> server.on(method("tools/list")).does(requireInput(rootsRequest())),
                rig -> {
                    String asked = rig.whole(rig.list(), INPUT, "\"method\":\"roots/list\"");
                    Map<String, Object> again = answer(asked, Map.of("roots", java.util.List.of()));
                    rig.expect(rig.seat.request(10, "tools/list", again), "\"id\":10,\"result\":{", "\"tools\":[");
                });
        row(
                "input required for ever",
                "However often the client answers, it is asked again",
                "on: tools/call index, do: { require-input-for-ever: { elicitation: Which city? } }",
                server -> server.on(toolCall("index")).does(requireInputForEver(elicitationRequest("Which city?"))),
                rig -> {
                    String asked = rig.whole(rig.call(), INPUT, "Which city?");
                    for (int round = 2; round < 5; round++) {
                        asked = rig.whole(answered(rig.seat, "index", asked), INPUT, "Which city?");
                    }
                });
        row(
                "input required with tampered state",
                "The state that goes with it is refused when it comes back, whoever brings it back as it was",
                "on: tools/call index, do: { require-input-with-tampered-state: { elicitation: Which city? } }",
                server -> server.on(toolCall("index"))
                        .does(requireInputWithTamperedState(elicitationRequest("Which city?"))),
                rig -> {
                    String asked = rig.whole(rig.call(), INPUT, "Which city?");
                    rig.expect(
                            answered(rig.seat, "index", asked),
                            "\"id\":10,\"error\":{\"code\":-32602,",
                            "requestState");
                    assertThat(rig.server.violations()).isEmpty();
                });
    }

    private void listening() {
        row(
                "listen without acknowledgement",
                "What the client has subscribed to comes, and that it has subscribed is never said",
                "on: subscriptions/listen, do: without-acknowledgement",
                server -> server.on(method("subscriptions/listen")).does(withoutAcknowledgement()),
                rig -> {
                    Ear ear = listen(rig);
                    rig.awaitFiring();
                    rig.server.send(toolsChanged());
                    assertThat(ear.readUntil("tools/list_changed")).doesNotContain(ACKNOWLEDGED);
                });
        row(
                "listen acknowledged for less",
                "Of what the client wants to hear only so much is acknowledged, and said",
                "on: subscriptions/listen, do: { acknowledge-only: [promptsListChanged] }",
                server -> server.on(method("subscriptions/listen")).does(acknowledgeOnly("promptsListChanged")),
                rig -> {
                    Ear ear = listen(rig);
                    ear.readUntil(ACKNOWLEDGED);
                    ear.readUntil("\"notifications\":{\"promptsListChanged\":true}");
                    rig.server.send(toolsChanged());
                    rig.server.send(promptsChanged());
                    assertThat(ear.readUntil("prompts/list_changed")).doesNotContain("tools/list_changed");
                });
        row(
                "listen closed gracefully",
                "The subscription ends with its response, once it is acknowledged",
                "on: subscriptions/listen, do: end-subscriptions",
                server -> server.on(method("subscriptions/listen")).does(endSubscriptions()),
                rig -> {
                    Ear ear = listen(rig);
                    ear.readUntil(ACKNOWLEDGED);
                    ear.readUntil("\"id\":\"subscription\",\"result\":{\"resultType\":\"complete\"");
                    rig.server.send(toolsChanged());
                    assertThat(rig.rest(ear, "\r\n\r\n")).doesNotContain("list_changed");
                });
        row(
                "all closed gracefully",
                "Every subscription of the server ends with its response",
                "on: time 1h, do: end-subscriptions",
                server -> server.on(elapsed(Duration.ofHours(1))).does(endSubscriptions()),
                rig -> {
                    rig.advance(Duration.ZERO);
                    Ear own = rig.seat.standing();
                    Ear others = rig.other("other").standing();
                    rig.advance(Duration.ofHours(1));
                    own.readUntil("\"id\":\"subscription\",\"result\":{\"resultType\":\"complete\"");
                    others.readUntil("\"id\":\"subscription\",\"result\":{\"resultType\":\"complete\"");
                });
        row(
                "listen dropped",
                "The stream ends without the response that would say so",
                "on: subscriptions/listen, after: 2 events, do: close-connection",
                server -> server.on(method("subscriptions/listen"))
                        .after(events(2))
                        .closeConnection(),
                rig -> {
                    Ear ear = listen(rig);
                    ear.readUntil(ACKNOWLEDGED);
                    rig.server.send(toolsChanged());
                    Answer rest = ear.readToTheEnd();
                    assertThat(rest.bytes()).contains("tools/list_changed").doesNotContain("\"result\"");
                    assertThat(rest.end()).isEqualTo(End.FIN);
                });
    }

    private static Ear listen(Rig rig) throws IOException {
        Map<String, Object> filter = new LinkedHashMap<>();
        filter.put("toolsListChanged", true);
        filter.put("promptsListChanged", true);
        return rig.seat.ask(rig.seat.request("subscription", "subscriptions/listen", Map.of("notifications", filter)));
    }

    /** The call of a tool with the answer to what its first reply asks for. */
    static String answered(Seat seat, String tool, String asked) {
        Map<String, Object> params = answer(asked, Map.of("action", "accept", "content", Map.of("answer", "Oslo")));
        params.put("name", tool);
        params.put("_meta", Map.of("progressToken", 1));
        return seat.request(10, "tools/call", params);
    }

    private static Map<String, Object> answer(String asked, Map<String, Object> answer) {
        Matcher state = Pattern.compile("\"requestState\":\"([^\"]+)\"").matcher(asked);
        Matcher key = Pattern.compile("\"inputRequests\":\\{\"([^\"]+)\"").matcher(asked);
        assertThat(state.find()).as(asked).isTrue();
        assertThat(key.find()).as(asked).isTrue();
        Map<String, Object> params = new LinkedHashMap<>();
        params.put("inputResponses", Map.of(key.group(1), answer));
        params.put("requestState", state.group(1));
        return params;
    }
}
