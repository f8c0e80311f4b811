package dev.mcptestbench.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ModernRulesTest {

    @Test
    void letsInWhatIsAsItShouldBe() {
        ModernPost post = ModernPost.call("sql", Map.of("region", "eu", "rows", 42, "dry", true, "gone", ""))
                .marking("Region", "region")
                .marking("Rows", "rows")
                .marking("Dry", "dry")
                .marking("Missing", "missing")
                .with("mcp-param-region", "eu")
                .with("Mcp-Param-Rows", "42.0")
                .with("Mcp-Param-Dry", "true");

        assertThat(post.judged()).isEqualTo(new Verdict(List.of(), null));
        assertThat(ModernRules.judge(post.message(), null, ModernPost.ALL, List.of()))
                .isEqualTo(new Verdict(List.of(), null));
    }

    @ParameterizedTest
    @CsvSource({"-32602,400,no version", "-32020,400,another version"})
    void refusesAsTheSpecificationSays(int code, int status, String what) {
        ModernPost list = ModernPost.of("tools/list", Map.of());
        ModernPost post = what.equals("no version")
                ? list.meta(RequestMeta.PROTOCOL_VERSION, null)
                : list.with("MCP-Protocol-Version", "2025-11-25");
        RequestRefusal refusal = post.judged().refusal();

        assertThat(refusal.code().value()).isEqualTo(code);
        assertThat(refusal.status()).isEqualTo(status);
    }

    @Test
    void namesTheHeaderAndBothValues() {
        RequestRefusal refusal = ModernPost.call("sql", Map.of())
                .with("Mcp-Name", "lsq")
                .judged()
                .refusal();

        assertThat(refusal.message()).isEqualTo("Header mismatch: Mcp-Name is \"lsq\", but the body has \"sql\"");
    }

    @Test
    void tellsWhichRevisionsThereAre() {
        ModernPost post = ModernPost.of("tools/list", Map.of())
                .meta(RequestMeta.PROTOCOL_VERSION, "2031-01-01")
                .with("MCP-Protocol-Version", "2031-01-01");

        RequestRefusal refusal = post.judged().refusal();
        assertThat(refusal.code()).isEqualTo(ErrorCode.UNSUPPORTED_VERSION);
        assertThat(refusal.status()).isEqualTo(400);
        assertThat(refusal.data())
                .isEqualTo(Map.of(
                        "supported",
                        List.of("2026-07-28", "2025-11-25", "2025-06-18", "2025-03-26", "2024-11-05"),
                        "requested",
                        "2031-01-01"));
        assertThat(post.judged().breaches()).isEmpty();
    }

    @Test
    void offersNoLegacyRevisionToWhoAsksForOneWithoutInitialize() {
        ModernPost post = ModernPost.of("tools/list", Map.of())
                .meta(RequestMeta.PROTOCOL_VERSION, "2025-11-25")
                .with("MCP-Protocol-Version", "2025-11-25");

        assertThat(post.judged().refusal().data())
                .isEqualTo(Map.of("supported", List.of("2026-07-28"), "requested", "2025-11-25"));
    }

    @Test
    void tellsALegacyClientWhatIsSpokenHere() {
        Message initialize = Message.request(1, "initialize", Map.of("protocolVersion", "2025-11-25"));

        Verdict verdict = new ModernPost(initialize, Map.of(), List.of()).judgedAmong(Revision.of(Era.MODERN));

        assertThat(verdict.refusal().status()).isEqualTo(400);
        assertThat(verdict.refusal().message()).endsWith("Without initialize this server speaks [2026-07-28]");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "us-west1",
                "Hello, \u4e16\u754c",
                " padded ",
                "line1\nline2",
                "=?base64?literal?=",
                "=?base64?"
            })
    void everyTextTravelsInAHeader(String text) {
        String encoded = HeaderText.encode(text);

        assertThat(encoded).matches("[ -~]*");
        assertThat(encoded.strip()).isEqualTo(encoded);
        assertThat(HeaderText.decode(encoded)).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource({
        "=?base64?SGVsbG8=?=,Hello",
        "=?base64?SGVsbG8?=,",
        "=?base64?SGVs!!!bG8=?=,",
        "=?base64?SGVsbG9=?=,",
        "=?base64?/w==?=,",
        "=?base64?SGVsbG8=,=?base64?SGVsbG8=",
        "=?BASE64?SGVsbG8=?=,=?BASE64?SGVsbG8=?=",
    })
    void base64IsReadStrictly(String header, String text) {
        assertThat(HeaderText.decode(header)).isEqualTo(text);
    }

    @Test
    void findsTheMarkedArgumentsThatPropertiesAloneLeadTo() {
        Map<String, Object> marked = Map.of("type", "string", "x-mcp-header", "Deep");
        Map<String, Object> schema = Map.of(
                "type",
                "object",
                "properties",
                Map.of(
                        "outer", Map.of("type", "object", "properties", Map.of("inner", marked)),
                        "list", Map.of("type", "array", "items", Map.of("x-mcp-header", "Item"))),
                "anyOf",
                List.of(Map.of("properties", Map.of("x", Map.of("x-mcp-header", "Choice")))));

        assertThat(ParamHeader.in(schema))
                .containsExactly(new ParamHeader("Mcp-Param-Deep", List.of("outer", "inner")));
        assertThat(ParamHeader.in(schema).get(0).value(Map.of("outer", Map.of("inner", 7))))
                .isEqualTo(7);
        assertThat(ParamHeader.in(null)).isEmpty();
    }
}
