package dev.mcptestbench.plugin;

import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import org.apiguardian.api.API;

/**
 * Puts credentials on the requests of a client, and knows what to do where a server refuses them. Transports over HTTP ask it
 * for each request. Thread-safe; never blocks.
 */
@API(status = API.Status.EXPERIMENTAL)
public interface Credentials {

    /** Begins a request, which may be sent several times. */
    Attempt forRequest(String method, URI url);

    /** One request. Asked in turns, never at the same time. */
    @API(status = API.Status.EXPERIMENTAL)
    interface Attempt {

        /**
         * The headers that the request is to carry this time; asked before each sending, done at once where they are at hand.
         *
         * @return failed with {@link CredentialsException} if there are none to be had; then the request is not sent
         */
        CompletionStage<Map<String, String>> headers();

        /**
         * The server refused the request, by status 401 or 403.
         *
         * @param headers of the reply, names without case
         * @return whether to send it again; {@code false} where the refusal has nothing to do with credentials; failed with
         *     {@link CredentialsException} where they were not to be had, or do not help
         */
        CompletionStage<Boolean> refused(int status, Map<String, List<String>> headers);

        /** The server did not refuse it; by default that means nothing. */
        default void accepted(Map<String, List<String>> headers) {}
    }
}
