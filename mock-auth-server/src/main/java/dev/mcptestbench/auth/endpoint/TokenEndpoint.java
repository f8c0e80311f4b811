package dev.mcptestbench.auth.endpoint;

import java.util.Map;

/** Gives tokens (OAuth 2.1, section 3.2): finds the grant and the client, and the key that the tokens are bound to. */
final class TokenEndpoint implements Endpoint {

    private final Map<String, Grant> grants;
    private final ClientIdentity identity;
    private final TokenBinding binding;
    private final TrustedIssuers trusted;

    TokenEndpoint(Map<String, Grant> grants, ClientIdentity identity, TokenBinding binding, TrustedIssuers trusted) {
        this.grants = Map.copyOf(grants);
        this.identity = identity;
        this.binding = binding;
        this.trusted = trusted;
    }

    @Override
    public AuthReply answer(AuthRequest request) {
        Parameters form = request.post();
        String type = form.required("grant_type");
        Grant grant = grants.get(type);
        if (grant == null || (type.equals(Grant.ASSERTION) && trusted.isEmpty())) {
            throw new RefusedException("unsupported_grant_type", "There is no such grant here");
        }
        RegisteredClient client = AssertionGrant.isWithoutClient(request, form)
                ? AssertionGrant.workload(form)
                : identity.of(request, form);
        if (!client.grants().contains(type)) {
            throw new RefusedException("unauthorized_client", "The client has not registered " + type);
        }
        binding.of(request);
        return binding.told(request, grant.give(request, form, client));
    }
}
