package dev.mcptestbench.server.carrier;

import dev.mcptestbench.server.bridge.StdioBridge;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.CodeSource;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What lets a launched process find its mock server and prove where it comes from: a directory that only its owner can
 * read, with a file that holds port and secret, so that neither stands in a command line. Immutable.
 */
final class BridgeTicket implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(BridgeTicket.class);

    private static final SecureRandom RANDOM = new SecureRandom();

    private final Path directory;
    private final String secret;
    private final List<String> command;

    private BridgeTicket(Path directory, String secret, List<String> command) {
        this.directory = directory;
        this.secret = secret;
        this.command = command;
    }

    static BridgeTicket issue(int port) throws IOException {
        byte[] random = new byte[32];
        RANDOM.nextBytes(random);
        String secret = HexFormat.of().formatHex(random);
        Path directory = Files.createTempDirectory("mcp-testbench-stdio-", ownersOnly());
        Path file = directory.resolve("ticket");
        Files.writeString(file, port + "\n" + secret + "\n", StandardCharsets.US_ASCII);
        List<String> command = List.of(
                java().toString(),
                "-Xshare:auto",
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Xmx64m",
                "-cp",
                classPath(directory).toString(),
                StdioBridge.class.getName(),
                file.toString());
        return new BridgeTicket(directory, secret, command);
    }

    /** Other systems have a temporary directory for each user. */
    private static FileAttribute<?>[] ownersOnly() {
        return FileSystems.getDefault().supportedFileAttributeViews().contains("posix")
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"))
                }
                : new FileAttribute<?>[0];
    }

    private static Path java() {
        boolean windows =
                System.getProperty("os.name", "").toLowerCase(Locale.ROOT).startsWith("windows");
        return Path.of(System.getProperty("java.home"), "bin", windows ? "java.exe" : "java");
    }

    /** Where the one class of the process is: our jar or directory, or else a copy, as when we are in a jar in a jar. */
    private static Path classPath(Path directory) throws IOException {
        CodeSource source = StdioBridge.class.getProtectionDomain().getCodeSource();
        URL location = source == null ? null : source.getLocation();
        if (location != null && location.getProtocol().equals("file")) {
            try {
                Path path = Path.of(new URI(location.toString()));
                if (Files.exists(path)) {
                    return path;
                }
            } catch (URISyntaxException | IllegalArgumentException odd) {
                LOG.debug("{} is no place for a class path", location, odd);
            }
        }
        String name = StdioBridge.class.getName().replace('.', '/') + ".class";
        Path copy = directory.resolve(name);
        Files.createDirectories(copy.getParent());
        try (InputStream bytes = StdioBridge.class.getResourceAsStream("/" + name)) {
            if (bytes == null) {
                throw new IOException("the class " + StdioBridge.class.getName() + " cannot be read");
            }
            Files.copy(bytes, copy);
        }
        return directory;
    }

    /** What launches a process. */
    List<String> command() {
        return command;
    }

    String secret() {
        return secret;
    }

    /** Deletes the files: what is launched from now on finds nothing. */
    @Override
    public void close() {
        try (var files = Files.walk(directory)) {
            List<Path> deepestFirst =
                    files.sorted(java.util.Comparator.reverseOrder()).toList();
            for (Path file : deepestFirst) {
                Files.deleteIfExists(file);
            }
        } catch (IOException left) {
            LOG.warn("{} could not be deleted: {}", directory, left.getMessage());
        }
    }
}
