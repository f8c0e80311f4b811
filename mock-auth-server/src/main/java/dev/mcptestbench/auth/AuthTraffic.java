package dev.mcptestbench.auth;

import dev.mcptestbench.journal.JournalEntry;
import dev.mcptestbench.journal.NearMiss;
import dev.mcptestbench.protocol.Message;
import dev.mcptestbench.script.Trigger;
import dev.mcptestbench.wire.HttpRequest;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** What an issuer of tokens received, as its journal has it now. */
final class AuthTraffic {

    private final TokenIssuer<?> server;

    AuthTraffic(TokenIssuer<?> server) {
        this.server = server;
    }

    String role() {
        return server.role();
    }

    /** The requests that the trigger speaks of, in the order of their arrival. */
    List<JournalEntry.RequestArrived> requests(Trigger.OfMessage trigger) {
        return arrivals()
                .filter(arrived -> trigger.matches(message(arrived), arrived.client()))
                .toList();
    }

    private Stream<JournalEntry.RequestArrived> arrivals() {
        return server.journal().entries(JournalEntry.RequestArrived.class).stream()
                .filter(arrived -> arrived.server().equals(server.name()));
    }

    /** The request as a message; never to be shown, for it may hold credentials. */
    Message message(JournalEntry.RequestArrived arrived) {
        return server.endpoints()
                .message(new HttpRequest(arrived.httpMethod(), arrived.target(), arrived.headers(), arrived.body()));
    }

    /** The request to the same endpoint that differs least. */
    Optional<NearMiss> nearest(Trigger.OfMessage trigger) {
        List<JournalEntry.RequestArrived> candidates = arrivals()
                .filter(arrived ->
                        String.valueOf(trigger.method()).equals(message(arrived).method()))
                .toList();
        return candidates.stream()
                .map(arrived -> new NearMiss(arrived, trigger.differences(message(arrived)), candidates.size()))
                .filter(miss -> !miss.differences().isEmpty())
                .min(Comparator.comparingInt(miss -> miss.differences().size()));
    }
}
