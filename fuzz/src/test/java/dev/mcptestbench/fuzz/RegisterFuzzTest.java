package dev.mcptestbench.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.mcptestbench.protocol.Json;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;

/** Any registration is taken or refused, and what is taken redirects nowhere unsafe. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RegisterFuzzTest {

    private AuthPort port;

    @BeforeAll
    void start() {
        port = new AuthPort();
    }

    @AfterAll
    void close() {
        port.close();
    }

    @FuzzTest
    void isTakenOrRefused(byte[] input) throws IOException {
        String answer = port.answer("POST " + port.path("register"), "Content-Type: application/json\r\n", input);

        int status = AuthPort.status(answer);
        assertThat(status).isIn(201, 400);
        Map<?, ?> told = (Map<?, ?>) Json.parse(AuthPort.body(answer));
        assertThat(told.containsKey("client_id")).isEqualTo(status == 201);
        assertThat(told.containsKey("error")).isEqualTo(status == 400);
        if (told.get("redirect_uris") instanceof List<?> uris) {
            assertThat(uris)
                    .allMatch(uri -> String.valueOf(uri)
                            .toLowerCase(Locale.ROOT)
                            .matches("(?s)https://.*|http://(localhost|127\\.0\\.0\\.1|\\[::1\\]).*"));
        }
    }
}
