package dev.mcptestbench.protocol;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.mcptestbench.protocol.Message.Kind;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MessageTest {

    private final Message call =
            Message.request(2, Methods.TOOLS_CALL, Map.of("name", "echo", "arguments", Map.of("city", "Ulm")));

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                    {"id":1,"method":"m"}                   | REQUEST
                    {"id":"a","method":"m","params":3}      | REQUEST
                    {"method":"m"}                          | NOTIFICATION
                    {"id":1,"result":{}}                    | RESULT
                    {"id":1,"result":null}                  | RESULT
                    {"id":1,"error":"e"}                    | ERROR
                    {"id":null,"error":{}}                  | ERROR
                    {"error":{}}                            | ERROR
                    {}                                      | MALFORMED
                    {"id":1}                                | MALFORMED
                    {"id":null,"method":"m"}                | MALFORMED
                    {"id":[],"method":"m"}                  | MALFORMED
                    {"id":1,"method":5}                     | MALFORMED
                    {"id":1,"method":"m","result":{}}       | MALFORMED
                    {"id":1,"result":{},"error":{}}         | MALFORMED
                    {"result":{}}                           | MALFORMED
                    {"id":true,"error":{}}                  | MALFORMED
                    """)
    void theMembersTellTheKind(String json, Kind kind) {
        assertThat(Message.parse(json).kind()).isEqualTo(kind);
    }

    @Test
    void saysWhatItIsInAFewWords() {
        assertThat(call).hasToString("tools/call \"echo\" #2");
        assertThat(Message.request("x", "resources/read", Map.of("uri", "a:b")))
                .hasToString("resources/read \"a:b\" #x");
        assertThat(Message.notification("notifications/initialized", Map.of()))
                .hasToString("notifications/initialized");
        assertThat(Message.result(2, Map.of())).hasToString("result #2");
        assertThat(Message.error(2, ErrorCode.INTERNAL_ERROR, "m", null)).hasToString("error #2 -32603 internal error");
        assertThat(Message.parse("{\"id\":1,\"error\":{}}")).hasToString("error #1 without a code");
        assertThat(Message.of(Map.of("x", "y".repeat(99)))).hasToString("malformed {\"x\":\"" + "y".repeat(54) + "…");
    }

    @Test
    void quotesWhatIsNoWord() {
        assertThat(Message.parse("{\"id\":10,\"method\":\"\"}")).hasToString("\"\" #10");
        assertThat(Message.notification("a\nb", Map.of())).hasToString("\"a\\nb\"");
        assertThat(Message.result("two words", Map.of())).hasToString("result #\"two words\"");
        assertThat(Message.result("", Map.of())).hasToString("result #\"\"");
        assertThat(Message.request(1, "m".repeat(99), Map.of())).hasToString("\"" + "m".repeat(59) + "… #1");
    }

    @Test
    void partsThatAreNotWhatTheyShouldBeAreAbsent() {
        Message odd = Message.parse("{\"id\":{},\"method\":[],\"params\":3,\"result\":4,\"error\":5}");

        assertThat(odd.id()).isNull();
        assertThat(odd.method()).isNull();
        assertThat(odd.params()).isEmpty();
        assertThat(odd.result()).isEmpty();
        assertThat(odd.error()).isEmpty();
        assertThat(odd.errorCode()).isNull();
        assertThat(odd.members()).containsEntry("params", 3);
    }

    @Test
    void aPathBeginsWhereTheMessageSaysWhatItIsAbout() {
        assertThat(call.at("arguments.city")).isEqualTo("Ulm");
        assertThat(Message.result(1, Map.of("a", List.of(7))).at("a.0")).isEqualTo(7);
        assertThat(Message.error(1, ErrorCode.PARSE_ERROR, "m", Map.of("b", 1)).at("data.b"))
                .isEqualTo(1);
        assertThat(Message.parse("{\"a\":{\"b\":1}}").at("a.b")).isEqualTo(1);
        assertThat(Message.notification("n", Map.of()).at("a")).isNull();
    }

    @Test
    void copiesLeaveTheOriginalAlone() {
        assertThat(call.withAt("arguments.city", "Bonn").at("arguments.city")).isEqualTo("Bonn");
        assertThat(call.with("id", null).kind()).isEqualTo(Kind.MALFORMED);
        assertThat(call.without("id").kind()).isEqualTo(Kind.NOTIFICATION);
        assertThat(Message.notification("n", Map.of()).withAt("a.b", 1).params())
                .isEqualTo(Map.of("a", Map.of("b", 1)));
        assertThat(call.at("arguments.city")).isEqualTo("Ulm");
    }

    @Test
    void whatItWasMadeOfMayChange() {
        Map<String, Object> params = new HashMap<>(Map.of("a", new HashMap<>(Map.of("b", 1))));
        Message message = Message.notification("n", params);
        ((Map<?, ?>) params.get("a")).clear();

        assertThat(message.at("a.b")).isEqualTo(1);
        assertThatExceptionOfType(UnsupportedOperationException.class)
                .isThrownBy(() -> message.members().clear());
    }

    @Test
    void bytesAreTheCallersOwn() {
        byte[] bytes = call.toBytes();
        bytes[0] = 'x';

        assertThat(call.toBytes()).isEqualTo(call.toJson().getBytes(UTF_8));
        assertThat(UTF_8.decode(call.toByteBuffer()).toString()).isEqualTo(call.toJson());
        assertThat(call.toByteBuffer().isReadOnly()).isTrue();
    }

    @Test
    void followsJsonRpcInItsFactories() {
        for (Message message : List.of(
                call,
                Message.notification("n", Map.of()),
                Message.result(1, Map.of()),
                Message.error(1, ErrorCode.of(5), "m", List.of()),
                Message.error(null, ErrorCode.PARSE_ERROR, "m", null))) {
            assertThat(MessageRules.check(message, Revision.LATEST_LEGACY, Direction.CLIENT_TO_SERVER))
                    .isEmpty();
        }
    }

    @Test
    void equalMembersMakeEqualMessages() {
        assertThat(Message.parse(call.toJson())).isEqualTo(call).hasSameHashCodeAs(call);
        assertThat(Message.request(2L, "m", Map.of())).isEqualTo(Message.request(2, "m", Map.of()));
        assertThat(call).isNotEqualTo(call.with("id", 3));
    }

    @Test
    void documentsHoldOneOrMoreOrNone() {
        assertThat(Message.allIn(Json.parse("{\"id\":1}"))).hasSize(1);
        assertThat(Message.allIn(Json.parse("[{\"id\":1},2,{\"id\":2}]")))
                .extracting(Message::id)
                .containsExactly(1, 2);
        assertThat(Message.allIn(Json.parse("3"))).isEmpty();
        assertThat(Message.allIn(null)).isEmpty();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Message.parse("[1]"))
                .withMessage("A message is a JSON object, not [1]");
    }
}
