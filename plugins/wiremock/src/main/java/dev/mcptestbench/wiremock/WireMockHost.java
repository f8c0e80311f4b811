package dev.mcptestbench.wiremock;

import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.core.WireMockConfiguration;
import com.github.tomakehurst.wiremock.extension.Extension;
import dev.mcptestbench.script.Rule;
import dev.mcptestbench.time.TestClock;
import dev.mcptestbench.wire.Wire;
import dev.mcptestbench.wire.WireHost;
import dev.mcptestbench.wire.WireListener;
import dev.mcptestbench.wire.WireSettings;
import org.apiguardian.api.API;
import org.jspecify.annotations.Nullable;

/**
 * A WireMock server as the host of a mock authorization server:
 * {@code MockAuthServer.builder().hostedOn(WireMockHost.on(wireMock)).start()}. A stub for everything, of the lowest priority
 * there is, leads to its endpoints; whatever else is stubbed there, by a team or a recording, goes before it. What is scripted,
 * asserted and noted works as ever, but for what needs the connection itself, which is refused with the reason.
 *
 * <p>The WireMock server stays its owner's: it is started before, and stopped after the authorization server is closed. It hosts
 * one at a time. Thread-safe.
 */
@API(status = API.Status.EXPERIMENTAL)
public final class WireMockHost implements WireHost {

    private final WireMockServer server;
    private final TestbenchExtension extension;

    private WireMockHost(WireMockServer server, TestbenchExtension extension) {
        this.server = server;
        this.extension = extension;
    }

    /**
     * Options for a WireMock server that is to host: our {@link #extension()}, a free port of the loopback alone, and neither
     * HTTP/2 nor compression, which its faults and the journal know nothing of.
     */
    public static WireMockConfiguration options() {
        return options(extension());
    }

    static WireMockConfiguration options(Extension extension) {
        return WireMockConfiguration.options()
                .bindAddress("127.0.0.1")
                .dynamicPort()
                .http2PlainDisabled(true)
                .gzipDisabled(true)
                .extensions(extension);
    }

    /**
     * What a WireMock server needs to host, new for each:
     * {@code new WireMockServer(options().extensions(WireMockHost.extension()))}. It does nothing by itself.
     */
    public static Extension extension() {
        return new TestbenchExtension();
    }

    /**
     * The server as a host.
     *
     * @throws IllegalArgumentException if it was made without our {@link #extension()}
     */
    public static WireMockHost on(WireMockServer server) {
        return server.getOptions().getDeclaredExtensions().getInstances().values().stream()
                .filter(TestbenchExtension.class::isInstance)
                .map(known -> new WireMockHost(server, (TestbenchExtension) known))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        "This WireMockServer cannot host, for extensions are taken when it is made: write"
                                + " new WireMockServer(options().extensions(WireMockHost.extension())), or"
                                + " new WireMockServer(WireMockHost.options())"));
    }

    /**
     * Begins to serve; called by whoever is hosted.
     *
     * @throws IllegalStateException if the WireMock server does not run, or hosts another
     * @throws IllegalArgumentException if the settings have a port: that is WireMock's to choose
     */
    @Override
    public Wire start(WireSettings settings, TestClock clock, WireListener listener) {
        if (settings.port() != 0) {
            throw new IllegalArgumentException("The port is WireMock's: leave port(" + settings.port()
                    + ") out, and give it to the options of the WireMockServer");
        }
        if (!server.isRunning()) {
            throw new IllegalStateException("The WireMockServer does not run: start() it before it hosts");
        }
        return WireMockWire.start(server, extension, new Traffic(settings, clock, listener));
    }

    @Override
    public @Nullable String refusal(Rule rule) {
        return Limits.refusal(rule);
    }

    @Override
    public String toString() {
        return "WireMockHost" + (server.isRunning() ? " at " + server.baseUrl() : " that does not run");
    }
}
