package dev.mcptestbench.server.engine;

import dev.mcptestbench.protocol.ErrorCode;
import org.jspecify.annotations.Nullable;

/** A request that is answered with a JSON-RPC error. */
final class Refusal extends Exception {

    private static final long serialVersionUID = 1L;

    private final transient ErrorCode code;
    private final transient @Nullable Object data;

    Refusal(ErrorCode code, String message, @Nullable Object data) {
        super(message, null, false, false);
        this.code = code;
        this.data = data;
    }

    static Refusal invalidParams(String message) {
        return new Refusal(ErrorCode.INVALID_PARAMS, message, null);
    }

    void of(Errand errand) {
        errand.fail(code, String.valueOf(getMessage()), data);
    }
}
