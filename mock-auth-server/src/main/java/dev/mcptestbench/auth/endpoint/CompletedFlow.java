package dev.mcptestbench.auth.endpoint;

import java.util.List;
import org.apiguardian.api.API;
import org.jspecify.annotations.Nullable;

/**
 * An authorization code flow that ended in tokens.
 *
 * @param client the name of the client
 * @param registration how the client became known
 * @param challengeMethod the method of its code challenge, or {@code null} if there was none
 * @param state whether the authorization request had a state
 * @param resources what the tokens are for
 * @param scope what they allow
 */
@API(status = API.Status.INTERNAL)
public record CompletedFlow(
        String client,
        RegistrationKind registration,
        @Nullable String challengeMethod,
        boolean state,
        List<String> resources,
        String scope) {}
