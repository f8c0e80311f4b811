package dev.mcptestbench.client.auth;

import java.net.URI;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Has each authorization happen once for all clients that share a token store: whoever needs the same meanwhile joins.
 * Thread-safe; never blocks.
 */
final class Authorizations {

    private static final Map<TokenStore, Authorizations> OF_STORES = Collections.synchronizedMap(new WeakHashMap<>());

    /** The latest tokens, so that no store is asked for each request. */
    private final Map<URI, StoredTokens> latest = new ConcurrentHashMap<>();

    private final Map<URI, Flight> underWay = new HashMap<>();

    /**
     * What a request needs.
     *
     * @param refused the access token that does not do, or empty
     * @param scopes the scopes that it must have, if the server says so
     * @param anew whether the user is to be asked, since what can be had without him does not do
     */
    record Need(String refused, Set<String> scopes, boolean anew) {

        boolean isMetBy(@Nullable StoredTokens tokens) {
            return tokens != null
                    && !tokens.accessToken().equals(refused)
                    && tokens.scopes().containsAll(scopes);
        }

        /** Without the token. */
        @Override
        public String toString() {
            return (anew ? "another grant" : "another token") + (scopes.isEmpty() ? "" : " for " + scopes);
        }
    }

    private record Flight(Need need, CompletableFuture<StoredTokens> result) {}

    /** Those of a store. */
    static Authorizations of(TokenStore store) {
        return OF_STORES.computeIfAbsent(store, first -> new Authorizations());
    }

    /** The latest tokens for a server, or {@code null}. */
    @Nullable
    StoredTokens latest(URI server) {
        return latest.get(server);
    }

    /** These are the latest tokens, unless some are known. */
    void found(StoredTokens tokens) {
        latest.putIfAbsent(tokens.server(), tokens);
    }

    /**
     * Meets a need by what there is, by what is under way, or by a new authorization.
     *
     * @param authorize makes it, from the latest tokens on, which may be {@code null}
     */
    CompletionStage<StoredTokens> meet(
            URI server, Need need, Function<@Nullable StoredTokens, CompletionStage<StoredTokens>> authorize) {
        CompletableFuture<StoredTokens> result = new CompletableFuture<>();
        StoredTokens now;
        synchronized (underWay) {
            now = latest.get(server);
            if (need.isMetBy(now)) {
                return CompletableFuture.completedStage(now);
            }
            Flight other = underWay.get(server);
            if (other != null) {
                return other.need().equals(need)
                        ? other.result()
                        : other.result()
                                .handle((tokens, failure) -> meet(server, need, authorize))
                                .thenCompose(next -> next);
            }
            underWay.put(server, new Flight(need, result));
        }
        // What is thrown is a failure, too: else nobody would ever be authorized after it.
        CompletableFuture.<@Nullable StoredTokens>completedStage(now)
                .thenCompose(authorize)
                .whenComplete((tokens, failure) -> {
                    synchronized (underWay) {
                        underWay.remove(server);
                        if (tokens != null) {
                            latest.put(server, tokens);
                        }
                    }
                    if (failure == null) {
                        result.complete(tokens);
                    } else {
                        result.completeExceptionally(failure);
                    }
                });
        return result;
    }
}
