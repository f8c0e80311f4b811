package dev.mcptestbench.auth;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mcptestbench.journal.Journal;
import dev.mcptestbench.plugin.FixtureContext;
import dev.mcptestbench.plugin.TestSettings;
import dev.mcptestbench.plugin.WireHostProvider;
import dev.mcptestbench.time.TestClock;
import dev.mcptestbench.wire.WireHost;
import dev.mcptestbench.wire.WireServer;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Hosts that plugins bring are asked in turn, and those that cannot be used harm no others. */
class WireHostsTest {

    private static final WireHost HOST = WireServer::start;

    /** Hosts the server of one name. */
    public static final class Sound implements WireHostProvider {
        @Override
        public Optional<WireHost> hostOf(String server, FixtureContext context) {
            return server.equals("company") ? Optional.of(HOST) : Optional.empty();
        }
    }

    /** Lacks a library. */
    public static final class Lacking implements WireHostProvider {
        @Override
        public Optional<WireHost> hostOf(String server, FixtureContext context) {
            throw new NoClassDefFoundError("of a library");
        }
    }

    /** What hosts are not to look at here. */
    private record Context(Journal journal, TestClock clock) implements FixtureContext {
        @Override
        public TestSettings settings() {
            return TestSettings.DEFAULT;
        }

        @Override
        public <T> T get(Class<T> type, String name) {
            throw new AssertionError(type);
        }
    }

    @Test
    void aBrokenProviderHarmsNoOther(@TempDir Path folder) throws IOException {
        Path services = Files.createDirectories(folder.resolve("META-INF/services"));
        Files.writeString(
                services.resolve(WireHostProvider.class.getName()),
                String.join("\n", "no.such.Provider", Lacking.class.getName(), Sound.class.getName()));
        TestClock clock = new TestClock();
        Context context = new Context(new Journal(clock), clock);

        try (URLClassLoader classPath =
                new URLClassLoader(new URL[] {folder.toUri().toURL()}, WireHostsTest.class.getClassLoader())) {
            WireHosts hosts = WireHosts.on(classPath);

            assertThat(hosts.of("company", context)).containsSame(HOST);
            assertThat(hosts.of("", context)).isEmpty();
        }
        assertThat(context.asksFor(WireHost.class, "")).as("not known here").isFalse();
    }
}
