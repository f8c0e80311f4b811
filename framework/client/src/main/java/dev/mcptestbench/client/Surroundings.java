package dev.mcptestbench.client;

import dev.mcptestbench.client.auth.Authorizer;
import dev.mcptestbench.client.notification.NotificationBus;
import dev.mcptestbench.client.transport.Transports;
import dev.mcptestbench.journal.Journal;
import dev.mcptestbench.plugin.Browser;
import dev.mcptestbench.plugin.TestSettings;
import dev.mcptestbench.time.TestClock;
import dev.mcptestbench.wire.Workers;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/**
 * What all managed clients of one test share.
 *
 * @param ids where request ids come from: unique among all clients, so that a timeline can be read
 */
record Surroundings(
        Journal journal,
        TestClock clock,
        TestSettings settings,
        Transports transports,
        Ways ways,
        NotificationBus bus,
        Workers workers,
        Authorizer authorizer,
        AtomicInteger ids) {

    static Surroundings of(
            Journal journal, TestClock clock, TestSettings settings, NotificationBus bus, Supplier<Browser> browser) {
        Workers workers = new Workers();
        return new Surroundings(
                journal,
                clock,
                settings,
                Transports.find(),
                new Ways(),
                bus,
                workers,
                new Authorizer(journal, clock, workers, browser),
                new AtomicInteger());
    }

    int nextId() {
        return ids.incrementAndGet();
    }
}
