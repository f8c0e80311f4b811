package dev.mcptestbench.auth.endpoint;

import dev.mcptestbench.script.OAuthTrait;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Finds clients by their ids: those that are registered, and those whose id is the URL of a document about them. */
final class ClientDocuments {

    private final Ledger ledger;

    ClientDocuments(Ledger ledger) {
        this.ledger = ledger;
    }

    /** The client of this id, or {@code null} if there is none. */
    @Nullable
    RegisteredClient find(AuthRequest request, @Nullable String id) {
        RegisteredClient client = ledger.client(id);
        if (client != null || id == null || !request.has(OAuthTrait.TAKES_CLIENT_DOCUMENTS)) {
            return client;
        }
        Map<String, Object> document = ledger.document(id);
        if (document == null || !id.equals(document.get("client_id"))) {
            return null;
        }
        try {
            return ClientMetadata.read(document, request.settings()).client(id, null);
        } catch (RefusedException e) {
            return null;
        }
    }
}
