package dev.mcptestbench.client;

import dev.mcptestbench.client.resilience.Circuit;
import dev.mcptestbench.client.transport.HttpStatusException;
import dev.mcptestbench.client.transport.RepeatableMethods;
import dev.mcptestbench.client.transport.ServerUnreachableException;
import dev.mcptestbench.client.transport.SessionExpiredException;
import dev.mcptestbench.protocol.ErrorCode;

/**
 * Which calls may be made again, by the same client or another. Here and nowhere else:
 *
 * <ol>
 *   <li>What was answered is never made again, whatever the answer.
 *   <li>What the server refused for a reason that lies in the request (a status that is neither 429 nor 5xx) is not, either.
 *   <li>What took no effect may be: no connection could be made, the session was not known, the circuit was open, or the
 *       server refused by 429 (too many requests) or 503 (unavailable).
 *   <li>What may have taken effect (the connection was lost after it was sent, there was no answer in time, or something that
 *       is none) may be if that is safe: a method that only reads; a tool that its server has listed as {@code readOnlyHint}
 *       or {@code idempotentHint} (schema: ToolAnnotations); or any, if the test says so by {@code repeatsUnsafeCalls}.
 * </ol>
 */
final class RepeatRule {

    private static final int TOO_MANY_REQUESTS = 429;
    private static final int UNAVAILABLE = 503;

    private RepeatRule() {}

    /** Whether this failure says that what was sent had no effect. */
    static boolean tookNoEffect(Exception failure) {
        return failure instanceof ServerUnreachableException
                || failure instanceof SessionExpiredException
                || (failure instanceof HttpStatusException refused
                        && (refused.status() == TOO_MANY_REQUESTS || refused.status() == UNAVAILABLE));
    }

    /**
     * Whether a call that ended so may be made again.
     *
     * @param safeTool whether the tool it calls, if it calls one, is known to be safe to call twice
     * @param unsafeToo whether calls are repeated though they may not be safe to repeat
     */
    static boolean mayRepeat(CallOutcome outcome, Outgoing request, boolean safeTool, boolean unsafeToo) {
        Exception failure = outcome.failure().orElse(null);
        if (failure == null || refusesTheRequest(failure)) {
            return false;
        }
        return !outcome.mayHaveTakenEffect() || unsafeToo || safeTool || RepeatableMethods.contain(request.method());
    }

    /** Tells a circuit breaker what an outcome says of the server. */
    static void tell(Circuit.Permit permit, CallOutcome outcome) {
        Exception failure = outcome.failure().orElse(null);
        if (failure instanceof ClientClosedException || (failure != null && refusesTheRequest(failure))) {
            permit.toldNothing();
        } else if (failure != null
                || outcome.errorCode().filter(ErrorCode.INTERNAL_ERROR::equals).isPresent()) {
            permit.failed(outcome.ending());
        } else {
            permit.succeeded();
        }
    }

    private static boolean refusesTheRequest(Exception failure) {
        return failure instanceof HttpStatusException refused
                && refused.status() < 500
                && refused.status() != TOO_MANY_REQUESTS;
    }
}
