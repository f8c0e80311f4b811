package dev.mcptestbench.auth.endpoint;

import dev.mcptestbench.protocol.Json;
import dev.mcptestbench.protocol.JsonException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Takes in clients that make themselves known (RFC 7591). */
final class RegistrationEndpoint implements Endpoint {

    private final Ledger ledger;

    RegistrationEndpoint(Ledger ledger) {
        this.ledger = ledger;
    }

    @Override
    public AuthReply answer(AuthRequest request) {
        if (!request.http().method().equals("POST")) {
            throw new RefusedException(405, "invalid_request", "Only POST is taken here", "Allow", "POST");
        }
        Map<String, Object> members = members(request);
        if (!members.containsKey("application_type")) {
            request.found(OAuthRequirements.APPLICATION_TYPE, "is missing, which means web", "application_type");
        }
        if (members.get("redirect_uris") instanceof List<?> uris
                && !uris.stream().allMatch(uri -> RedirectUris.isSecure(String.valueOf(uri)))) {
            request.found(
                    OAuthRequirements.SECURE_REDIRECT, "are not all https or http on the loopback", "redirect_uris");
        }
        members.remove("client_id");
        ClientMetadata metadata = ClientMetadata.read(request.asTaken(members), request.settings());
        String secret = metadata.needsSecret() ? ledger.secret() : null;
        RegisteredClient client = metadata.client(ledger.secret().substring(0, 22), secret);
        ledger.register(client, RegistrationKind.DYNAMIC);
        Map<String, Object> told = new LinkedHashMap<>();
        told.put("client_id", client.id());
        told.put("client_id_issued_at", ledger.now().getEpochSecond());
        if (secret != null) {
            told.put("client_secret", secret);
            told.put("client_secret_expires_at", ledger.secretEnds(client.id(), request.settings()));
        }
        if (!metadata.name().isEmpty()) {
            told.put("client_name", metadata.name());
        }
        told.put("redirect_uris", metadata.redirectUris());
        told.put("grant_types", metadata.grants());
        told.put("response_types", List.of("code"));
        told.put("token_endpoint_auth_method", metadata.method());
        told.put("application_type", metadata.type());
        return AuthReply.json(201, told);
    }

    private static Map<String, Object> members(AuthRequest request) {
        try {
            if (Json.parse(request.http().body()) instanceof Map<?, ?> map) {
                Map<String, Object> members = new LinkedHashMap<>();
                map.forEach((name, value) -> {
                    if (value != null) {
                        members.put(String.valueOf(name), value);
                    }
                });
                return members;
            }
        } catch (JsonException e) {
            throw new RefusedException("invalid_client_metadata", "The body is no JSON");
        }
        throw new RefusedException("invalid_client_metadata", "The body is one JSON object");
    }
}
