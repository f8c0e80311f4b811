package dev.mcptestbench.auth.endpoint;

import dev.mcptestbench.script.OAuthTrait;
import java.time.Instant;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Sends the user agent back with a code (OAuth 2.1, section 4.1), or an error. It is sent nowhere but to a redirect URI that
 * the client has registered.
 */
final class AuthorizationEndpoint implements Endpoint {

    private static final Pattern CHALLENGE = Pattern.compile("[A-Za-z0-9._~-]{43,128}");

    private final String issuer;
    private final Ledger ledger;
    private final ClientDocuments clients;
    private final NamedScopes named;

    AuthorizationEndpoint(String issuer, Ledger ledger, ClientDocuments clients, NamedScopes named) {
        this.issuer = issuer;
        this.ledger = ledger;
        this.clients = clients;
        this.named = named;
    }

    @Override
    public AuthReply answer(AuthRequest request) {
        String method = request.http().method();
        if (!method.equals("GET") && !method.equals("POST")) {
            return AuthReply.page(405, "Only GET and POST are taken here").with("Allow", "GET, POST");
        }
        Parameters sent;
        try {
            sent = method.equals("GET") ? request.query() : request.form();
            ClientLint.authorization(request, sent);
            sent = request.asTaken(sent);
        } catch (RefusedException e) {
            return AuthReply.page(400, "The parameters of this request cannot be read");
        }
        Parameters parameters = sent.has("request_uri") ? pushed(sent) : sent;
        if (parameters == null) {
            return AuthReply.page(400, "There is no such request_uri, or it has been used, or is too old");
        }
        RegisteredClient client = clients.find(request, only(parameters, "client_id"));
        String redirect = redirect(request, parameters, client);
        if (client == null || redirect == null) {
            return AuthReply.page(400, "The client is not known, or has not registered this redirect_uri");
        }
        Map<String, String> answer = new LinkedHashMap<>();
        try {
            if (parameters == sent && request.has(OAuthTrait.REQUIRES_PUSHED_REQUESTS)) {
                throw new RefusedException("invalid_request", "Authorization requests are pushed first");
            }
            Ledger.Code code = code(request, parameters, client, redirect);
            if (!request.has(OAuthTrait.APPROVES)) {
                throw new RefusedException("access_denied", "The user did not agree");
            }
            answer.put("code", ledger.keep(code));
        } catch (RefusedException e) {
            answer.putAll(e.members());
        }
        String state = only(parameters, "state");
        if (state != null) {
            answer.put("state", state);
        }
        if (request.has(OAuthTrait.SENDS_ISSUER)) {
            answer.put("iss", issuer);
        }
        return AuthReply.nothing(302).with("Location", RedirectUris.with(redirect, answer));
    }

    private static @Nullable String only(Parameters parameters, String name) {
        return parameters.all(name).size() == 1 ? parameters.get(name) : null;
    }

    /** Where the user agent goes back to, or {@code null} if that is not registered. */
    static @Nullable String redirect(AuthRequest request, Parameters parameters, @Nullable RegisteredClient client) {
        if (client == null || parameters.repeated().contains("redirect_uri")) {
            return null;
        }
        String asked = parameters.get("redirect_uri");
        if (asked == null) {
            List<String> registered = client.redirectUris();
            return registered.size() == 1 ? registered.get(0) : null;
        }
        return client.redirectUri(asked, request.settings()) == null ? null : asked;
    }

    /** A pushed request that is still good; used up by this. */
    private @Nullable Parameters pushed(Parameters sent) {
        Ledger.Pushed request = ledger.pushed(String.valueOf(only(sent, "request_uri")));
        if (request == null
                || !request.client().equals(only(sent, "client_id"))
                || !request.expires().isAfter(ledger.now())) {
            return null;
        }
        ledger.forget(request);
        return request.parameters();
    }

    /** The code that answers this request, which changes nothing until it is kept. */
    Ledger.Code code(AuthRequest request, Parameters parameters, RegisteredClient client, String redirect) {
        request.requireSingle(parameters);
        if (!parameters.has("response_type")) {
            throw new RefusedException("invalid_request", "response_type is missing");
        }
        if (!"code".equals(parameters.get("response_type"))) {
            throw new RefusedException("unsupported_response_type", "response_type is code");
        }
        if (!client.grants().contains(Grant.CODE)) {
            throw new RefusedException("unauthorized_client", "The client has not registered authorization_code");
        }
        if (parameters.has("request")) {
            throw new RefusedException("request_not_supported", "Requests are not taken as JWTs");
        }
        String challenge = parameters.get("code_challenge");
        boolean plain = challenge != null && !"S256".equals(parameters.get("code_challenge_method"));
        requireChallenge(request, challenge, parameters.get("code_challenge_method"), plain);
        List<String> resources = Resources.asked(request, parameters);
        String scope = Resources.scope(request, parameters);
        requireNamed(request, parameters, client, resources);
        Instant expires = ledger.now().plus(request.settings().lifetimes().codes());
        Ledger.Family family =
                new Ledger.Family(client, request.settings().user().subject(), scope, resources);
        return new Ledger.Code(
                family,
                redirect,
                challenge,
                plain,
                parameters.has("state"),
                parameters.get("nonce"),
                parameters.get("dpop_jkt"),
                expires,
                false);
    }

    private void requireNamed(
            AuthRequest request, Parameters parameters, RegisteredClient client, List<String> resources) {
        String asked = parameters.get("scope");
        if (asked != null) {
            Set<String> granted = ledger.granted(client.name(), resources);
            ClientLint.scope(request, named.beyond(resources, Set.copyOf(List.of(asked.split(" ", -1))), granted));
        }
    }

    /** Takes down what a fault has done to an answer with a code: who redeems it has not looked. */
    void sent(AuthReply meant, AuthReply changed) {
        Parameters ours = RedirectUris.query(meant.location());
        Parameters theirs = RedirectUris.query(changed.location());
        String code = ours.get("code");
        if (code != null) {
            Set<String> altered = new HashSet<>();
            for (String name : List.of("iss", "state")) {
                if (!ours.all(name).equals(theirs.all(name))) {
                    altered.add(name);
                }
            }
            ledger.alter(code, altered);
        }
    }

    private static void requireChallenge(
            AuthRequest request, @Nullable String challenge, @Nullable String method, boolean plain) {
        if (challenge == null) {
            if (method != null || request.has(OAuthTrait.REQUIRES_PKCE)) {
                throw new RefusedException("invalid_request", "code_challenge is missing");
            }
            return;
        }
        boolean known = method == null || method.equals("plain") || method.equals("S256");
        if (!known || (plain && request.has(OAuthTrait.REQUIRES_S256))) {
            throw new RefusedException("invalid_request", "code_challenge_method is S256");
        }
        if (!CHALLENGE.matcher(challenge).matches()) {
            throw new RefusedException("invalid_request", "code_challenge is 43 to 128 unreserved characters");
        }
    }
}
