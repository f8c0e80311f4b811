package dev.mcptestbench.client.session;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Sessions in a file. Each access is one step under the file's lock. Thread-safe, among processes too. */
final class FileSessionStore implements SessionStore {

    private final LockedFile file;

    FileSessionStore(Path file) {
        this.file = new LockedFile(file, SessionFormat.MAX_BYTES);
    }

    @Override
    public Optional<StoredSession> find(URI server, String client) {
        // Nothing is made for somebody who only asks.
        return file.exists() ? changed(kept -> kept).find(server, client) : Optional.empty();
    }

    @Override
    public void save(StoredSession session) {
        changed(kept -> kept.with(session));
    }

    @Override
    public void forget(StoredSession session) {
        if (file.exists()) {
            changed(kept -> kept.without(session));
        }
    }

    private KeptSessions changed(UnaryOperator<KeptSessions> change) {
        try (LockedFile.Held held = file.hold()) {
            KeptSessions kept = read(held);
            KeptSessions changed = change.apply(kept);
            if (!changed.equals(kept)) {
                held.replace(SessionFormat.write(changed));
            }
            return changed;
        } catch (IOException e) {
            throw new SessionStoreException(
                    "The session store " + file + " cannot be used: " + e
                            + ". See to it that its directory can be read and written, or name another file",
                    e);
        }
    }

    private KeptSessions read(LockedFile.Held held) throws IOException {
        try {
            byte[] bytes = held.read();
            return bytes == null ? KeptSessions.NONE : SessionFormat.read(bytes);
        } catch (IllegalArgumentException e) {
            throw foreign(String.valueOf(e.getMessage()), e);
        }
    }

    private SessionStoreException foreign(String why, @Nullable Exception cause) {
        return new SessionStoreException(
                file + " is no session store: " + why + ". It was left as it is: delete it, or name another file",
                cause);
    }

    @Override
    public String toString() {
        return "sessions in " + file;
    }
}
