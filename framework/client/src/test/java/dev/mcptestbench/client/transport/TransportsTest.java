package dev.mcptestbench.client.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mcptestbench.plugin.McpEndpoint;
import dev.mcptestbench.protocol.Revision;
import dev.mcptestbench.script.Carrier;
import dev.mcptestbench.time.TestClock;
import java.net.URI;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class TransportsTest {

    private final McpEndpoint endpoint = McpEndpoint.of(URI.create("http://127.0.0.1:1/mcp"));

    @Test
    void areFoundByName() {
        try (TestClock clock = new TestClock();
                var transport = Transports.find().open("streamable-http", endpoint, clock, Revision.LATEST_LEGACY)) {
            assertThat(transport).hasToString("streamable HTTP to http://127.0.0.1:1/mcp");
        }
    }

    @Test
    void areThoseOfEveryCarrier() {
        assertThat(Transports.find().names()).containsExactlyElementsOf(new TreeSet<>(Carrier.words()));
    }

    @Test
    void anUnknownOneIsAnErrorThatNamesTheOthersAndWhatIsBroken() {
        try (TestClock clock = new TestClock()) {
            Transports transports =
                    Transports.of(List.of(new HttpTransportProvider()), List.of("acme.Pigeon: no wings"));

            assertThatThrownBy(() -> transports.open("pigeon", endpoint, clock, Revision.LATEST_LEGACY))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage(
                            "There is no transport called \"pigeon\". There are: streamable-http; these could not be"
                                    + " loaded: acme.Pigeon: no wings");
        }
    }
}
