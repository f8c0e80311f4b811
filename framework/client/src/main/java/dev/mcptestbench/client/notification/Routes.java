package dev.mcptestbench.client.notification;

import dev.mcptestbench.journal.JournalEntry;
import dev.mcptestbench.protocol.Message;
import dev.mcptestbench.protocol.Methods;
import dev.mcptestbench.script.NotificationFilter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Compares what was heard with what the servers of the same journal have sent, and to whom. */
final class Routes {

    private final NotificationBus bus;

    Routes(NotificationBus bus) {
        this.bus = bus;
    }

    /** What was heard in another order than it was sent in, in words; {@code null} if nothing was. */
    @Nullable
    String disorder(NotificationFilter filter) {
        Set<String> clients = new LinkedHashSet<>();
        bus.heard(filter).forEach(heard -> clients.add(heard.client()));
        for (String client : clients) {
            NotificationFilter ofClient = filter.from(client);
            Map<Long, List<Message>> sent = new HashMap<>();
            for (JournalEntry.MessageSent each : Arrivals.sent(bus.journal(), ofClient)) {
                sent.computeIfAbsent(each.exchange(), exchange -> new ArrayList<>())
                        .add(each.message());
            }
            List<Message> heard =
                    bus.heard(ofClient).stream().map(HeardNotification::message).toList();
            for (List<Message> stream : sent.values()) {
                if (!appearInOrder(stream, heard)) {
                    return "Expected \"" + client + "\" to hear notifications of "
                            + (filter.type() == null ? "each stream" : "type " + filter.type())
                            + " in the order in which they were sent\nsent:  " + texts(stream) + "\nheard: "
                            + texts(heard);
                }
            }
        }
        return null;
    }

    /** Whether those of one stream that were heard were heard in the order of the stream. */
    private static boolean appearInOrder(List<Message> stream, List<Message> heard) {
        Map<Message, List<Integer>> positions = new HashMap<>();
        for (int i = 0; i < heard.size(); i++) {
            positions
                    .computeIfAbsent(heard.get(i), message -> new ArrayList<>())
                    .add(i);
        }
        Map<Message, Integer> taken = new HashMap<>();
        int last = -1;
        for (Message message : stream) {
            List<Integer> places = positions.getOrDefault(message, List.of());
            int nth = taken.merge(message, 1, Integer::sum) - 1;
            if (nth < places.size()) {
                if (places.get(nth) < last) {
                    return false;
                }
                last = places.get(nth);
            }
        }
        return true;
    }

    private static String texts(List<Message> messages) {
        List<String> texts = messages.stream()
                .map(message ->
                        '"' + new HeardNotification("", message, null, "", java.time.Duration.ZERO).text() + '"')
                .toList();
        int more = texts.size() - 20;
        return String.join(" ", more > 0 ? texts.subList(0, 20) : texts) + (more > 0 ? " and " + more + " more" : "");
    }

    /** What one of the clients heard and another was meant to, in words; {@code null} if there is nothing. */
    @Nullable
    String crossing(List<String> clients) {
        Map<Object, String> tokens = tokens(clients);
        Map<String, Map<Message, Integer>> sent = new HashMap<>();
        for (String client : clients) {
            Map<Message, Integer> times = new HashMap<>();
            Arrivals.sent(bus.journal(), NotificationFilter.ALL.from(client))
                    .forEach(each -> times.merge(each.message(), 1, Integer::sum));
            sent.put(client, times);
        }
        List<String> found = new ArrayList<>();
        for (String client : clients) {
            Map<Message, Integer> own = new HashMap<>(sent.getOrDefault(client, Map.of()));
            for (HeardNotification heard : bus.heard(NotificationFilter.ALL.from(client))) {
                String owner = ownerOf(heard, own, clients, sent, tokens);
                if (owner != null && !owner.equals(client)) {
                    found.add("  " + heard.at().toMillis() + " ms  \"" + client + "\" heard " + heard.type() + " \""
                            + heard.text() + "\", which was meant for \"" + owner + '"');
                }
            }
        }
        return found.isEmpty()
                ? null
                : "Expected nothing to be routed across " + Wording.names(clients) + " but\n"
                        + String.join("\n", found);
    }

    private static @Nullable String ownerOf(
            HeardNotification heard,
            Map<Message, Integer> own,
            List<String> clients,
            Map<String, Map<Message, Integer>> sent,
            Map<Object, String> tokens) {
        String byToken = tokens.get(String.valueOf(heard.params().get("progressToken")));
        if (Methods.PROGRESS.equals(heard.message().method()) && byToken != null) {
            return byToken;
        }
        if (own.merge(heard.message(), -1, Integer::sum) >= 0) {
            return heard.client();
        }
        return clients.stream()
                .filter(other -> sent.getOrDefault(other, Map.of()).containsKey(heard.message()))
                .filter(other -> !other.equals(heard.client()))
                .findFirst()
                .orElse(null);
    }

    /** The progress tokens of the calls that the servers have seen, each with the client whose it is. */
    private Map<Object, String> tokens(List<String> clients) {
        Map<Object, String> tokens = new HashMap<>();
        for (JournalEntry.RequestArrived arrived : bus.journal().entries(JournalEntry.RequestArrived.class)) {
            Message message = arrived.message();
            Object token = message == null ? null : message.at("_meta.progressToken");
            if (token != null && arrived.client() != null && clients.contains(arrived.client())) {
                tokens.put(String.valueOf(token), arrived.client());
            }
        }
        return tokens;
    }
}
