package dev.mcptestbench.protocol;

import static java.nio.charset.StandardCharsets.UTF_16;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.mcptestbench.protocol.JsonException.Reason;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTest {

    @Test
    void parsesToPlainValuesInTheOrderOfTheText() {
        Object value = Json.parse("{\"z\":1,\"a\":[true,null,\"ü\"],\"m\":{}}");

        assertThat(Json.write(value)).isEqualTo("{\"z\":1,\"a\":[true,null,\"ü\"],\"m\":{}}");
        assertThat(Json.at(value, "a")).isEqualTo(Arrays.asList(true, null, "ü"));
        assertThat(value).isEqualTo(Json.parse(Json.writeBytes(value)));
    }

    @Test
    void whatIsParsedCannotBeChanged() {
        Map<?, ?> value = (Map<?, ?>) Json.parse("{\"a\":[1]}");

        assertThatExceptionOfType(UnsupportedOperationException.class).isThrownBy(value::clear);
        assertThatExceptionOfType(UnsupportedOperationException.class).isThrownBy(((List<?>) value.get("a"))::clear);
    }

    @Test
    void numbersAreExact() {
        assertThat(Json.parse("2147483647")).isEqualTo(Integer.MAX_VALUE);
        assertThat(Json.parse("2147483648")).isEqualTo(2147483648L);
        assertThat(Json.parse("9223372036854775808")).isEqualTo(new BigInteger("9223372036854775808"));
        assertThat(Json.parse("0.1")).isEqualTo(0.1);
        assertThat(Json.parse("0.12345678901234567890")).isEqualTo(new BigDecimal("0.12345678901234567890"));
        assertThat(Json.write(Json.parse("1e400"))).isEqualTo("1E+400");
    }

    @ParameterizedTest
    @ValueSource(
            doubles = {
                0.0,
                -0.0,
                11111111111111.0,
                0.1 + 0.2,
                1e15,
                1.0 / 3,
                Double.MIN_NORMAL,
                Double.MIN_VALUE,
                Double.MAX_VALUE
            })
    void aDoubleStaysOne(double number) {
        assertThat(Json.parse(Json.write(number))).isEqualTo(number);
    }

    @ParameterizedTest
    @CsvSource({
        "11111111111111.0, 1.1111111111111E13",
        "1.10000000000000000000, 1.1",
        "1.5e17, 150000000000000000.0",
    })
    void itIsTheNumberThatCountsNotItsSpelling(String one, String other) {
        assertThat(Json.parse(one)).isEqualTo(Json.parse(other)).isInstanceOf(Double.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"1e-400", "1E+999", "12345678901234567890.5", "1.2345678901234567890e19", "1.23e-320"})
    void whatNoDoubleHoldsStaysExact(String text) {
        Object number = Json.parse(text);

        assertThat(new BigDecimal(String.valueOf(number))).isEqualByComparingTo(text);
        assertThat(Json.parse(Json.write(number))).isEqualTo(number);
    }

    @Test
    void theLastOfSeveralMembersOfOneNameCounts() {
        assertThat(Json.parse("{\"a\":1,\"a\":2}")).isEqualTo(Map.of("a", 2));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    {"a":1} x  | 1 | 9
                    {"a":1}{}  | 1 | 8
                    {"a":      | 1 | 6
                    [1,]       | 1 | 4
                    {'a':1}    | 1 | 3
                    NaN        | 1 | 4
                    01         | 1 | 2
                    """)
    void whatIsNotJsonIsRefusedWithItsPlace(String text, int line, int column) {
        assertThatExceptionOfType(JsonException.class)
                .isThrownBy(() -> Json.parse(text.strip()))
                .satisfies(e -> {
                    assertThat(e.reason()).isEqualTo(Reason.SYNTAX);
                    assertThat(e.line()).isEqualTo(line);
                    // Versions of Jackson differ by one or two in what they point at.
                    assertThat(e.column()).isCloseTo(column, within(2));
                });
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "\n"})
    void nothingIsNotJson(String text) {
        assertThatExceptionOfType(JsonException.class)
                .isThrownBy(() -> Json.parse(text.getBytes(UTF_8)))
                .withMessageStartingWith("empty");
    }

    @Test
    void theLineIsCounted() {
        assertThatExceptionOfType(JsonException.class)
                .isThrownBy(() -> Json.parse("{\n  \"a\": ?\n}"))
                .satisfies(e -> assertThat(e.line()).isEqualTo(2));
    }

    @Test
    void onlyUtf8IsRead() {
        byte[] mark = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF, '1'};
        for (byte[] bytes : List.of(
                "{}".getBytes(UTF_16),
                "{}".getBytes(UTF_16LE),
                mark,
                quoted(0xC0, 0x80),
                quoted(0xE0, 0x80, 0x80),
                quoted(0xED, 0xA0, 0x80),
                quoted(0xF0, 0x80, 0x80, 0x80),
                quoted(0xF4, 0x90, 0x80, 0x80),
                quoted(0xF5, 0x80, 0x80, 0x80),
                quoted(0xC3),
                quoted(0x80),
                new byte[] {'"', (byte) 0xE2, (byte) 0x82})) {
            assertThatExceptionOfType(JsonException.class)
                    .isThrownBy(() -> Json.parse(bytes))
                    .satisfies(e -> assertThat(e.reason()).isEqualTo(Reason.ENCODING));
        }
        assertThat(Json.parse("\"aß€𝄞\"".getBytes(UTF_8))).isEqualTo("aß€𝄞");
    }

    @Test
    void thePlaceOfWrongBytesIsTold() {
        assertThatExceptionOfType(JsonException.class)
                .isThrownBy(() -> Json.parse(new byte[] {'[', '\n', ' ', (byte) 0xFF, ']'}))
                .withMessage("not UTF-8 (line 2, column 2)");
    }

    @Test
    void depthAndDigitsAreBounded() {
        String deep = "[".repeat(Json.MAX_DEPTH) + "]".repeat(Json.MAX_DEPTH);
        assertThat(Json.write(Json.parse(deep))).isEqualTo(deep);

        for (String text : List.of(
                "[".repeat(100_000),
                "[" + deep + "]",
                "1".repeat(Json.MAX_DIGITS + 1),
                "[1e99999999999]",
                "-1.5E-99999999999999999999")) {
            assertThatExceptionOfType(JsonException.class)
                    .isThrownBy(() -> Json.parse(text.getBytes(UTF_8)))
                    .satisfies(e -> assertThat(e.reason()).isEqualTo(Reason.LIMIT));
        }
    }

    @Test
    void longStringsAreForTheCallerToBound() {
        String text = "x".repeat(25_000_000);

        assertThat(Json.parse("\"" + text + "\"")).isEqualTo(text);
    }

    @Test
    void buffersAreReadInPlace() {
        ByteBuffer buffer = ByteBuffer.wrap("xx[1]yy".getBytes(UTF_8), 2, 3).slice();

        assertThat(Json.parse(buffer)).isEqualTo(List.of(1));
        assertThat(Json.parse(buffer.asReadOnlyBuffer())).isEqualTo(List.of(1));
        assertThat(buffer.remaining()).isEqualTo(3);
    }

    @Test
    void halfASurrogatePairSurvives() {
        Object value = Json.parse("[\"\\ud800\",\"ü\"]");

        assertThat(new String(Json.writeBytes(value), UTF_8)).containsIgnoringCase("\\ud800");
        assertThat(Json.parse(Json.writeBytes(value))).isEqualTo(value);
    }

    @Test
    void otherValuesAreMadePlain() {
        record Point(int x, List<String> tags) {}
        Map<Object, Object> map = new HashMap<>();
        map.put(1, new Object[] {(short) 1, 2L, 1.5f, 'c', CharBuffer.wrap("s"), Era.LEGACY, null});
        map.put("point", new Point(1, List.of("a")));
        map.put("ints", new int[] {1, 2});
        map.put("message", Message.notification("n", Map.of()));

        assertThat(Json.plain(map))
                .isEqualTo(Map.of(
                        "1", Arrays.asList(1, 2, 1.5, "c", "s", "LEGACY", null),
                        "point", Map.of("x", 1, "tags", List.of("a")),
                        "ints", List.of(1, 2),
                        "message", Map.of("jsonrpc", "2.0", "method", "n")));
        assertThat(Json.parse(Json.write(map))).isEqualTo(Json.plain(map));
    }

    @Test
    void whatHasNoJsonFormIsRefused() {
        List<Object> loop = new ArrayList<>();
        loop.add(loop);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> Json.plain(Double.NaN))
                .withMessage("NaN has no JSON form");
        assertThatIllegalArgumentException().isThrownBy(() -> Json.write(loop)).withMessageContaining("contain itself");
        assertThatIllegalArgumentException().isThrownBy(() -> Json.plain(loop)).withMessageContaining("contain itself");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Json.write(new Object()))
                .withMessageContaining("java.lang.Object");
    }

    @Test
    void pathsLeadThroughMapsAndLists() {
        Object value = Json.parse("{\"a\":[{\"b\":1},[2]],\"c.d\":{\"e\":3},\"f\":null}");

        assertThat(Json.at(value, "a.0.b")).isEqualTo(1);
        assertThat(Json.at(value, "a[0].b")).isEqualTo(1);
        assertThat(Json.at(value, "a[1][0]")).isEqualTo(2);
        assertThat(Json.at(value, "[c.d].e")).isEqualTo(3);
        assertThat(Json.at(value, "")).isSameAs(value);
        assertThat(Json.at(value, "a.2")).isNull();
        assertThat(Json.at(value, "a.-1")).isNull();
        assertThat(Json.at(value, "a.b.c")).isNull();
        assertThat(Json.at(value, "f.g")).isNull();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Json.at(value, "a[0"))
                .withMessageContaining("a[0");
    }

    @Test
    void aPathSaysWhereToPutAValue() {
        Object value = Json.parse("{\"a\":[{\"b\":1}]}");

        assertThat(Json.with(value, "a.0.b", 2)).isEqualTo(Json.parse("{\"a\":[{\"b\":2}]}"));
        assertThat(Json.with(value, "a.1", "new")).isEqualTo(Json.parse("{\"a\":[{\"b\":1},\"new\"]}"));
        assertThat(Json.with(value, "c.[d.e]", 3)).isEqualTo(Json.parse("{\"a\":[{\"b\":1}],\"c\":{\"d.e\":3}}"));
        assertThat(value).isEqualTo(Json.parse("{\"a\":[{\"b\":1}]}"));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Json.with(value, "a.2", 0))
                .withMessage("No item 2 in a list of 1 on the path a.2");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Json.with(value, "a.0.b.c", 0))
                .withMessage("Nothing can be put at a.0.b.c: before c there is 1, which has no members");
    }

    private static byte[] quoted(int... bytes) {
        byte[] quoted = new byte[bytes.length + 2];
        quoted[0] = '"';
        for (int i = 0; i < bytes.length; i++) {
            quoted[i + 1] = (byte) bytes[i];
        }
        quoted[bytes.length + 1] = '"';
        return quoted;
    }
}
