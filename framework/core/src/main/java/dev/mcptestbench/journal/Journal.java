package dev.mcptestbench.journal;

import dev.mcptestbench.time.TestClock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.apiguardian.api.API;
import org.jspecify.annotations.Nullable;

/**
 * What happened in one test, in one total order. Append-only; an append costs the same however long the journal is.
 *
 * <p>Bounded: past {@link #DEFAULT_MAX_ENTRIES} entries or {@link #DEFAULT_MAX_BYTES} bytes the oldest go, and a
 * {@link JournalEntry.Dropped} entry at the head says how many. Thread-safe.
 */
@API(status = API.Status.EXPERIMENTAL)
public final class Journal {

    /** How many entries a journal keeps unless told otherwise. */
    public static final int DEFAULT_MAX_ENTRIES = 500_000;

    /** How many bytes a journal keeps, by {@link JournalEntry#weight()}, unless told otherwise: 512 MiB. */
    public static final long DEFAULT_MAX_BYTES = 512L * 1024 * 1024;

    private final TestClock clock;
    private final Duration opened;
    private final int maxEntries;
    private final long maxBytes;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition grown = lock.newCondition();
    private final ArrayDeque<JournalEntry> entries = new ArrayDeque<>();
    private final Map<Class<?>, ArrayDeque<JournalEntry>> byKind = new HashMap<>();
    private final Map<String, ArrayDeque<JournalEntry>> byClient = new HashMap<>();
    private long lastNumber;
    private long bytes;
    private long droppedEntries;
    private long droppedBytes;
    private int waiting;

    /** A journal with the default bounds. */
    public Journal(TestClock clock) {
        this(clock, DEFAULT_MAX_ENTRIES, DEFAULT_MAX_BYTES);
    }

    /**
     * A journal with bounds of its own.
     *
     * @param clock the clock whose time the entries carry
     * @param maxEntries how many entries to keep, at least 1
     * @param maxBytes how many bytes to keep, at least 1
     */
    public Journal(TestClock clock, int maxEntries, long maxBytes) {
        if (maxEntries < 1 || maxBytes < 1) {
            throw new IllegalArgumentException(
                    "A journal keeps at least one entry and one byte, not " + maxEntries + " and " + maxBytes);
        }
        this.clock = clock;
        this.opened = clock.elapsed();
        this.maxEntries = maxEntries;
        this.maxBytes = maxBytes;
    }

    /**
     * Appends an entry.
     *
     * @param entry makes the entry from its place in the order
     * @return the entry
     */
    public <T extends JournalEntry> T add(Function<Stamp, T> entry) {
        lock.lock();
        try {
            T made = entry.apply(new Stamp(++lastNumber, clock.elapsed().minus(opened)));
            entries.addLast(made);
            byKind.computeIfAbsent(made.getClass(), kind -> new ArrayDeque<>()).addLast(made);
            String client = made.client();
            if (client != null) {
                byClient.computeIfAbsent(client, name -> new ArrayDeque<>()).addLast(made);
            }
            bytes += made.weight();
            while (entries.size() > maxEntries || (bytes > maxBytes && entries.size() > 1)) {
                dropOldest();
            }
            if (waiting > 0) {
                grown.signalAll();
            }
            return made;
        } finally {
            lock.unlock();
        }
    }

    private void dropOldest() {
        JournalEntry oldest = entries.removeFirst();
        dropFrom(byKind, oldest.getClass());
        String client = oldest.client();
        if (client != null) {
            dropFrom(byClient, client);
        }
        bytes -= oldest.weight();
        droppedEntries++;
        droppedBytes += oldest.weight();
    }

    private static <K> void dropFrom(Map<K, ArrayDeque<JournalEntry>> index, K key) {
        ArrayDeque<JournalEntry> indexed = index.get(key);
        if (indexed != null) {
            indexed.pollFirst();
        }
    }

    /** Everything kept, in order; a {@link JournalEntry.Dropped} first if anything was dropped. */
    public List<JournalEntry> entries() {
        lock.lock();
        try {
            List<JournalEntry> kept = new ArrayList<>(entries.size() + 1);
            if (droppedEntries > 0) {
                kept.add(new JournalEntry.Dropped(new Stamp(0, Duration.ZERO), droppedEntries, droppedBytes));
            }
            kept.addAll(entries);
            return kept;
        } finally {
            lock.unlock();
        }
    }

    /** The entries of one kind, in order. */
    public <T extends JournalEntry> List<T> entries(Class<T> kind) {
        return copyOf(byKind, kind).stream().map(kind::cast).toList();
    }

    /** The entries about one client, in order. */
    public List<JournalEntry> entriesOf(String client) {
        return List.copyOf(copyOf(byClient, client));
    }

    private <K> List<JournalEntry> copyOf(Map<K, ArrayDeque<JournalEntry>> index, K key) {
        lock.lock();
        try {
            @Nullable ArrayDeque<JournalEntry> indexed = index.get(key);
            return indexed == null ? List.of() : new ArrayList<>(indexed);
        } finally {
            lock.unlock();
        }
    }

    /** What the peers of the mocks did against the specification, in order. */
    public List<JournalEntry.Violation> violations() {
        return entries(JournalEntry.Violation.class);
    }

    /** The number of the newest entry; 0 while there is none. */
    public long lastNumber() {
        lock.lock();
        try {
            return lastNumber;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Waits, in real time, until the condition holds; it is looked at whenever the journal has grown.
     *
     * @param condition what to wait for; cheap, and without effects
     * @param bound the longest to wait
     * @return whether the condition held in time
     */
    public boolean await(BooleanSupplier condition, Duration bound) {
        long deadline = System.nanoTime() + bound.toNanos();
        long seen = -1;
        while (true) {
            if (condition.getAsBoolean()) {
                return true;
            }
            lock.lock();
            try {
                waiting++;
                // A condition may also rest on what no entry tells; a look every few milliseconds covers it.
                long left = Math.min(deadline - System.nanoTime(), 5_000_000);
                if (left <= 0) {
                    return condition.getAsBoolean();
                }
                if (lastNumber == seen || seen < 0) {
                    grown.awaitNanos(left);
                }
                seen = lastNumber;
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
                return false;
            } finally {
                waiting--;
                lock.unlock();
            }
        }
    }
}
