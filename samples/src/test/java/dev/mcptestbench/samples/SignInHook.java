package dev.mcptestbench.samples;

import io.modelcontextprotocol.client.transport.HttpClientStreamableHttpTransport;
import io.modelcontextprotocol.client.transport.HttpRequestSnapshot;
import io.modelcontextprotocol.client.transport.customizer.McpHttpClientTransportAuthorizationErrorHandler;
import io.modelcontextprotocol.common.McpTransportContext;
import io.modelcontextprotocol.spec.McpClientTransport;
import java.net.URI;
import java.net.http.HttpResponse;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The user's own code: signs in when the MCP Java SDK's client is turned away. It finds the authorization server by the
 * challenge, and asks for what it has been given before and for what is missing now.
 */
final class SignInHook implements McpHttpClientTransportAuthorizationErrorHandler.Sync {

    private final Set<String> scopes = new LinkedHashSet<>();
    private final SignIn signIn;
    private volatile String authorization;

    private SignInHook(URI server) {
        signIn = new SignIn(null, server);
    }

    /** A transport of the SDK that has this hook, and sends the token with each request. */
    static McpClientTransport transport(URI server) {
        SignInHook hook = new SignInHook(server);
        return HttpClientStreamableHttpTransport.builder(server.toString())
                .addHttpRequestCustomizer((request, method, endpoint, body, context) ->
                        hook.authorization().ifPresent(value -> request.setHeader("Authorization", value)))
                .authorizationErrorHandler(McpHttpClientTransportAuthorizationErrorHandler.fromSync(hook))
                .build();
    }

    private Optional<String> authorization() {
        return Optional.ofNullable(authorization);
    }

    /** Whether the request is to be made again. The SDK calls this for each request that is refused, many at a time. */
    @Override
    public synchronized boolean handle(
            HttpRequestSnapshot request, HttpResponse.ResponseInfo refusal, McpTransportContext context) {
        if (!request.headers().firstValue("Authorization").equals(authorization())) {
            return true; // Somebody has signed in since it was sent.
        }
        String challenge = refusal.headers().firstValue("WWW-Authenticate").orElse("");
        Optional<String> metadata = parameter(challenge, "resource_metadata");
        if (metadata.isEmpty()) {
            return false;
        }
        signIn.follow(metadata.get());
        parameter(challenge, "scope").ifPresent(missing -> scopes.addAll(List.of(missing.split(" ", -1))));
        signIn.signIn(scopes.isEmpty() ? "mcp" : String.join(" ", scopes));
        authorization = "Bearer " + signIn.accessToken();
        return true;
    }

    private static Optional<String> parameter(String challenge, String name) {
        Matcher found = Pattern.compile("\\b" + name + "=\"([^\"]*)\"").matcher(challenge);
        return found.find() ? Optional.of(found.group(1)) : Optional.empty();
    }
}
