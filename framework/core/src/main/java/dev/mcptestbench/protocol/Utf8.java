package dev.mcptestbench.protocol;

/**
 * Finds where bytes stop being UTF-8. Jackson alone does not do: it guesses UTF-16 and UTF-32, skips byte order marks and
 * lets overlong forms and encoded surrogates through.
 */
final class Utf8 {

    private Utf8() {}

    /** Returns the index of the first byte from {@code start} that is not part of UTF-8 text, or {@code end}. */
    static int validUntil(byte[] bytes, int start, int end) {
        int at = start;
        while (at < end) {
            int lead = bytes[at];
            if (lead >= 0) {
                if (lead == 0) {
                    return at; // JSON has no NUL, yet Jackson would take it for a sign of UTF-16
                }
                at++;
                continue;
            }
            int length = sequenceLength(bytes, at, end);
            if (length == 0) {
                return at;
            }
            at += length;
        }
        return end;
    }

    /** Returns how long the sequence of two to four bytes is, or 0 if it is none (table 3-7 of the Unicode standard). */
    private static int sequenceLength(byte[] bytes, int at, int end) {
        int lead = bytes[at] & 0xFF;
        if (lead < 0xC2 || lead > 0xF4) {
            return 0;
        }
        int length = lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
        if (at + length > end) {
            return 0;
        }
        int second = bytes[at + 1] & 0xFF;
        int least = lead == 0xE0 ? 0xA0 : lead == 0xF0 ? 0x90 : 0x80;
        int most = lead == 0xED ? 0x9F : lead == 0xF4 ? 0x8F : 0xBF;
        if (second < least || second > most) {
            return 0;
        }
        for (int i = at + 2; i < at + length; i++) {
            if ((bytes[i] & 0xC0) != 0x80) {
                return 0;
            }
        }
        return length;
    }
}
