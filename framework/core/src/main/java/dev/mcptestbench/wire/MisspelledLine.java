package dev.mcptestbench.wire;

import dev.mcptestbench.script.Fault.EventSpelling;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** A line of stdio as a fault has it spelled. The usual way is {@link Frame.Line#encoded()}. */
final class MisspelledLine {

    private MisspelledLine() {}

    /** The bytes of a line in one of the spellings. */
    static byte[] encode(Frame.Line line, EventSpelling spelling) {
        String end = switch (spelling) {
            case CR -> "\r";
            case CRLF -> "\r\n";
            case WITHOUT_BLANK_LINE -> "";
            default -> "\n";
        };
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(line.json().length + 16);
        if (spelling == EventSpelling.BOM) {
            bytes.writeBytes(MisspelledEvent.BOM);
        }
        bytes.writeBytes(spelling == EventSpelling.MULTI_LINE ? brokenUp(line.json()) : line.json());
        bytes.writeBytes(end.getBytes(StandardCharsets.US_ASCII));
        return spelling == EventSpelling.UTF_16 ? MisspelledEvent.inUtf16(bytes.toByteArray()) : bytes.toByteArray();
    }

    /** A line break behind each comma between members, which JSON does not mind and stdio does. */
    private static byte[] brokenUp(byte[] json) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(json.length + 16);
        boolean inText = false;
        boolean escaped = false;
        for (byte next : json) {
            bytes.write(next);
            if (next == '"' && !escaped) {
                inText = !inText;
            }
            escaped = next == '\\' && !escaped;
            if (next == ',' && !inText) {
                bytes.write('\n');
            }
        }
        return bytes.toByteArray();
    }
}
