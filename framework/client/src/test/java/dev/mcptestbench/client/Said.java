package dev.mcptestbench.client;

import dev.mcptestbench.journal.Journal;
import dev.mcptestbench.journal.JournalEntry;
import dev.mcptestbench.protocol.Message;
import dev.mcptestbench.protocol.Methods;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What a server said to each request of a conversation, without ids, so that two conversations can be compared. */
final class Said {

    private Said() {}

    /** Each request in a few words, with all messages that came on the stream of its reply. */
    static List<List<Object>> in(Journal journal, String server) {
        Map<Long, List<Object>> byExchange = new LinkedHashMap<>();
        for (JournalEntry entry : journal.entries()) {
            if (entry instanceof JournalEntry.RequestArrived arrived
                    && arrived.server().equals(server)) {
                Message message = arrived.message();
                if (message != null && message.kind() == Message.Kind.REQUEST) {
                    List<Object> said = new ArrayList<>();
                    said.add(message.method() + " " + message.params().get("name"));
                    byExchange.put(arrived.exchange(), said);
                }
            } else if (entry instanceof JournalEntry.MessageSent sent && byExchange.containsKey(sent.exchange())) {
                Message bare = sent.message().without("id");
                boolean progress = Methods.PROGRESS.equals(bare.method());
                byExchange
                        .get(sent.exchange())
                        .add((progress ? bare.withAt("progressToken", "token") : bare).members());
            }
        }
        return List.copyOf(byExchange.values());
    }
}
