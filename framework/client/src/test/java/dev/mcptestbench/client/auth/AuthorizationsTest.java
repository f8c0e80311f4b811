package dev.mcptestbench.client.auth;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mcptestbench.client.auth.Authorizations.Need;
import java.net.URI;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class AuthorizationsTest {

    private static final URI SERVER = URI.create("http://127.0.0.1:1/mcp");
    private static final Need NEED = new Need("", Set.of(), false);

    @Test
    void anAuthorizationThatThrowsKeepsNobodyFromTheNext() {
        Authorizations authorizations = Authorizations.of(TokenStore.inMemory());
        StoredTokens tokens = new StoredTokens(
                SERVER,
                "http://127.0.0.1:2",
                "",
                TokenType.BEARER,
                "token",
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Set.of(),
                Optional.empty());

        assertThat(authorizations
                        .meet(SERVER, NEED, before -> {
                            throw new IllegalArgumentException("what is stored is no key");
                        })
                        .toCompletableFuture())
                .isCompletedExceptionally();

        assertThat(authorizations
                        .meet(SERVER, NEED, before -> CompletableFuture.completedStage(tokens))
                        .toCompletableFuture())
                .isCompletedWithValue(tokens);
    }
}
