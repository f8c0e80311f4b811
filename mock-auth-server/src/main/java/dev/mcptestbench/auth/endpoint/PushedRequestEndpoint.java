package dev.mcptestbench.auth.endpoint;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/** Takes authorization requests before the user agent comes with them (RFC 9126). */
final class PushedRequestEndpoint implements Endpoint {

    private static final Duration LIFE = Duration.ofSeconds(60);

    private final Ledger ledger;
    private final ClientIdentity identity;
    private final AuthorizationEndpoint authorization;

    PushedRequestEndpoint(Ledger ledger, ClientIdentity identity, AuthorizationEndpoint authorization) {
        this.ledger = ledger;
        this.identity = identity;
        this.authorization = authorization;
    }

    @Override
    public AuthReply answer(AuthRequest request) {
        Parameters form = request.post();
        RegisteredClient client = identity.of(request, form);
        ClientLint.authorization(request, form);
        if (form.has("request_uri")) {
            throw new RefusedException("invalid_request", "A pushed request holds no request_uri");
        }
        if (!client.id().equals(form.get("client_id"))) {
            throw new RefusedException("invalid_request", "client_id is that of the client which pushes");
        }
        String redirect = AuthorizationEndpoint.redirect(request, form, client);
        if (redirect == null) {
            throw new RefusedException("invalid_request", "The client has not registered this redirect_uri");
        }
        // Checked as it will be once the user agent comes, so that what is wrong is told now.
        var unused = authorization.code(request, form, client, redirect);
        Map<String, Object> told = new LinkedHashMap<>();
        told.put(
                "request_uri",
                ledger.keep(new Ledger.Pushed(client.id(), form, ledger.now().plus(LIFE))));
        told.put("expires_in", LIFE.toSeconds());
        return AuthReply.json(201, told);
    }
}
