package dev.mcptestbench.script;

import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;

/** Where the files of the tests are. */
final class Resources {

    private Resources() {}

    /** A file under {@code src/test/resources/scenarios}. */
    static Path scenario(String name) {
        try {
            return Path.of(Objects.requireNonNull(Resources.class.getResource("/scenarios/" + name), name)
                    .toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A page of the documentation. */
    static Path page(String name) {
        Path folder = Path.of("").toAbsolutePath();
        while (folder != null && !Files.exists(folder.resolve("docs").resolve(name))) {
            folder = folder.getParent();
        }
        return Objects.requireNonNull(folder, "no folder docs with " + name + " above the working directory")
                .resolve("docs")
                .resolve(name);
    }
}
