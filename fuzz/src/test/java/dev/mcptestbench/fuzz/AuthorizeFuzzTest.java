package dev.mcptestbench.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;

/** Any authorization request leads back to a redirect URI that is registered, or to a page. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AuthorizeFuzzTest {

    private AuthPort port;

    @BeforeAll
    void start() {
        port = new AuthPort();
    }

    @AfterAll
    void close() {
        port.close();
    }

    /** By GET, and by POST where the input begins with an exclamation mark. */
    @FuzzTest
    void leadsBackOrToAPage(byte[] input) throws IOException {
        String query = new String(input, StandardCharsets.ISO_8859_1).replaceAll("[^\\x21-\\x7E]", "");
        String answer = query.startsWith("!")
                ? port.answer(
                        "POST " + port.path("authorize"),
                        "Content-Type: application/x-www-form-urlencoded\r\n",
                        query.substring(1).getBytes(StandardCharsets.ISO_8859_1))
                : port.answer("GET " + port.path("authorize") + "?" + query, "", new byte[0]);

        int status = AuthPort.status(answer);
        // 414 where the head is longer than the wire reads.
        assertThat(status).isIn(302, 400, 414, 431);
        String location = answer.lines()
                .filter(line -> line.startsWith("Location: "))
                .findFirst()
                .orElse("");
        assertThat(location.isEmpty()).isEqualTo(status != 302);
        assertThat(location).matches("|Location: http://127\\.0\\.0\\.1(:\\d{0,5})?/callback\\?\\S+");
    }
}
