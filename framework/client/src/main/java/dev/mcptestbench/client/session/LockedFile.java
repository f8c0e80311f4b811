package dev.mcptestbench.client.session;

import java.io.IOException;
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
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.apiguardian.api.API;
import org.jspecify.annotations.Nullable;

/**
 * A file for its owner's eyes that is read as a whole, and replaced by another whole, while the lock of the file beside it is
 * held. Thread-safe, among processes too.
 */
@API(status = API.Status.INTERNAL)
public final class LockedFile {

    /** How long others may hold the lock, in real time; they hold it for milliseconds. */
    private static final Duration LOCK_BOUND = Duration.ofSeconds(10);

    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

    /**
     * A file's lock belongs to the JVM, and is lost when any channel to the lock file is closed: so only one thread at a
     * time has a channel. Files that share one of these wait for each other without need, which does no harm.
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
    private final int maxBytes;

    /** A file that may not be there yet, of at most so many bytes; nothing is read or made yet. */
    public LockedFile(Path file, int maxBytes) {
        Path absolute = file.toAbsolutePath().normalize();
        this.file = absolute;
        this.lockFile = absolute.resolveSibling(absolute.getFileName() + ".lock");
        this.next = absolute.resolveSibling(absolute.getFileName() + ".tmp");
        this.maxBytes = maxBytes;
    }

    /** Whether it is there. */
    public boolean exists() {
        return Files.exists(file);
    }

    /**
     * Takes the lock, after making the directory if it is missing.
     *
     * @throws IOException if another process has held it for ten seconds, or the directory cannot be written
     */
    public Held hold() throws IOException {
        ReentrantLock first = IN_THIS_JVM[Math.floorMod(file.hashCode(), IN_THIS_JVM.length)];
        first.lock();
        FileChannel channel = null;
        try {
            Path directory = file.getParent();
            if (directory != null) {
                Files.createDirectories(directory);
            }
            channel = open(lockFile, StandardOpenOption.CREATE);
            lock(channel);
            return new Held(first, channel);
        } catch (IOException | RuntimeException e) {
            try {
                if (channel != null) {
                    channel.close();
                }
            } finally {
                first.unlock();
            }
            throw e;
        }
    }

    private void lock(FileChannel channel) throws IOException {
        long deadline = System.nanoTime() + LOCK_BOUND.toNanos();
        while (true) {
            FileLock lock = channel.tryLock();
            if (lock != null) {
                return;
            }
            if (System.nanoTime() > deadline) {
                throw new IOException(
                        lockFile + " has been locked by another process for " + LOCK_BOUND.toSeconds() + " s");
            }
            LockSupport.parkNanos(PAUSE_NANOS);
        }
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
        return file.toString();
    }

    /** The file while its lock is held, by one thread. */
    @API(status = API.Status.INTERNAL)
    public final class Held implements AutoCloseable {

        private final ReentrantLock first;
        private final FileChannel channel;

        private Held(ReentrantLock first, FileChannel channel) {
            this.first = first;
            this.channel = channel;
        }

        /**
         * What is in it; {@code null} if it is not there.
         *
         * @throws IllegalArgumentException if it is too large
         */
        public byte @Nullable [] read() throws IOException {
            try {
                if (Files.size(file) > maxBytes) {
                    throw new IllegalArgumentException("it is larger than " + maxBytes + " bytes");
                }
                return Files.readAllBytes(file);
            } catch (NoSuchFileException none) {
                return null;
            }
        }

        /** Puts something else in its place: nobody ever sees half of it. */
        public void replace(byte[] bytes) throws IOException {
            Files.deleteIfExists(next);
            try (FileChannel written = open(next, StandardOpenOption.CREATE_NEW)) {
                ByteBuffer left = ByteBuffer.wrap(bytes);
                while (left.hasRemaining()) {
                    written.write(left);
                }
                written.force(true);
            }
            Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);
        }

        /** Lets go of the lock. */
        @Override
        public void close() throws IOException {
            try {
                channel.close();
            } finally {
                first.unlock();
            }
        }
    }
}
