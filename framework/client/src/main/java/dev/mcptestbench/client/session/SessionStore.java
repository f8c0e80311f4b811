package dev.mcptestbench.client.session;

import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;
import org.apiguardian.api.API;

/**
 * Keeps the sessions of managed clients, so that a client of the same name takes up its session after a restart
 * (basic/transports#session-management, #resumability-and-redelivery). There is one for each server and client name; two
 * clients of one name that are connected at the same time would take each other's notifications away.
 *
 * <p>Implementations are thread-safe. They may block: they are called on workers.
 */
@API(status = API.Status.EXPERIMENTAL)
public interface SessionStore {

    /** How many sessions the stores of this package keep; the one that was saved longest ago goes first. */
    int MAX_SESSIONS = 1000;

    /**
     * The session of a client, if one is kept.
     *
     * @param server the server's MCP endpoint
     * @param client the client's name
     * @throws SessionStoreException if the store cannot be read
     */
    Optional<StoredSession> find(URI server, String client);

    /**
     * Keeps a session in place of what was kept for its server and client.
     *
     * @throws SessionStoreException if it cannot be kept
     */
    void save(StoredSession session);

    /**
     * Forgets a session, unless another one, with another id, is kept for its server and client by now.
     *
     * @throws SessionStoreException if the store cannot be changed
     */
    void forget(StoredSession session);

    /** A new store that lives as long as this JVM. */
    static SessionStore inMemory() {
        return new MemorySessionStore();
    }

    /**
     * A store in a file, which many stores may use at once, in this and other processes. The file is JSON, at most 16 MiB,
     * and is replaced as a whole, so that nobody ever sees half of it; beside it lies a lock file, its name with
     * {@code .lock} at the end. A session id is a credential: where the file system knows POSIX permissions only the owner may
     * read either file, elsewhere choose a directory that is yours alone.
     *
     * @param file made, with its directory, when the first session is saved; a file that is no such store is left as it is,
     *     and every access fails with a {@link SessionStoreException}
     */
    static SessionStore inFile(Path file) {
        return new FileSessionStore(file);
    }
}
