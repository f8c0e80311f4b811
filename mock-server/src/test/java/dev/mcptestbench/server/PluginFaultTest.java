package dev.mcptestbench.server;

import static dev.mcptestbench.Mcp.text;
import static dev.mcptestbench.Mcp.toolCall;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.mcptestbench.plugin.FaultProvider;
import dev.mcptestbench.script.Fault;
import dev.mcptestbench.script.Scenario;
import dev.mcptestbench.script.ScenarioReader;
import dev.mcptestbench.wire.Frame;
import dev.mcptestbench.wire.FrameSink;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Faults of one's own, found on the class path. */
class PluginFaultTest {

    private final MockMcpServer server = MockMcpServer.start();

    @AfterEach
    void close() {
        server.close();
    }

    /** Puts a stamp on the head of a reply. */
    public static final class Stamp implements FaultProvider {

        @Override
        public String word() {
            return "stamp";
        }

        @Override
        public FrameSink decorate(FrameSink next, Map<String, Object> parameters, Runnable fired) {
            return frame -> {
                if (frame instanceof Frame.Head head) {
                    fired.run();
                    next.push(head.with("X-Stamp", String.valueOf(parameters.get("text"))));
                } else {
                    next.push(frame);
                }
            };
        }
    }

    /** Has no word. */
    public static final class Mute implements FaultProvider {

        @Override
        public String word() {
            throw new IllegalStateException("lost for words");
        }

        @Override
        public FrameSink decorate(FrameSink next, Map<String, Object> parameters, Runnable fired) {
            return next;
        }
    }

    @Test
    void isPlayed() {
        server.tool("echo").returns(text("hi"));
        server.on(toolCall("echo")).first().does(new Fault.Named("stamp", Map.of("text", "paid")));
        Peer peer = Peer.connected(server);

        assertThat(stamp(peer)).isEqualTo("paid");
        assertThat(stamp(peer)).isEmpty();
    }

    @Test
    void isPlayedFromAFile() {
        Scenario scenario = ScenarioReader.knowing(Set.of("stamp"))
                .read("""
                        scenario: stamped
                        server:
                          tools: { echo: hi }
                          rules: [{ on: tools/call, do: { stamp: { text: due } } }]
                        """, "stamped.mcp.yaml")
                .orThrow()
                .get(0);
        server.play(scenario);

        assertThat(stamp(Peer.connected(server))).isEqualTo("due");
    }

    private static String stamp(Peer peer) {
        return peer.call("echo", Map.of())
                .http()
                .headers()
                .firstValue("X-Stamp")
                .orElse("");
    }

    @Test
    void isRefusedWhereNoPluginBringsIt() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> server.on(toolCall("echo")).first().does(new Fault.Named("stomp", Map.of())))
                .withMessageContaining("no plugin on the class path brings the fault \"stomp\"; there is stamp; these"
                        + " cannot be used: Provider dev.mcptestbench.server.NoSuchFault not found; "
                        + "dev.mcptestbench.server.PluginFaultTest$Mute cannot say its word: "
                        + "java.lang.IllegalStateException: lost for words");
    }
}
