package dev.mcptestbench.client;

import dev.mcptestbench.journal.ClientState;
import java.util.ArrayList;
import java.util.List;

/** What is done to many clients at the same time, so that many slow servers cost no more than one. */
final class AllAtOnce {

    private AllAtOnce() {}

    /** Connects all; gives what went wrong, once all attempts have ended. */
    static List<ConnectFailedException> connect(List<ManagedClient> clients) {
        clients.forEach(client -> client.connection().connect());
        List<ConnectFailedException> failures = new ArrayList<>();
        for (ManagedClient client : clients) {
            try {
                client.awaitConnected();
            } catch (ConnectFailedException e) {
                failures.add(e);
            }
        }
        awaitListening(clients);
        return failures;
    }

    /** One exception that tells of all failures, of which there is at least one. */
    static ConnectFailedException failed(List<ConnectFailedException> failures) {
        if (failures.size() == 1) {
            return failures.get(0);
        }
        StringBuilder message = new StringBuilder(failures.size() + " clients could not connect:");
        failures.forEach(failure -> message.append("\n  ").append(failure.getMessage()));
        return new ConnectFailedException(message.toString(), failures.get(0).getCause());
    }

    /** Waits until all hear what their servers send of their own accord; see {@link Waits#forListening}. */
    static void awaitListening(List<ManagedClient> clients) {
        Waits.forListening(clients.stream().map(client -> client.connection().link()));
    }

    /** All sessions begin to end before the first is waited for. */
    static void leave(List<ManagedClient> clients, ClientState to) {
        List<Link> left = new ArrayList<>();
        for (ManagedClient client : clients) {
            Link link = client.leave(to);
            if (link != null) {
                left.add(link);
            }
        }
        left.forEach(Link::close);
    }
}
