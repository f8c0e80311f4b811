package dev.mcptestbench.server;

import dev.mcptestbench.journal.JournalEntry;
import dev.mcptestbench.journal.NearMiss;
import dev.mcptestbench.protocol.Headers;
import dev.mcptestbench.protocol.HttpFacts;
import dev.mcptestbench.protocol.Message;
import dev.mcptestbench.protocol.Methods;
import dev.mcptestbench.protocol.RequestMeta;
import dev.mcptestbench.script.Occasion;
import dev.mcptestbench.script.Trigger;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** What was received that a trigger speaks of, as its journal has it now. */
final class Received {

    private final Traffic traffic;
    private final Trigger trigger;

    Received(Traffic traffic, Trigger trigger) {
        this.traffic = traffic;
        this.trigger = trigger;
    }

    Traffic traffic() {
        return traffic;
    }

    Trigger trigger() {
        return trigger;
    }

    /** The requests, in the order of their arrival. */
    List<JournalEntry.RequestArrived> requests() {
        Set<String> heardOf = new HashSet<>();
        return arrivals()
                .filter(arrived -> {
                    // Taken note of even where another occasion matches, so that the first stays the first.
                    boolean first = isModern(arrived) && heardOf.add(Objects.toString(arrived.client(), ""));
                    return occasions(arrived, first).anyMatch(trigger::matches);
                })
                .toList();
    }

    private static boolean isModern(JournalEntry.RequestArrived arrived) {
        Message message = arrived.message();
        return message != null && RequestMeta.isIn(HttpFacts.of(arrived.httpMethod(), arrived.headers()), message);
    }

    private Stream<JournalEntry.RequestArrived> arrivals() {
        return traffic.journal().entries(JournalEntry.RequestArrived.class).stream()
                .filter(arrived -> traffic.servers().test(arrived.server()));
    }

    /** What an arrival is; a request of the modern era may be several things at once. */
    private static Stream<Occasion> occasions(JournalEntry.RequestArrived arrived, boolean firstOfModernClient) {
        Message message = arrived.message();
        String client = arrived.client();
        if (message == null) {
            return Stream.of(
                    arrived.httpMethod().equals("DELETE")
                            ? new Occasion.SessionReached(Trigger.Moment.DELETED, client)
                            : new Occasion.StreamOpened(arrived.header(Headers.LAST_EVENT_ID), client));
        }
        Occasion connected = new Occasion.SessionReached(Trigger.Moment.INITIALIZED, client);
        if (Methods.INITIALIZED.equals(message.method())) {
            return Stream.of(connected);
        }
        Stream<Occasion> occasions = Stream.of(new Occasion.Received(message, client));
        if (Methods.SUBSCRIPTIONS_LISTEN.equals(message.method())) {
            occasions = Stream.concat(occasions, Stream.of(new Occasion.StreamOpened(null, client)));
        }
        return firstOfModernClient ? Stream.concat(occasions, Stream.of(connected)) : occasions;
    }

    /** The request of the same method that differs least. */
    Optional<NearMiss> nearest() {
        if (!(trigger instanceof Trigger.OfMessage wanted)) {
            return Optional.empty();
        }
        List<JournalEntry.RequestArrived> candidates = arrivals()
                .filter(arrived -> {
                    Message message = arrived.message();
                    return message != null && Objects.equals(message.method(), wanted.method());
                })
                .toList();
        return candidates.stream()
                .flatMap(arrived -> {
                    List<NearMiss.Difference> differences =
                            wanted.differences(Objects.requireNonNull(arrived.message()));
                    return differences.isEmpty()
                            ? Stream.empty()
                            : Stream.of(new NearMiss(arrived, differences, candidates.size()));
                })
                .min(Comparator.comparingInt(miss -> miss.differences().size()));
    }

    /** The most requests that were being answered at one time. */
    int mostAtOnce() {
        Set<Long> wanted = new HashSet<>();
        requests().forEach(request -> wanted.add(request.exchange()));
        int now = 0;
        int most = 0;
        for (JournalEntry entry : traffic.journal().entries()) {
            if (entry instanceof JournalEntry.RequestArrived arrived && wanted.contains(arrived.exchange())) {
                most = Math.max(most, ++now);
            } else if (entry instanceof JournalEntry.ReplyEnded ended && wanted.contains(ended.exchange())) {
                now--;
            }
        }
        return most;
    }

    /** The request id that more than one of the requests of a client's has, if there is one. */
    Optional<Object> repeatedId() {
        Map<Object, Integer> seen = new HashMap<>();
        for (JournalEntry.RequestArrived request : requests()) {
            Message message = request.message();
            Object id = message == null ? null : message.id();
            if (id != null && seen.merge(List.of(Objects.toString(request.session(), ""), id), 1, Integer::sum) > 1) {
                return Optional.of(id);
            }
        }
        return Optional.empty();
    }
}
