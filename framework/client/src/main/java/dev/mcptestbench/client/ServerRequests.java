package dev.mcptestbench.client;

import dev.mcptestbench.plugin.TransportProvider.MessageTransport;
import dev.mcptestbench.protocol.ErrorCode;
import dev.mcptestbench.protocol.Message;
import dev.mcptestbench.protocol.Methods;
import dev.mcptestbench.protocol.Revision;
import dev.mcptestbench.script.ClientAnswer;
import java.util.ArrayDeque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers what a server asks of one client: ping with an empty result, what is scripted as it is scripted, all else with
 * method not found. Thread-safe; never blocks.
 */
final class ServerRequests {

    private static final Logger LOG = LoggerFactory.getLogger(ServerRequests.class);

    private static final int REMEMBERED = 1000;

    private final String client;
    private final Surroundings surroundings;
    private final Map<String, Script> scripts = new ConcurrentHashMap<>();
    /** What is to be answered later, by id; false once it is answered, or needs no answer. */
    private final Map<Object, AtomicBoolean> late = new ConcurrentHashMap<>();

    private final ArrayDeque<Message> asked = new ArrayDeque<>();

    ServerRequests(String client, Surroundings surroundings) {
        this.client = client;
        this.surroundings = surroundings;
    }

    /** Answers one after the other; the last again and again. */
    private record Script(List<ClientAnswer> answers, AtomicInteger given) {

        ClientAnswer next() {
            return answers.get(Math.min(given.getAndIncrement(), answers.size() - 1));
        }
    }

    /** Whether there are answers to requests of this method. */
    boolean answers(String method) {
        return scripts.containsKey(method);
    }

    /**
     * Answers requests of a method so from now on.
     *
     * @throws IllegalArgumentException if there are no answers, or one is none to that method
     */
    void script(String method, ClientAnswer... answers) {
        if (answers.length == 0) {
            throw new IllegalArgumentException("Client \"" + client + "\" needs at least one answer to " + method
                    + "; one that never comes is neverAnswer()");
        }
        for (ClientAnswer answer : answers) {
            if (!answer.fits(method)) {
                throw new IllegalArgumentException(answer + " is no answer to " + method + "; client \"" + client
                        + "\" can say any result by answerWith(…)");
            }
        }
        scripts.put(method, new Script(List.of(answers), new AtomicInteger()));
    }

    /** What the client declares of itself, so that a server may ask it (basic/lifecycle#capability-negotiation). */
    Map<String, Object> capabilities(Revision revision) {
        Map<String, Object> capabilities = new LinkedHashMap<>();
        if (answers(Methods.ROOTS_LIST)) {
            capabilities.put("roots", Map.of());
        }
        if (answers(Methods.SAMPLING_CREATE_MESSAGE)) {
            capabilities.put("sampling", Map.of());
        }
        if (answers(Methods.ELICITATION_CREATE) && revision.isAtLeast(Revision.V2025_06_18)) {
            boolean modes = revision.isAtLeast(Revision.V2025_11_25);
            capabilities.put("elicitation", modes ? Map.of("form", Map.of(), "url", Map.of()) : Map.of());
        }
        return capabilities;
    }

    /** What the server has asked for so far, in order; pings apart. */
    List<Message> asked() {
        synchronized (asked) {
            return List.copyOf(asked);
        }
    }

    /** Sees to it that the request is answered, sooner or later or never. */
    void answer(Message request, MessageTransport transport) {
        Object id = request.id();
        String method = request.method();
        if (id == null || method == null) {
            return;
        }
        if (method.equals(Methods.PING)) {
            send(Message.result(id, Map.of()), request, transport);
            return;
        }
        remember(request);
        Script script = scripts.get(method);
        if (script == null) {
            String why = "Client \"" + client + "\" declares no capability for " + method;
            send(Message.error(id, ErrorCode.METHOD_NOT_FOUND, why, null), request, transport);
        } else {
            give(script.next(), id, request, transport);
        }
    }

    private void remember(Message request) {
        synchronized (asked) {
            if (asked.size() == REMEMBERED) {
                asked.removeFirst();
            }
            asked.addLast(request);
        }
    }

    private void give(ClientAnswer scripted, Object id, Message request, MessageTransport transport) {
        ClientAnswer answer = scripted.to(request.params());
        if (answer instanceof ClientAnswer.Result result) {
            send(Message.result(id, result.result()), request, transport);
        } else if (answer instanceof ClientAnswer.Refuse refusal) {
            send(Message.error(id, refusal.code(), refusal.message(), null), request, transport);
        } else if (answer instanceof ClientAnswer.Late later) {
            AtomicBoolean wanted = new AtomicBoolean(true);
            late.put(id, wanted);
            surroundings.clock().schedule(later.delay(), () -> {
                late.remove(id, wanted);
                if (wanted.getAndSet(false)) {
                    give(later.answer(), id, request, transport);
                }
            });
        } else if (answer instanceof ClientAnswer.Computed computed) {
            surroundings.workers().execute(() -> compute(computed, id, request, transport));
        }
        // And never is never.
    }

    @SuppressWarnings("IllegalCatch") // code of the test's may throw anything, and its server is told
    private void compute(ClientAnswer.Computed computed, Object id, Message request, MessageTransport transport) {
        ClientAnswer answer;
        try {
            answer = computed.computation().answer(request.params());
        } catch (Exception e) {
            answer = new ClientAnswer.Refuse(ErrorCode.INTERNAL_ERROR, String.valueOf(e.getMessage()));
        }
        give(answer, id, request, transport);
    }

    private void send(Message answer, Message request, MessageTransport transport) {
        transport.send(answer).whenComplete((taken, failure) -> {
            if (failure != null) {
                LOG.info("Client \"{}\" could not answer {}: {}", client, request, failure.getMessage());
            }
        });
    }

    /** The server does not want to know any more: an answer that is still to come does not (basic/utilities/cancellation). */
    void cancelled(@Nullable Object requestId) {
        AtomicBoolean wanted = requestId == null ? null : late.remove(requestId);
        if (wanted != null) {
            wanted.set(false);
        }
    }
}
