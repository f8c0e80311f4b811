package dev.mcptestbench.client.transport;

/** The beginning of what a peer sent, fit to stand in a message. */
final class Excerpt {

    private static final int LONGEST = 200;

    private Excerpt() {}

    /** The text with a colon before it; nothing if it is blank. */
    static String after(String text) {
        String one = of(text);
        return one.isEmpty() ? "" : ": " + one;
    }

    /** The text in one line; empty if it is blank. */
    static String of(String text) {
        String one = text.strip().replaceAll("\\s+", " ");
        return one.length() <= LONGEST ? one : one.substring(0, LONGEST) + "…";
    }
}
