package dev.mcptestbench.client.auth;

import com.nimbusds.oauth2.sdk.AuthorizationRequest;
import com.nimbusds.oauth2.sdk.ResponseType;
import com.nimbusds.oauth2.sdk.Scope;
import com.nimbusds.oauth2.sdk.id.ClientID;
import com.nimbusds.oauth2.sdk.id.State;
import com.nimbusds.oauth2.sdk.pkce.CodeChallengeMethod;
import com.nimbusds.oauth2.sdk.pkce.CodeVerifier;
import dev.mcptestbench.journal.JournalEntry.AuthorizationStep.Step;
import dev.mcptestbench.plugin.Browser;
import dev.mcptestbench.plugin.CredentialsException;
import dev.mcptestbench.time.TestClock;
import dev.mcptestbench.time.Timer;
import dev.mcptestbench.wire.Workers;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Asks the user for consent (OAuth 2.1, section 4.1): code challenge by S256, state, and an issuer that is compared before the
 * code goes anywhere (RFC 9207, section 2.4). Thread-safe; never blocks.
 */
final class CodeFlow {

    private static final Pattern ERROR_CODE = Pattern.compile("[a-z_]{1,60}");

    private final Registrations registrations;
    private final TokenRequests requests;
    private final Kept kept;
    private final TestClock clock;
    private final Workers workers;
    private final Supplier<Browser> browser;
    private final Duration patience;
    private final UserQuestions questions;
    private final Log log;

    /** Takes down what comes of it. */
    interface Log {
        void step(String issuer, Step step, String detail);
    }

    CodeFlow(
            Registrations registrations,
            TokenRequests requests,
            Kept kept,
            TestClock clock,
            Workers workers,
            Supplier<Browser> browser,
            Duration patience,
            UserQuestions questions,
            Log log) {
        this.registrations = registrations;
        this.requests = requests;
        this.kept = kept;
        this.clock = clock;
        this.workers = workers;
        this.browser = browser;
        this.patience = patience;
        this.questions = questions;
        this.log = log;
    }

    /** What was asked, by which the answer is known. */
    private record Asked(Authority authority, Party client, URI redirectUri, String state, CodeVerifier verifier) {
        /** Without state and verifier. */
        @Override
        public String toString() {
            return client + " at " + redirectUri;
        }
    }

    CompletionStage<StoredTokens> authorize(Authority authority, Set<String> scopes) {
        ServerMetadata server = authority.server();
        URI endpoint = server.authorization().orElse(null);
        if (endpoint == null) {
            return CompletableFuture.failedStage(new CredentialsException(
                    "The authorization server " + server.issuer() + " has no authorization endpoint"));
        }
        return kept.client(server.issuer())
                .thenCompose(before -> CompletableFuture.supplyAsync(() -> listener(before), workers)
                        .thenCompose(listener -> ask(authority, endpoint, listener, scopes, before)
                                .whenComplete((done, failure) -> workers.execute(listener::close))));
    }

    private RedirectListener listener(Optional<StoredClient> before) {
        return RedirectListener.start(
                clock, before.map(client -> client.redirectUri().getPort()).orElse(0));
    }

    /**
     * Asks, and once more as another client where nobody comes back from the page: it may be that of a server that knows the
     * client no more.
     *
     * @param before as which client it had registered itself
     */
    private CompletionStage<StoredTokens> ask(
            Authority authority,
            URI endpoint,
            RedirectListener listener,
            Set<String> scopes,
            Optional<StoredClient> before) {
        return party(authority.server(), listener.uri())
                .thenCompose(client -> ask(authority, client, endpoint, listener, scopes)
                        .handle((tokens, failure) -> {
                            if (failure == null) {
                                return CompletableFuture.completedStage(tokens);
                            }
                            Throwable cause = TokenSource.reason(failure);
                            Optional<StoredClient> pruned =
                                    before.filter(known -> cause instanceof NobodyComesBackException
                                            && known.id().equals(client.id()));
                            return pruned.isEmpty()
                                    ? CompletableFuture.<StoredTokens>failedStage(cause)
                                    : kept.forget(pruned.get())
                                            .thenCompose(done ->
                                                    ask(authority, endpoint, listener, scopes, Optional.empty()));
                        })
                        .thenCompose(next -> next));
    }

    /** No answer will come from the page that the user was shown. */
    private static final class NobodyComesBackException extends CredentialsException {
        private static final long serialVersionUID = 1;

        NobodyComesBackException(String message, Throwable cause) {
            super(message, cause);
        }
    }

    private CompletionStage<Party> party(ServerMetadata server, URI redirectUri) {
        try {
            Optional<Party> known = registrations.known(server);
            return known.isPresent()
                    ? CompletableFuture.completedStage(known.get())
                    : registrations.registered(server, redirectUri);
        } catch (CredentialsException e) {
            return CompletableFuture.failedStage(e);
        }
    }

