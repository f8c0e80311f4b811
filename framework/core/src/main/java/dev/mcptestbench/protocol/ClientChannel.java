package dev.mcptestbench.protocol;

import dev.mcptestbench.protocol.Message.Kind;
import java.util.List;
import org.apiguardian.api.API;
import org.apiguardian.api.API.Status;

/**
 * Remembers what one client of the modern era said on a channel of its own, such as a server's standard input, and finds
 * what it does wrong in the light of it. Over HTTP there is no such channel: nobody knows there which requests are of the
 * same client, nor in which order they were sent. Safe for use by many threads; messages count in the order of the calls.
 *
 * <p>Memory: what waits for an answer, and of ids that are no integers the last {@value SeenIds#MOST_OTHERS}.
 */
@API(status = Status.EXPERIMENTAL)
public final class ClientChannel {

    private final ClientRequests requests = new ClientRequests();

    /** Creates a channel on which nothing was said yet. */
    public ClientChannel() {}

    /**
     * Takes note of a message from the client.
     *
     * @return the breaches that the message alone does not show (for those see {@link MessageRules#check}), empty if
     *     there are none
     */
    public synchronized List<Breach> received(Message message) {
        Findings findings = new Findings(Revision.LATEST);
        String method = message.method();
        if (method != null && message.kind() == Kind.REQUEST) {
            requests.received(message, method, findings);
        } else if (Methods.CANCELLED.equals(method)) {
            requests.cancelled(message, true, findings);
        }
        return findings.toList();
    }

    /** Takes note of a message to the client, which is not judged: a mock may say anything. */
    public synchronized void sent(Message message) {
        Object id = message.id();
        if (id != null && message.method() == null) {
            requests.answered(id);
        }
    }
}
