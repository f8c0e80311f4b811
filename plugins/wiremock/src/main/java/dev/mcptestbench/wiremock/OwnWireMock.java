package dev.mcptestbench.wiremock;

import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.core.Options;
import dev.mcptestbench.journal.Journal;
import dev.mcptestbench.protocol.TransportRequirements;
import dev.mcptestbench.time.TestClock;
import dev.mcptestbench.wire.Exchange;
import dev.mcptestbench.wire.Frame;
import dev.mcptestbench.wire.JournaledListener;
import dev.mcptestbench.wire.WireJournal;
import dev.mcptestbench.wire.WireSettings;

/** A WireMock server that lives as long as a test, and writes into its journal what it serves. */
final class OwnWireMock extends WireMockServer implements AutoCloseable {

    private OwnWireMock(Options options) {
        super(options);
    }

    static OwnWireMock start(String name, Journal journal, TestClock clock) {
        WireSettings settings = WireSettings.defaults();
        TestbenchExtension extension = new TestbenchExtension();
        extension.tellUnhosted(
                new Traffic(settings, clock, new Notes(new WireJournal(name, journal, settings.maxUnreadBytes()))));
        OwnWireMock server = new OwnWireMock(WireMockHost.options(extension));
        server.start();
        return server;
    }

    @Override
    public void close() {
        stop();
    }

    /** Writes down what is overheard; nothing is there that could be asked. */
    private static final class Notes extends JournaledListener {

        Notes(WireJournal journal) {
            super(journal, TransportRequirements.POST);
        }

        @Override
        public void requestArrived(Exchange exchange) {
            exchange.reply().push(new Frame.Close());
        }

        @Override
        public void requestOverheard(Exchange exchange) {
            journal().arrived(exchange, null, null, null);
        }
    }
}
