package dev.mcptestbench.client.transport;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mcptestbench.protocol.ErrorCode;
import dev.mcptestbench.protocol.Message;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SdkMessagesTest {

    static List<Message> messages() {
        return List.of(
                Message.request(1, "tools/list", Map.of()),
                Message.request("a", "tools/call", Map.of("name", "echo", "arguments", Map.of("n", 1))),
                Message.result(2, Map.of("content", List.of())),
                Message.error("b", ErrorCode.INTERNAL_ERROR, "boom", Map.of("more", "data")));
    }

    @ParameterizedTest
    @MethodSource("messages")
    void becomeTheSdksAndComeBackAsTheyWere(Message message) {
        assertThat(SdkMessages.plain(SdkMessages.sdk(message))).isEqualTo(message);
    }

    @Test
    void namesTheRemedyForAnnotationsThatAreTooOld() {
        NoClassDefFoundError error = new NoClassDefFoundError("com/fasterxml/jackson/annotation/JsonSerializeAs");
        assertThat(SdkMessages.withRemedy(error))
                .hasMessageContaining("jackson-annotations")
                .hasMessageContaining("2.21")
                .hasMessageContaining("mcp-json-jackson2")
                .hasCause(error);
        assertThat(SdkMessages.withRemedy(new NoClassDefFoundError("acme/X"))).hasMessageContaining("acme/X");
    }
}
