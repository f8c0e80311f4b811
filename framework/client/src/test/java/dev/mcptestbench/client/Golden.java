package dev.mcptestbench.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** Compares the message of a failing assertion with a golden file; what was found instead is left under target/golden. */
public final class Golden {

    private Golden() {}

    public static void failsLike(String name, ThrowingCallable assertion) {
        Throwable failure = catchThrowable(assertion);
        assertThat(failure).as("failure of the assertion").isInstanceOf(AssertionError.class);
        String found = failure.getMessage().strip().replaceAll("127\\.0\\.0\\.1:\\d+", "127.0.0.1:PORT") + "\n";
        try (InputStream file = Golden.class.getResourceAsStream("/golden/" + name + ".txt")) {
            String expected = file == null ? "" : new String(file.readAllBytes(), StandardCharsets.UTF_8);
            if (!found.equals(expected)) {
                Path left = Path.of("target", "golden", name + ".txt");
                Files.createDirectories(left.getParent());
                Files.writeString(left, found);
            }
            assertThat(found).isEqualTo(expected);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
