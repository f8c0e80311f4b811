package dev.mcptestbench.client.transport;

import dev.mcptestbench.journal.Secrets;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/** The end of what a process wrote to its standard error stream: its last lines, and no more than 4 KiB. Thread-safe. */
final class LastWords {

    private static final int BYTES = 4096;
    private static final int LINES = 10;

    private byte[] kept = {};
    private boolean begunBefore;

    synchronized void add(byte[] bytes) {
        byte[] all = Arrays.copyOf(kept, kept.length + bytes.length);
        System.arraycopy(bytes, 0, all, kept.length, bytes.length);
        int left = Math.max(0, all.length - BYTES);
        begunBefore |= left > 0;
        kept = Arrays.copyOfRange(all, left, all.length);
    }

    /** As they end a message: each on a line of its own, credentials hidden; nothing if there are none. */
    synchronized String text() {
        List<String> lines = new String(kept, StandardCharsets.UTF_8)
                .lines()
                .skip(begunBefore ? 1 : 0)
                .filter(line -> !line.isBlank())
                .toList();
        if (lines.isEmpty()) {
            return "";
        }
        List<String> last = lines.subList(Math.max(0, lines.size() - LINES), lines.size());
        return "\nIts last lines on stderr:\n  " + Secrets.hide(String.join("\n  ", last));
    }
}
