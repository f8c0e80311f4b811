package dev.mcptestbench.server;

import static dev.mcptestbench.Mcp.initialize;
import static dev.mcptestbench.Mcp.internalError;
import static dev.mcptestbench.Mcp.progress;
import static dev.mcptestbench.Mcp.progressEvents;
import static dev.mcptestbench.Mcp.text;
import static dev.mcptestbench.Mcp.toolCall;
import static dev.mcptestbench.Mcp.toolsChanged;
import static dev.mcptestbench.script.Carrier.STDIO;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.mcptestbench.protocol.Message;
import dev.mcptestbench.script.Scenario;
import dev.mcptestbench.server.proxy.FaultProxy;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A real server of stdio, in a process, seen through the proxy. */
@Timeout(60)
class StdioProxyTest {

    /** Its processes stand for the real server. */
    private final MockMcpServer real =
            MockMcpServer.builder().name("real").carriers(STDIO).start();

    private final List<String> command = real.stdioCommand();
    private final FaultProxy proxy = FaultProxy.inFrontOf(
            command.get(0), command.subList(1, command.size()).toArray(String[]::new));

    @AfterEach
    void close() {
        proxy.close();
        real.close();
    }

    private Launched launched() throws Exception {
        real.tool("index").sends(progress(0.5), progress(1.0)).returns(text("42 files"));
        Launched client = Launched.by(proxy.stdioCommand());
        assertThat(client.initialize("host").at("serverInfo.name")).isEqualTo("real");
        return client;
    }

    @Test
    void passesLinesOnBothWays() throws Exception {
        try (Launched client = launched()) {
            int id = client.call("index");

            assertThat(client.next().at("progress")).isEqualTo(0.5);
            assertThat(client.next().at("progress")).isEqualTo(1.0);
            Message result = client.next();
            assertThat(result.id()).isEqualTo(id);
            assertThat(result.at("content.0.text")).isEqualTo("42 files");
            real.send(toolsChanged());
            assertThat(client.next().method()).isEqualTo("notifications/tools/list_changed");
        }
        assertThat(proxy).received(initialize()).once().from("host");
        assertThat(proxy).sent(progress(0.5)).times(1);
        assertThat(real).received(toolCall("index")).once();
        assertThat(proxy).hasNoProtocolViolations();
    }

    @Test
    void answersItselfOrLosesWhatTheRealServerAnswered() throws Exception {
        try (Launched client = launched()) {
            proxy.on(toolCall("index")).first().failWith(internalError("boom"));
            proxy.on(toolCall("index")).nth(2).after(progressEvents(1)).neverAnswer();
            client.call("index");
            assertThat(client.next().error().get("message")).isEqualTo("boom");
            assertThat(real).neverReceived(toolCall());

            client.call("index");
            assertThat(client.next().at("progress")).isEqualTo(0.5);
            int third = client.call("index");
            assertThat(client.next().at("progress")).isEqualTo(0.5);
            assertThat(client.next().at("progress")).isEqualTo(1.0);
            assertThat(client.next().id()).isEqualTo(third);
            assertThat(real).received(toolCall("index")).times(2);
        }
    }

    @Test
    void exitsAndTakesTheRealProcessAlong() throws Exception {
        try (Launched client = launched()) {
            proxy.on(toolCall("index")).first().after(progressEvents(1)).exitProcess(3);
            client.call("index");

            assertThat(client.exitCode()).isEqualTo(3);
        }
        assertThat(real.journal()
                        .await(
                                () -> !real.journal()
                                        .entries(dev.mcptestbench.journal.JournalEntry.ConnectionClosed.class)
                                        .isEmpty(),
                                Duration.ofSeconds(20)))
                .isTrue();
    }

    @Test
    void tellsThatTheRealServerCannotBeStarted() throws Exception {
        try (FaultProxy lost = FaultProxy.inFrontOf("no-such-program-anywhere");
                Launched client = Launched.by(lost.stdioCommand())) {
            assertThat(client.exitCode()).isEqualTo(127);
            assertThat(client.err().until(line -> true)).contains("could not be started");
        }
        try (FaultProxy none = FaultProxy.builder().start()) {
            assertThatIllegalStateException()
                    .isThrownBy(none::stdioCommand)
                    .withMessageContaining("say launches(command)");
        }
    }

    @Test
    void isRecordedAndPlayed() throws Exception {
        try (Launched client = launched()) {
            client.call("index");
            client.next();
            client.next();
            client.next();
        }
        Scenario recorded = proxy.record().toScenario();

        assertThat(recorded.replies()).extracting(reply -> reply.method()).containsExactly("initialize", "tools/call");
        try (MockMcpServer mock = MockMcpServer.playing(recorded)) {
            Peer.Reply reply = Peer.connected(mock).call("index", java.util.Map.of());
            assertThat(reply.messages()).hasSize(3);
            assertThat(reply.at("content.0.text")).isEqualTo("42 files");
        }
    }
}
