package dev.mcptestbench.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Compares a text with the golden file of that name; what was found instead is left under {@code target/golden}. */
final class Golden {

    private Golden() {}

    static void assertMatches(String file, String actual) {
        try (InputStream stream = Golden.class.getResourceAsStream(file)) {
            String expected = stream == null ? "" : new String(stream.readAllBytes(), StandardCharsets.UTF_8);
            String found = actual + "\n";
            if (!expected.equals(found)) {
                Path left = Path.of("target", "golden", file);
                Files.createDirectories(left.getParent());
                Files.writeString(left, found);
            }
            assertThat(found).as("golden file %s", file).isEqualTo(expected);
        } catch (IOException failure) {
            throw new java.io.UncheckedIOException(failure);
        }
    }
}
