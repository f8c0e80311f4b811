package dev.mcptestbench.client.auth;

import dev.mcptestbench.wire.Workers;
import java.net.URI;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/** A token store that is asked on workers, since it may block. */
final class Kept {

    private final TokenStore store;
    private final Workers workers;

    Kept(TokenStore store, Workers workers) {
        this.store = store;
        this.workers = workers;
    }

    CompletionStage<Optional<StoredTokens>> tokens(URI server) {
        return CompletableFuture.supplyAsync(() -> store.tokens(server), workers);
    }

    CompletionStage<StoredTokens> save(StoredTokens tokens) {
        return done(tokens, () -> store.save(tokens));
    }

    CompletionStage<StoredTokens> forget(StoredTokens tokens) {
        return done(tokens, () -> store.forget(tokens));
    }

    CompletionStage<Optional<StoredClient>> client(String issuer) {
        return CompletableFuture.supplyAsync(() -> store.client(issuer), workers);
    }

    CompletionStage<StoredClient> save(StoredClient client) {
        return done(client, () -> store.save(client));
    }

    CompletionStage<StoredClient> forget(StoredClient client) {
        return done(client, () -> store.forget(client));
    }

    private <T> CompletionStage<T> done(T value, Runnable action) {
        Supplier<T> task = () -> {
            action.run();
            return value;
        };
        return CompletableFuture.supplyAsync(task, workers);
    }
}
