package dev.mcptestbench.auth.endpoint;

import java.util.List;

/** Gives tokens to clients for themselves (OAuth 2.1, section 4.2). */
final class CredentialsGrant implements Grant {

    private final Tokens tokens;

    CredentialsGrant(Tokens tokens) {
        this.tokens = tokens;
    }

    @Override
    public AuthReply give(AuthRequest request, Parameters form, RegisteredClient client) {
        if (client.isPublic()) {
            throw ClientIdentity.unknown(false);
        }
        List<String> resources = Resources.asked(request, form);
        String scope = Resources.scope(request, form);
        Ledger.Family family = new Ledger.Family(client, client.id(), scope, resources);
        return tokens.give(request, family, scope, resources, null, null);
    }
}
