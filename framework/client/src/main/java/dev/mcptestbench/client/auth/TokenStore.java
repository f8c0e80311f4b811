package dev.mcptestbench.client.auth;

import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;
import javax.crypto.SecretKey;
import org.apiguardian.api.API;

/**
 * Keeps tokens and registrations of managed clients. Clients that share a store share what is in it: they are authorized once,
 * and a token that has expired is renewed once for all of them.
 *
 * <p>Implementations are thread-safe. They may block: they are called on workers.
 */
@API(status = API.Status.EXPERIMENTAL)
public interface TokenStore {

    /** For how many servers the store in a file keeps tokens, and as many registrations; what was saved longest ago goes first. */
    int MAX_ENTRIES = 1000;

    /**
     * The tokens for a server, if some are kept.
     *
     * @param server its MCP endpoint
     */
    Optional<StoredTokens> tokens(URI server);

    /** Keeps tokens in place of what was kept for their server. */
    void save(StoredTokens tokens);

    /** Forgets these tokens, unless others are kept for their server by now. */
    void forget(StoredTokens tokens);

    /** How clients are registered with an authorization server, if they are. */
    Optional<StoredClient> client(String issuer);

    /** Keeps a registration in place of what was kept for its issuer. */
    void save(StoredClient client);

    /** Forgets this registration, unless another one is kept for its issuer by now. */
    void forget(StoredClient client);

    /** A new store that lives as long as this JVM. */
    static TokenStore inMemory() {
        return new MemoryTokenStore();
    }

    /**
     * A store in a file, which many stores may use at once, in this and other processes. The file is a JWE ({@code dir},
     * {@code A256GCM}), at most 16 MiB, and is replaced as a whole; beside it lies a lock file, its name with {@code .lock} at the
     * end. Where the file system knows POSIX permissions only the owner may read either file.
     *
     * @param file made, with its directory, when something is first saved; a file that is no such store, or that another key has
     *     sealed, is left as it is, and every access fails with a {@link TokenStoreException}
     * @param key of 256 bits
     * @throws IllegalArgumentException if the key has another length
     */
    static TokenStore inFile(Path file, SecretKey key) {
        return new FileTokenStore(file, key);
    }
}
