package dev.mcptestbench.server;

import static dev.mcptestbench.Mcp.progress;
import static dev.mcptestbench.Mcp.progressEvents;
import static dev.mcptestbench.Mcp.streamResumption;
import static dev.mcptestbench.Mcp.text;
import static dev.mcptestbench.Mcp.toolCall;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mcptestbench.server.RawCall.Answer;
import dev.mcptestbench.server.RawCall.End;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A server that goes away, and comes back. */
class OutagesTest {

    private final MockMcpServer server = MockMcpServer.start();

    @AfterEach
    void close() {
        server.close();
    }

    @Test
    void refusesConnectionsAndTakesThemAgain() throws Exception {
        server.refuseConnections();
        assertThatThrownBy(() -> new Socket(
                                InetAddress.getLoopbackAddress(), server.url().getPort())
                        .close())
                .isInstanceOf(ConnectException.class);

        server.acceptConnections();
        assertThat(new Peer(server).initialize("peer", "2025-11-25").status()).isEqualTo(200);
    }

    @Test
    void dropsAllStreams() throws Exception {
        Peer peer = Peer.connected(server);
        try (RawCall standing = new RawCall(server)) {
            standing.get(peer, "").readUntil("\r\n\r\n");

            server.dropAllStreams();

            assertThat(standing.readFor(20_000).end()).isEqualTo(End.FIN);
        }
    }

    @Test
    void crashesAtAPointOfTheReplyAndComesBackWithoutItsSessions() throws Exception {
        server.tool("index").sends(progress(0.5), progress(1)).returns(text("done"));
        server.on(toolCall("index")).after(progressEvents(1)).crash();
        Peer peer = Peer.connected(server);
        try (RawCall standing = new RawCall(server);
                RawCall call = new RawCall(server)) {
            standing.get(peer, "").readUntil("\r\n\r\n");

            Answer answer = call.post(peer, Rig.call("index")).readFor(20_000);

            assertThat(answer.end()).isEqualTo(End.RST);
            assertThat(standing.readFor(20_000).end()).isEqualTo(End.RST);
        }
        assertThatThrownBy(() -> new Socket(
                                InetAddress.getLoopbackAddress(), server.url().getPort())
                        .close())
                .isInstanceOf(ConnectException.class);

        server.acceptConnections();
        // On a connection of its own: the peer may still hold one that was reset.
        try (RawCall again = new RawCall(server)) {
            assertThat(again.post(peer, Rig.call("index")).readUntil("\r\n")).startsWith("HTTP/1.1 404 ");
        }
        assertThat(server).hasNoProtocolViolations();
    }

    @Test
    void replaysWhatWasMissed() {
        server.tool("index").sends(progress(0.25), progress(0.5), progress(1)).returns(text("done"));
        server.on(toolCall("index")).after(progressEvents(2)).closeStream();
        Peer peer = Peer.connected(server);
        Peer.Reply cut = peer.call("index", Map.of());
        String last = cut.eventIds().get(cut.eventIds().size() - 1);

        assertThat(peer.resume(last).messages())
                .hasSize(2)
                .last()
                .satisfies(message -> assertThat(message.at("content.0.text")).isEqualTo("done"));
        assertThat(server).received(streamResumption()).once().withLastEventIdOf(progress(0.5));
    }
}
