package dev.mcptestbench.client.transport;

import dev.mcptestbench.protocol.Headers;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Reads the media type of a reply. */
final class MediaType {

    private MediaType() {}

    /** The type without its parameters, in lower case; empty if there is none. */
    static String of(Map<String, List<String>> headers) {
        List<String> values = headers.get(Headers.CONTENT_TYPE);
        if (values == null || values.isEmpty()) {
            return "";
        }
        String type = values.get(0);
        int parameters = type.indexOf(';');
        return (parameters < 0 ? type : type.substring(0, parameters)).strip().toLowerCase(Locale.ROOT);
    }

    /** The type as it reads in a sentence. */
    static String describe(Map<String, List<String>> headers) {
        String type = of(headers);
        return type.isEmpty() ? "no media type" : type;
    }
}
