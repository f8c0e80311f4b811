package dev.mcptestbench.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.mcptestbench.protocol.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;

/** Any token request is answered with a token, or with an error of RFC 6749, and leaves the server as it was. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TokenFuzzTest {

    private AuthPort port;

    @BeforeAll
    void start() {
        port = new AuthPort();
    }

    @AfterAll
    void close() {
        port.close();
    }

    /** What stands before the first line break, if there is one, is a header more. */
    @FuzzTest
    void isGivenATokenOrAnError(byte[] input) throws IOException {
        String text = new String(input, StandardCharsets.ISO_8859_1);
        int end = text.indexOf('\n');
        String header = end < 0 ? "" : text.substring(0, end).replaceAll("[\\x00-\\x1F\\x7F]", "");
        boolean legal = header.matches("(?i)(authorization|dpop):.*");
        String answer = port.answer(
                "POST " + port.path("token"),
                "Content-Type: application/x-www-form-urlencoded\r\n" + (legal ? header + "\r\n" : ""),
                text.substring(end + 1).getBytes(StandardCharsets.ISO_8859_1));

        int status = AuthPort.status(answer);
        assertThat(status).isIn(200, 400, 401);
        Map<?, ?> told = (Map<?, ?>) Json.parse(AuthPort.body(answer));
        assertThat(told.containsKey("access_token")).isEqualTo(status == 200);
        assertThat(told.containsKey("error")).isEqualTo(status != 200);
    }
}
