package dev.mcptestbench.client;

import dev.mcptestbench.protocol.Era;
import dev.mcptestbench.protocol.ErrorCode;
import dev.mcptestbench.protocol.Json;
import dev.mcptestbench.protocol.Message;
import dev.mcptestbench.protocol.Revision;
import java.util.List;
import org.apiguardian.api.API;

/** The server answered with a JSON-RPC error where only a result would do, as to {@code initialize}. */
@API(status = API.Status.EXPERIMENTAL)
public final class ErrorResponseException extends ClientException {

    private static final long serialVersionUID = 1L;

    private final transient Message response;

    ErrorResponseException(String method, Message response) {
        super("The server answered " + method + " with " + response.error(), null);
        this.response = response;
    }

    /** The code of the error; that of an internal error if the server gave none. */
    public ErrorCode code() {
        ErrorCode code = response.errorCode();
        return code == null ? ErrorCode.INTERNAL_ERROR : code;
    }

    /** Whether the error names revisions of that era as those that the server speaks (2026-07-28, basic/versioning). */
    boolean offers(Era era) {
        return Json.at(response.error(), "data.supported") instanceof List<?> supported
                && supported.stream()
                        .flatMap(each -> Revision.of(String.valueOf(each)).stream())
                        .anyMatch(revision -> revision.era() == era);
    }
}
