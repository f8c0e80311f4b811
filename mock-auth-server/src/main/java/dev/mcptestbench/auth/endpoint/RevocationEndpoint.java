package dev.mcptestbench.auth.endpoint;

/** Takes tokens back (RFC 7009): a refresh token with all that stems from it, an access token alone. */
final class RevocationEndpoint implements Endpoint {

    private final Ledger ledger;
    private final ClientIdentity identity;

    RevocationEndpoint(Ledger ledger, ClientIdentity identity) {
        this.ledger = ledger;
        this.identity = identity;
    }

    @Override
    public AuthReply answer(AuthRequest request) {
        Parameters form = request.post();
        RegisteredClient client = identity.of(request, form);
        String value = form.get("token");
        if (value == null) {
            throw new RefusedException("invalid_request", "token is missing");
        }
        Ledger.RefreshToken refresh = ledger.refreshToken(value);
        Ledger.AccessToken access = ledger.accessToken(value);
        if (refresh != null) {
            requireOwn(refresh.family(), client);
            ledger.end(refresh.family());
        } else if (access != null) {
            requireOwn(access.family(), client);
            ledger.revoke(value, access);
        }
        return AuthReply.nothing(200);
    }

    private static void requireOwn(Ledger.Family family, RegisteredClient client) {
        if (!family.client().id().equals(client.id())) {
            throw new RefusedException("invalid_grant", "The token was given to another client");
        }
    }
}
