package dev.mcptestbench.wiremock;

import com.github.tomakehurst.wiremock.WireMockServer;
import dev.mcptestbench.auth.TestHost;
import dev.mcptestbench.script.Rule;
import dev.mcptestbench.time.TestClock;
import dev.mcptestbench.wire.Wire;
import dev.mcptestbench.wire.WireHost;
import dev.mcptestbench.wire.WireListener;
import dev.mcptestbench.wire.WireServer;
import dev.mcptestbench.wire.WireSettings;
import java.net.URI;

/** Has the tests of the authorization server run on WireMock, each server on one of its own. */
public final class TestedHost implements TestHost {

    @Override
    public WireHost open() {
        return new WireHost() {
            @Override
            public Wire start(WireSettings settings, TestClock clock, WireListener listener) {
                WireMockServer server = new WireMockServer(WireMockHost.options());
                server.start();
                return new StoppingWire(server, WireMockHost.on(server).start(settings, clock, listener));
            }

            @Override
            public String refusal(Rule rule) {
                return Limits.refusal(rule);
            }
        };
    }

    private record StoppingWire(WireMockServer server, Wire hosted) implements Wire {

        @Override
        public URI url(String path) {
            return hosted.url(path);
        }

        @Override
        public void refuseConnections() {
            hosted.refuseConnections();
        }

        @Override
        public void acceptConnections() {
            hosted.acceptConnections();
        }

        @Override
        public int closeConnections(WireServer.Closing how) {
            return hosted.closeConnections(how);
        }

        @Override
        public void close() {
            hosted.close();
            server.stop();
        }
    }
}
