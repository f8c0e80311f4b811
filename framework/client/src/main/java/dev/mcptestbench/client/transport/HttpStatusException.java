package dev.mcptestbench.client.transport;

import dev.mcptestbench.protocol.Headers;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apiguardian.api.API;

/** The server answered with an HTTP status that is neither success nor one the protocol gives a meaning to. */
@API(status = API.Status.EXPERIMENTAL)
public final class HttpStatusException extends TransportException {

    private static final long serialVersionUID = 1L;

    private final int status;
    private final transient Map<String, List<String>> headers;

    HttpStatusException(String what, int status, Map<String, List<String>> headers, String body) {
        super(what + " was answered with status " + status + redirect(status, headers) + Excerpt.after(body));
        this.status = status;
        this.headers = headers;
    }

    private static String redirect(int status, Map<String, List<String>> headers) {
        List<String> location = headers.get("Location");
        if (status < 300 || status > 399 || location == null) {
            return "";
        }
        return ", a redirect to " + location.get(0)
                + " that is not followed: only 307 and 308 are, up to " + HttpCall.MAX_REDIRECTS
                + " times, within the same origin";
    }

    /** The HTTP status. */
    public int status() {
        return status;
    }

    /** The first value of a header of the reply, if it has it; names have no case. See {@link Headers}. */
    public Optional<String> header(String name) {
        List<String> values = headers == null ? null : headers.get(name);
        return values == null || values.isEmpty() ? Optional.empty() : Optional.of(values.get(0));
    }
}
