package dev.mcptestbench.server;

import dev.mcptestbench.journal.JournalEntry;
import dev.mcptestbench.script.Notification;
import java.util.List;

/** What was sent of a notification, as the journal has it now. */
record Sent(Traffic traffic, Notification notification) {

    List<JournalEntry.MessageSent> messages() {
        return traffic.journal().entries(JournalEntry.MessageSent.class).stream()
                .filter(sent -> traffic.servers().test(sent.server()) && notification.matches(sent.message()))
                .toList();
    }
}
