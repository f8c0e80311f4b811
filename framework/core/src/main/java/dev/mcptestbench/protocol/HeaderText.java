package dev.mcptestbench.protocol;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import org.apiguardian.api.API;
import org.apiguardian.api.API.Status;
import org.jspecify.annotations.Nullable;

/**
 * How a text of any kind stands in an HTTP header of the modern era
 * (basic/transports/streamable-http#value-encoding): as it is where that is safe, else {@code =?base64?…?=}.
 */
@API(status = Status.EXPERIMENTAL)
public final class HeaderText {

    private static final String PREFIX = "=?base64?";
    private static final String SUFFIX = "?=";

    private HeaderText() {}

    /** Returns the text as it may stand in a header. */
    public static String encode(String text) {
        if (isPlain(text) && !isEncoded(text) && text.strip().equals(text)) {
            return text;
        }
        return PREFIX + Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8)) + SUFFIX;
    }

    /**
     * Returns the text that stands in a header, the white space around which has been taken off, as HTTP wants it.
     *
     * @return the text, or null if the header has characters that it must not have, or its Base64 is not the one that
     *     {@link #encode} writes
     */
    public static @Nullable String decode(String value) {
        if (!isPlain(value)) {
            return null;
        }
        if (!isEncoded(value)) {
            return value;
        }
        String base64 = value.substring(PREFIX.length(), value.length() - SUFFIX.length());
        try {
            byte[] bytes = Base64.getDecoder().decode(base64);
            // The decoder is lenient about padding and stray bits; what is written anew is not.
            boolean strict = Base64.getEncoder().encodeToString(bytes).equals(base64);
            String text = new String(bytes, StandardCharsets.UTF_8);
            return strict && Arrays.equals(text.getBytes(StandardCharsets.UTF_8), bytes) ? text : null;
        } catch (IllegalArgumentException noBase64) {
            return null;
        }
    }

    private static boolean isEncoded(String value) {
        return value.length() >= PREFIX.length() + SUFFIX.length()
                && value.startsWith(PREFIX)
                && value.endsWith(SUFFIX);
    }

    private static boolean isPlain(String value) {
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if ((c < ' ' && c != '\t') || c > '~') {
                return false;
            }
        }
        return true;
    }
}