    private CompletionStage<StoredTokens> ask(
            Authority authority, Party client, URI endpoint, RedirectListener listener, Set<String> scopes) {
        Asked asked = new Asked(authority, client, listener.uri(), new State(32).getValue(), new CodeVerifier());
        AuthorizationRequest.Builder request = new AuthorizationRequest.Builder(
                        ResponseType.CODE, new ClientID(client.id()))
                .endpointURI(endpoint)
                .redirectionURI(asked.redirectUri())
                .state(new State(asked.state()))
                .codeChallenge(asked.verifier(), CodeChallengeMethod.S256);
        if (!scopes.isEmpty()) {
            request.scope(new Scope(scopes.toArray(new String[0])));
        }
        if (!authority.resource().isEmpty()) {
            request.resource(URI.create(authority.resource()));
        }
        URI page = request.build().toURI();
        String issuer = authority.server().issuer();
        log.step(
                issuer,
                Step.ASKED_USER,
                "asks the user" + (scopes.isEmpty() ? "" : " for " + String.join(" ", scopes)));
        CompletableFuture<Map<String, String>> answer = new CompletableFuture<>();
        questions.ask(answer, patience);
        listener.response().whenComplete((parameters, failure) -> settle(answer, parameters, failure));
        Timer timer = clock.schedule(
                patience,
                () -> answer.completeExceptionally(new CredentialsException(
                        "The user did not answer within " + patience + ": the authorization endpoint of " + issuer
                                + " sent nobody back to " + asked.redirectUri())));
        var unused = answer.whenComplete((parameters, failure) -> timer.cancel());
        var unusedVisit = CompletableFuture.supplyAsync(() -> browser.get().visit(page), workers)
                .thenCompose(visit -> visit)
                .whenComplete((opened, failure) -> {
                    if (failure != null) {
                        Throwable cause = TokenSource.reason(failure);
                        answer.completeExceptionally(
                                new NobodyComesBackException("The user cannot answer: " + cause.getMessage(), cause));
                    }
                });
        return answer.thenCompose(parameters -> redeem(asked, parameters, scopes));
    }

    private static void settle(
            CompletableFuture<Map<String, String>> answer,
            @Nullable Map<String, String> parameters,
            @Nullable Throwable failure) {
        if (failure == null) {
            answer.complete(parameters);
        } else {
            answer.completeExceptionally(failure);
        }
    }

    private CompletionStage<StoredTokens> redeem(Asked asked, Map<String, String> answer, Set<String> scopes) {
        String code;
        try {
            code = code(asked, answer);
        } catch (CredentialsException e) {
            return CompletableFuture.failedStage(e);
        }
        Map<String, String> form = Map.of(
                "grant_type",
                "authorization_code",
                "code",
                code,
                "redirect_uri",
                asked.redirectUri().toString(),
                "code_verifier",
                asked.verifier().getValue());
        return requests.ask(asked.authority(), asked.client(), form, scopes, null)
                .handle((tokens, failure) -> failure == null
                        ? CompletableFuture.completedStage(tokens)
                        : forgotten(asked.authority().server().issuer(), failure))
                .thenCompose(next -> next);
    }

    private CompletionStage<StoredTokens> forgotten(String issuer, Throwable failure) {
        Throwable cause = TokenSource.reason(failure);
        return registrations.failed(issuer, cause).thenCompose(done -> CompletableFuture.failedStage(cause));
    }

    /** The code in an answer that is one to what was asked; the issuer comes first, since else nothing in it counts. */
    private String code(Asked asked, Map<String, String> answer) throws CredentialsException {
        ServerMetadata server = asked.authority().server();
        String issuer = answer.get("iss");
        if (issuer == null ? server.sendsIssuer() : !issuer.equals(server.issuer())) {
            throw new CredentialsException("The authorization response is not of " + server.issuer() + ": its iss is "
                    + (issuer == null ? "missing, though the server says that it sends it" : "\"" + issuer + "\"")
                    + " (RFC 9207, section 2.4)");
        }
        if (!asked.state().equals(answer.get("state"))) {
            throw new CredentialsException("The authorization response of " + server.issuer()
                    + " has another state than the request, or none: it answers something else");
        }
        String error = answer.get("error");
        if (error != null) {
            throw new CredentialsException("The authorization server " + server.issuer() + " answered "
                    + (ERROR_CODE.matcher(error).matches() ? error : "an error")
                    + (error.equals("access_denied") ? ": the user did not consent" : ""));
        }
        String code = answer.get("code");
        if (code == null || code.isEmpty()) {
            throw new CredentialsException("The authorization response of " + server.issuer() + " has no code");
        }
        if (issuer != null) {
            log.step(server.issuer(), Step.VALIDATED_ISSUER, "the answer is of the issuer that was asked");
        }
        return code;
    }
}
