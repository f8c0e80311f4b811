package dev.mcptestbench.server.cluster;

import dev.mcptestbench.journal.JournalEntry;
import dev.mcptestbench.protocol.Message;
import dev.mcptestbench.server.Traffic;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** Finds the requests to which no response went out, on whatever stream and from whatever node, and no refusal either. */
record LostRequests(List<JournalEntry.RequestArrived> all, List<JournalEntry.RequestArrived> lost) {

    private static final int FIRST_ERROR_STATUS = 400;

    /** Two requests of one session have different ids; those without a session are told apart by their client. */
    private record Asked(String session, String client, Object id) {}

    static LostRequests in(Traffic traffic) {
        List<JournalEntry.RequestArrived> all = new ArrayList<>();
        Map<Long, JournalEntry.RequestArrived> byExchange = new HashMap<>();
        Set<Long> refused = new HashSet<>();
        Set<Asked> answered = new HashSet<>();
        Set<Long> answeredDirectly = new HashSet<>();
        for (JournalEntry entry : traffic.journal().entries()) {
            if (entry instanceof JournalEntry.RequestArrived arrived
                    && traffic.servers().test(arrived.server())) {
                byExchange.put(arrived.exchange(), arrived);
                Message message = arrived.message();
                if (message != null && message.kind() == Message.Kind.REQUEST) {
                    all.add(arrived);
                }
            } else if (entry instanceof JournalEntry.HeadSent head && head.status() >= FIRST_ERROR_STATUS) {
                refused.add(head.exchange());
            } else if (entry instanceof JournalEntry.MessageSent sent) {
                JournalEntry.RequestArrived carrier = byExchange.get(sent.exchange());
                Object id = sent.message().id();
                boolean response = sent.message().kind() == Message.Kind.RESULT
                        || sent.message().kind() == Message.Kind.ERROR;
                if (carrier != null && response && id != null) {
                    answered.add(asked(carrier, id));
                    if (carrier.message() != null && id.equals(carrier.message().id())) {
                        answeredDirectly.add(sent.exchange());
                    }
                }
            }
        }
        List<JournalEntry.RequestArrived> lost = all.stream()
                .filter(arrived -> !refused.contains(arrived.exchange())
                        && !answeredDirectly.contains(arrived.exchange())
                        && !answered.contains(asked(
                                arrived,
                                Objects.requireNonNull(Objects.requireNonNull(arrived.message())
                                        .id()))))
                .toList();
        return new LostRequests(all, lost);
    }

    private static Asked asked(JournalEntry.RequestArrived arrived, Object id) {
        return new Asked(Objects.toString(arrived.session(), ""), Objects.toString(arrived.client(), ""), id);
    }
}
