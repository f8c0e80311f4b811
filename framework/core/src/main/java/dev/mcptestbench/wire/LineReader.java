package dev.mcptestbench.wire;

import java.io.ByteArrayOutputStream;
import java.util.function.Consumer;
import org.apiguardian.api.API;

/** Makes lines of bytes as they come; what ends a line is a line feed alone. Not thread-safe. */
@API(status = API.Status.INTERNAL)
public final class LineReader {

    /** How long a line may be, in bytes: as long as the body of a request. */
    private final int longest;

    private final Consumer<byte[]> lines;
    private final ByteArrayOutputStream begun = new ByteArrayOutputStream();

    /** Hands each line to the consumer, without what ends it. */
    public LineReader(int longest, Consumer<byte[]> lines) {
        this.longest = longest;
        this.lines = lines;
    }

    /** Takes bytes; returns whether no line has grown too long. */
    public boolean take(byte[] bytes, int count) {
        int from = 0;
        for (int i = 0; i < count; i++) {
            if (bytes[i] == '\n') {
                begun.write(bytes, from, i - from);
                from = i + 1;
                finish();
            }
        }
        begun.write(bytes, from, count - from);
        return begun.size() <= longest;
    }

    /** Nothing more comes: what has no line end counts as a line. */
    public void end() {
        if (begun.size() > 0) {
            finish();
        }
    }

    /** Nothing more comes: gives what has no line end, empty if all that came was lines. */
    public byte[] rest() {
        byte[] rest = begun.toByteArray();
        begun.reset();
        return rest;
    }

    private void finish() {
        lines.accept(rest());
    }
}
