package dev.mcptestbench.client.auth;

import java.net.URI;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Tokens that are gone with the JVM. Thread-safe. */
final class MemoryTokenStore implements TokenStore {

    private final Map<URI, StoredTokens> tokens = new ConcurrentHashMap<>();
    private final Map<String, StoredClient> clients = new ConcurrentHashMap<>();

    @Override
    public Optional<StoredTokens> tokens(URI server) {
        return Optional.ofNullable(tokens.get(server));
    }

    @Override
    public void save(StoredTokens saved) {
        tokens.put(saved.server(), saved);
    }

    @Override
    public void forget(StoredTokens forgotten) {
        tokens.remove(forgotten.server(), forgotten);
    }

    @Override
    public Optional<StoredClient> client(String issuer) {
        return Optional.ofNullable(clients.get(issuer));
    }

    @Override
    public void save(StoredClient saved) {
        clients.put(saved.issuer(), saved);
    }

    @Override
    public void forget(StoredClient forgotten) {
        clients.remove(forgotten.issuer(), forgotten);
    }

    @Override
    public String toString() {
        return "tokens in memory (" + tokens.size() + ")";
    }
}
