package dev.mcptestbench.protocol;

import dev.mcptestbench.protocol.Message.Kind;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apiguardian.api.API;
import org.apiguardian.api.API.Status;
import org.jspecify.annotations.Nullable;

/**
 * Remembers what was said in one session of the legacy era and finds what the client does wrong in the light of it, seen
 * from the server's chair. Safe for use by many threads; messages count in the order of the calls.
 *
 * <p>Nobody is accused on suspicion. On a single channel, such as a standard input, messages arrive in the order in which
 * they were sent. Over HTTP that is true of each connection alone: a client that posts on two at once may have sent first
 * what arrives last, and what it sent may have been lost. Say then on which connection a message came.
 *
 * <p>Memory: what waits for an answer, and of ids that are no integers the last {@value SeenIds#MOST_OTHERS}; whether older
 * ones are used again goes unnoticed.
 */
@API(status = Status.EXPERIMENTAL)
public final class Conversation {

    /** What stands for the connection if there is one channel for all. */
    static final long ONE_CHANNEL = -1;

    private final Handshake handshake = new Handshake();
    private final ClientRequests clientRequests = new ClientRequests();
    private final ServerRequests serverRequests = new ServerRequests();

    /** Creates a conversation in which nothing was said yet. */
    public Conversation() {}

    /**
     * Takes note of a message from the client on the single channel that there is.
     *
     * @return the breaches that the message alone does not show (for those see {@link MessageRules#check}), empty if
     *     there are none
     */
    public List<Breach> received(Message message) {
        return received(message, ONE_CHANNEL);
    }

    /**
     * Takes note of a message from the client on one of several connections.
     *
     * @param connection the number of the connection, not negative
     * @return the breaches that the message alone does not show and that no other order of arrival would excuse, empty if
     *     there are none
     */
    public synchronized List<Breach> received(Message message, long connection) {
        String method = message.method();
        if (method != null && method.equals(Methods.INITIALIZE) && message.kind() == Kind.REQUEST) {
            handshake.asked(message);
        }
        Findings findings = new Findings(handshake.revision());
        switch (message.kind()) {
            case REQUEST -> request(message, String.valueOf(method), connection, findings);
            case NOTIFICATION -> notification(message, String.valueOf(method), connection, findings);
            case RESULT, ERROR -> response(message, connection, findings);
            case MALFORMED -> {
                // The rules for single messages have said it all.
            }
        }
        return findings.toList();
    }

    /** Takes note of a message to the client, which is not judged: a mock may say anything. */
    public synchronized void sent(Message message) {
        switch (message.kind()) {
            case REQUEST -> serverRequests.sent(message);
            case RESULT, ERROR -> {
                Object id = message.id();
                if (id != null && Methods.INITIALIZE.equals(clientRequests.answered(id))) {
                    handshake.answered(message);
                }
            }
            case NOTIFICATION, MALFORMED -> {
                // Neither changes what the client may say next.
            }
        }
    }

    /** Returns the revision that the server's answer to {@code initialize} settled on, if it did. */
    public synchronized Optional<Revision> negotiated() {
        return Optional.ofNullable(handshake.negotiated());
    }

    /** Returns the revision to judge by: the negotiated one, else the one asked for, else the latest legacy one. */
    public synchronized Revision revision() {
        return handshake.revision();
    }

    /** Tells whether the client declared a capability, such as {@code roots.listChanged}. */
    public synchronized boolean clientDeclares(String capability) {
        return Capabilities.declares(handshake.clientCapabilities(), capability);
    }

    /** Tells whether the server declared a capability, such as {@code resources.subscribe}. */
    public synchronized boolean serverDeclares(String capability) {
        return Capabilities.declares(handshake.serverCapabilities(), capability);
    }

    private void request(Message message, String method, long connection, Findings findings) {
        handshake.checkRequest(method, connection, findings);
        clientRequests.received(message, method, findings);
        checkNegotiated(method, findings);
        if (handshake.isAnswered()
                && method.equals(Methods.TOOLS_CALL)
                && message.params().containsKey("task")
                && !Capabilities.declares(handshake.serverCapabilities(), "tasks.requests.tools.call")) {
            findings.add(
                    SessionRequirements.TASK_AUGMENTATION_DECLARED,
                    "the server declared no tasks.requests.tools.call",
                    "params.task");
        }
    }

    private void notification(Message message, String method, long connection, Findings findings) {
        handshake.checkNotification(method, findings);
        checkNegotiated(method, findings);
        if (method.equals(Methods.CANCELLED)) {
            clientRequests.cancelled(message, connection == ONE_CHANNEL, findings);
        } else if (method.equals(Methods.PROGRESS)) {
            serverRequests.progressed(message, connection, findings);
        }
    }

    private void response(Message message, long connection, Findings findings) {
        Message request = serverRequests.answered(message, connection, findings);
        if (request != null && request.method() != null && message.kind() == Kind.RESULT) {
            checkDeclared(request, findings);
            ResultRules.check(request.method(), request.params(), message.result(), "result", findings);
        }
    }

    private void checkNegotiated(String method, Findings findings) {
        Method known = Methods.find(method);
        if (known == null
                || known.capability() == null
                || !handshake.isAnswered()
                || !known.isSentBy(Party.CLIENT)
                || !known.isIn(findings.revision())) {
            return;
        }
        String capability = known.capability(findings.revision()).orElse(null);
        boolean byServer = known.declaredBy(Party.CLIENT) == Party.SERVER;
        if (capability != null
                && !Capabilities.declares(
                        byServer ? handshake.serverCapabilities() : handshake.clientCapabilities(), capability)) {
            String detail = method + " needs " + capability + ", which the " + (byServer ? "server" : "client")
                    + " did not declare";
            findings.add(SessionRequirements.CAPABILITY_NEGOTIATED, detail, "method");
            findings.add(SessionRequirements.CAPABILITY_NEGOTIATED_ADVISED, detail, "method");
        }
    }

    private void checkDeclared(Message request, Findings findings) {
        Map<String, @Nullable Object> declared = handshake.clientCapabilities();
        switch (String.valueOf(request.method())) {
            case Methods.SAMPLING_CREATE_MESSAGE ->
                require(declared, "sampling", SessionRequirements.SAMPLING_DECLARED, findings);
            case Methods.ROOTS_LIST -> require(declared, "roots", SessionRequirements.ROOTS_DECLARED, findings);
            case Methods.TASKS_GET, Methods.TASKS_RESULT, Methods.TASKS_LIST, Methods.TASKS_CANCEL ->
                require(declared, "tasks", SessionRequirements.TASKS_DECLARED, findings);
            case Methods.ELICITATION_CREATE -> {
                boolean url = "url".equals(request.params().get("mode"));
                if (!declared.containsKey("elicitation")) {
                    require(declared, "elicitation", SessionRequirements.ELICITATION_DECLARED, findings);
                } else if (!Capabilities.declaresElicitation(declared, url)) {
                    findings.add(
                            SessionRequirements.ELICITATION_MODE,
                            "the mode " + (url ? "url" : "form") + " was not declared, yet there is a result",
                            "result");
                }
            }
            default -> {
                // Other requests need no capability of the client.
            }
        }
    }

    private static void require(
            Map<String, @Nullable Object> declared, String capability, Requirement requirement, Findings findings) {
        if (!Capabilities.declares(declared, capability)) {
            findings.add(requirement, capability + " was not declared, yet there is a result", "result");
        }
    }
}
