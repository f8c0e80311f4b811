package dev.mcptestbench.protocol;

import org.jspecify.annotations.Nullable;

/** Reads headers that list media types, without a copy of them. */
final class MediaTypes {

    private MediaTypes() {}

    /**
     * Tells whether a list of media types has the given one among them, by its full name: a wildcard covers it but does
     * not list it. Parameters such as a charset are passed over.
     */
    static boolean lists(@Nullable String header, String type) {
        if (header == null) {
            return false;
        }
        int at = 0;
        while (at < header.length()) {
            int end = header.indexOf(',', at);
            end = end < 0 ? header.length() : end;
            while (at < end && (header.charAt(at) == ' ' || header.charAt(at) == '\t')) {
                at++;
            }
            int after = at + type.length();
            if (after <= end
                    && header.regionMatches(true, at, type, 0, type.length())
                    && (after == end || " ;\t".indexOf(header.charAt(after)) >= 0)) {
                return true;
            }
            at = end + 1;
        }
        return false;
    }
}
