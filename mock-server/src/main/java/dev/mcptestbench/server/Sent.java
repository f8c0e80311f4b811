package dev.mcptestbench.server;

import dev.mcptestbench.journal.Journal;
import dev.mcptestbench.journal.JournalEntry;
import dev.mcptestbench.script.Notification;
import java.util.List;

/** What one server has sent of a notification, as its journal has it now. */
record Sent(String server, Journal journal, Notification notification) {

    List<JournalEntry.MessageSent> messages() {
        return journal.entries(JournalEntry.MessageSent.class).stream()
                .filter(sent -> sent.server().equals(server) && notification.matches(sent.message()))
                .toList();
    }
}
