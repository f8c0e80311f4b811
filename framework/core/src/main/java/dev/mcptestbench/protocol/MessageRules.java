package dev.mcptestbench.protocol;

import java.util.List;
import org.apiguardian.api.API;
import org.apiguardian.api.API.Status;
import org.jspecify.annotations.Nullable;

/**
 * Finds in which ways one message alone falls short of the specification; {@link Conversation} finds what takes memory.
 * Safe for use by many threads; costs nothing worth mentioning when there is nothing to find.
 */
@API(status = Status.EXPERIMENTAL)
public final class MessageRules {

    private MessageRules() {}

    /**
     * Checks a message.
     *
     * @param revision the negotiated revision, or the one asked for before there is one
     * @return the breaches, those of JSON-RPC first; empty if there are none
     */
    public static List<Breach> check(Message message, Revision revision, Direction direction) {
        Findings findings = new Findings(revision);
        JsonRpcRules.check(message, findings);
        FeatureRules.check(message, direction, findings);
        return findings.toList();
    }

    /**
     * Checks what a response says in answer to its request, which the response alone does not show: of the legacy era
     * what clients answer, of the modern era what servers answer.
     *
     * @param revision the revision of the request
     * @return the breaches besides those of {@link #check}, empty if there are none or the response is no result
     */
    public static List<Breach> checkAnswer(Message request, Message response, Revision revision) {
        Findings findings = new Findings(revision);
        String method = request.method();
        if (method != null && response.kind() == Message.Kind.RESULT) {
            switch (revision.era()) {
                case LEGACY -> ResultRules.check(method, request.params(), response.result(), "result", findings);
                case MODERN -> AnswerRules.check(method, response.result(), findings);
            }
        }
        return findings.toList();
    }

    /**
     * Checks a parsed document as the carrier of messages: that it is one message, or a batch where those are allowed.
     * The messages in it are to be checked one by one.
     *
     * @param json what {@link Json} parsed
     * @return the breaches, empty if there are none
     */
    public static List<Breach> checkDocument(@Nullable Object json, Revision revision) {
        Findings findings = new Findings(revision);
        JsonRpcRules.checkDocument(json, findings);
        return findings.toList();
    }

    /** Returns what it means, as a breach, that a document could not be parsed. */
    public static List<Breach> unreadable(JsonException failure, Revision revision) {
        Findings findings = new Findings(revision);
        JsonRpcRules.unreadable(failure, findings);
        return findings.toList();
    }
}
