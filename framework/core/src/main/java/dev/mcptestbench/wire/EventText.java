package dev.mcptestbench.wire;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** A server-sent event as the {@code text/event-stream} format writes it (WHATWG HTML, section 9.2.5). */
final class EventText {

    private static final byte[] ID = "id: ".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] EVENT = "event: ".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] RETRY = "retry: ".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] DATA = "data: ".getBytes(StandardCharsets.US_ASCII);

    private EventText() {}

    static byte[] of(Frame.Event event) {
        byte[] data = event.data();
        ByteArrayOutputStream text = new ByteArrayOutputStream(data.length + 64);
        line(text, ID, event.id());
        line(text, EVENT, event.name());
        if (event.retry() != null) {
            line(text, RETRY, Long.toString(event.retry().toMillis()));
        }
        if (data.length > 0) {
            lines(text, data);
        } else if (event.id() != null || event.name() != null) {
            // An empty data line dispatches an empty event: right for priming, wrong for a mere retry.
            text.writeBytes(DATA);
            text.write('\n');
        }
        text.write('\n');
        return text.toByteArray();
    }

    private static void line(ByteArrayOutputStream text, byte[] field, @Nullable String value) {
        if (value != null) {
            text.writeBytes(field);
            text.writeBytes(value.getBytes(StandardCharsets.UTF_8));
            text.write('\n');
        }
    }

    private static void lines(ByteArrayOutputStream text, byte[] data) {
        int start = 0;
        for (int i = 0; i < data.length; i++) {
            if (data[i] == '\n' || data[i] == '\r') {
                line(text, data, start, i);
                if (data[i] == '\r' && i + 1 < data.length && data[i + 1] == '\n') {
                    i++;
                }
                start = i + 1;
            }
        }
        line(text, data, start, data.length);
    }

    private static void line(ByteArrayOutputStream text, byte[] data, int from, int to) {
        text.writeBytes(DATA);
        text.write(data, from, to - from);
        text.write('\n');
    }
}
