package dev.mcptestbench.wiremock;

import static com.github.tomakehurst.wiremock.client.WireMock.any;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.client.WireMock.notFound;

import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.stubbing.StubMapping;
import dev.mcptestbench.wire.Wire;
import dev.mcptestbench.wire.WireServer;
import java.net.URI;

/** A WireMock server while it hosts. */
final class WireMockWire implements Wire {

    private static final String KEPT =
            "WireMock keeps its port and its connections to itself: host the authorization server on our own wire for that";

    private final WireMockServer server;
    private final TestbenchExtension extension;
    private final Traffic traffic;
    private final StubMapping everything;
    private final URI root;

    private WireMockWire(WireMockServer server, TestbenchExtension extension, Traffic traffic) {
        this.server = server;
        this.extension = extension;
        this.traffic = traffic;
        this.root = URI.create("http://127.0.0.1:" + server.port());
        // The answer is seen by nobody, unless the stub is saved and loaded elsewhere.
        this.everything = any(anyUrl())
                .atPriority(Integer.MAX_VALUE)
                .withName("mcp-testbench: the mock authorization server")
                .willReturn(notFound())
                .build();
    }

    /** Has the server lead to the traffic whatever it has no other stub for. */
    static WireMockWire start(WireMockServer server, TestbenchExtension extension, Traffic traffic) {
        WireMockWire wire = new WireMockWire(server, extension, traffic);
        extension.host(wire);
        wire.bind();
        return wire;
    }

    /** Puts the stub there; again after somebody has removed all. */
    void bind() {
        server.addStubMapping(everything);
    }

    boolean isBoundBy(StubMapping stub) {
        return everything.getId().equals(stub.getId());
    }

    Traffic traffic() {
        return traffic;
    }

    @Override
    public URI url(String path) {
        return root.resolve(path);
    }

    @Override
    public void refuseConnections() {
        throw new UnsupportedOperationException(KEPT);
    }

    @Override
    public void acceptConnections() {
        throw new UnsupportedOperationException(KEPT);
    }

    @Override
    public int closeConnections(WireServer.Closing how) {
        throw new UnsupportedOperationException(KEPT);
    }

    @Override
    public void close() {
        if (extension.leave(this)) {
            server.removeStubMapping(everything);
            traffic.close();
        }
    }

    @Override
    public String toString() {
        return "WireMock at " + root;
    }
}
