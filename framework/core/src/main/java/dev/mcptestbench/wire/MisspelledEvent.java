package dev.mcptestbench.wire;

import dev.mcptestbench.script.Fault.EventSpelling;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** An event as a fault has it spelled. The usual way is {@link EventText}. */
final class MisspelledEvent {

    static final byte[] BOM = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};

    private MisspelledEvent() {}

    /**
     * The bytes of an event in one of the spellings.
     *
     * @param first whether it is the first of its stream: only that one begins with a byte order mark; and the blank line
     *     after each but the last stands before the next
     */
    static byte[] encode(Frame.Event event, EventSpelling spelling, boolean first) {
        String end = switch (spelling) {
            case CR -> "\r";
            case CRLF -> "\r\n";
            default -> "\n";
        };
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(event.data().length + 64);
        if (spelling == EventSpelling.BOM && first) {
            bytes.writeBytes(BOM);
        }
        if (spelling == EventSpelling.WITHOUT_BLANK_LINE && !first) {
            bytes.writeBytes(end.getBytes(StandardCharsets.US_ASCII));
        }
        if (event.id() != null && spelling != EventSpelling.WITHOUT_ID) {
            line(bytes, "id: " + event.id(), end);
        }
        if (spelling == EventSpelling.UNKNOWN_TYPE) {
            line(bytes, "event: no-such-type", end);
        } else if (event.name() != null) {
            line(bytes, "event: " + event.name(), end);
        }
        if (event.retry() != null) {
            line(bytes, "retry: " + event.retry().toMillis(), end);
        }
        data(bytes, event.data(), end, spelling == EventSpelling.MULTI_LINE);
        if (spelling != EventSpelling.WITHOUT_BLANK_LINE) {
            bytes.writeBytes(end.getBytes(StandardCharsets.US_ASCII));
        }
        return spelling == EventSpelling.UTF_16 ? inUtf16(bytes.toByteArray()) : bytes.toByteArray();
    }

    static byte[] inUtf16(byte[] utf8) {
        return new String(utf8, StandardCharsets.UTF_8).getBytes(StandardCharsets.UTF_16LE);
    }

    private static void line(ByteArrayOutputStream bytes, String text, String end) {
        bytes.writeBytes((text + end).getBytes(StandardCharsets.UTF_8));
    }

    /** A line of data for each line of it; split further after commas where asked, which JSON does not mind. */
    private static void data(ByteArrayOutputStream bytes, byte[] data, String end, boolean split) {
        byte[] prefix = "data: ".getBytes(StandardCharsets.US_ASCII);
        byte[] lineEnd = end.getBytes(StandardCharsets.US_ASCII);
        bytes.writeBytes(prefix);
        boolean inText = false;
        for (int i = 0; i < data.length; i++) {
            byte next = data[i];
            if (next == '\n') {
                bytes.writeBytes(lineEnd);
                bytes.writeBytes(prefix);
                continue;
            }
            bytes.write(next);
            if (next == '"' && (i == 0 || data[i - 1] != '\\')) {
                inText = !inText;
            }
            if (split && next == ',' && !inText) {
                bytes.writeBytes(lineEnd);
                bytes.writeBytes(prefix);
            }
        }
        bytes.writeBytes(lineEnd);
    }
}
