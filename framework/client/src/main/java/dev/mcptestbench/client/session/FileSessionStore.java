package dev.mcptestbench.client.session;

import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Sessions in a file. Each access is one step under the lock of the file beside it: read the whole, and where something has
 * changed write another whole and move it in place of the old. Thread-safe, among processes too.
 */
final class FileSessionStore implements SessionStore {

    /** How long others may hold the lock, in real time; they hold it for milliseconds. */
    private static final Duration LOCK_BOUND = Duration.ofSeconds(10);

    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

    /**
     * A file's lock belongs to the JVM, and is lost when any channel to the lock file is closed: so only one thread at a
     * time has a channel. Stores that share one of these wait for each other without need, which does no harm.
     */
    private static final ReentrantLock[] IN_THIS_JVM = new ReentrantLock[32];

    static {
        for (int i = 0; i < IN_THIS_JVM.length; i++) {
            IN_THIS_JVM[i] = new ReentrantLock();
        }
    }

    private final Path file;
    private final Path lockFile;
    private final Path next;

    FileSessionStore(Path file) {
        Path absolute = file.toAbsolutePath().normalize();
        this.file = absolute;
        this.lockFile = absolute.resolveSibling(absolute.getFileName() + ".lock");
        this.next = absolute.resolveSibling(absolute.getFileName() + ".tmp");
    }

    @Override
    public Optional<StoredSession> find(URI server, String client) {
        // Nothing is made for somebody who only asks.
        return Files.exists(file) ? changed(kept -> kept).find(server, client) : Optional.empty();
    }

    @Override
    public void save(StoredSession session) {
        changed(kept -> kept.with(session));
    }

    @Override
    public void forget(StoredSession session) {
        if (Files.exists(file)) {
            changed(kept -> kept.without(session));
        }
    }

    private KeptSessions changed(UnaryOperator<KeptSessions> change) {
        ReentrantLock first = IN_THIS_JVM[Math.floorMod(file.hashCode(), IN_THIS_JVM.length)];
        first.lock();
        try {
            Path directory = file.getParent();
            if (directory != null) {
                Files.createDirectories(directory);
            }
            try (FileChannel channel = open(lockFile, StandardOpenOption.CREATE);
                    FileLock lock = lock(channel)) {
                KeptSessions kept = read();
                KeptSessions changed = change.apply(kept);
                if (lock.isValid() && !changed.equals(kept)) {
                    write(SessionFormat.write(changed));
                }
                return changed;
            }
        } catch (IOException e) {
            throw new SessionStoreException(
                    "The session store " + file + " cannot be used: " + e
                            + ". See to it that its directory can be read and written, or name another file",
                    e);
        } finally {
            first.unlock();
        }
    }

    private FileLock lock(FileChannel channel) throws IOException {
        long deadline = System.nanoTime() + LOCK_BOUND.toNanos();
        while (true) {
            FileLock lock = channel.tryLock();
            if (lock != null) {
                return lock;
            }
            if (System.nanoTime() > deadline) {
                throw new IOException(
                        lockFile + " has been locked by another process for " + LOCK_BOUND.toSeconds() + " s");
            }
            LockSupport.parkNanos(PAUSE_NANOS);
        }
    }

    private KeptSessions read() throws IOException {
        byte[] bytes;
        try {
            if (Files.size(file) > SessionFormat.MAX_BYTES) {
                throw foreign("it is larger than " + SessionFormat.MAX_BYTES + " bytes", null);
            }
            bytes = Files.readAllBytes(file);
        } catch (NoSuchFileException none) {
            return KeptSessions.NONE;
        }
        try {
            return SessionFormat.read(bytes);
        } catch (IllegalArgumentException e) {
            throw foreign(String.valueOf(e.getMessage()), e);
        }
    }

    private SessionStoreException foreign(String why, @Nullable Exception cause) {
        return new SessionStoreException(
                file + " is no session store: " + why + ". It was left as it is: delete it, or name another file",
                cause);
    }

    private void write(byte[] bytes) throws IOException {
        Files.deleteIfExists(next);
        try (FileChannel channel = open(next, StandardOpenOption.CREATE_NEW)) {
            ByteBuffer left = ByteBuffer.wrap(bytes);
            while (left.hasRemaining()) {
                channel.write(left);
            }
            channel.force(true);
        }
        Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);
    }

    /** Opens a file to write to; if it is new nobody but its owner may read it. */
    private static FileChannel open(Path path, OpenOption how) throws IOException {
        return FileChannel.open(
                path, Set.of(how, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS), ownerOnly(path));
    }

    private static FileAttribute<?>[] ownerOnly(Path path) {
        boolean posix = path.getFileSystem().supportedFileAttributeViews().contains("posix");
        return posix
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
                }
                : new FileAttribute<?>[0];
    }

    @Override
    public String toString() {
        return "sessions in " + file;
    }
}
