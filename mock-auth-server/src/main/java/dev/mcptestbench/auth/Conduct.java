package dev.mcptestbench.auth;

/** What a user agent makes of an authorization request. */
enum Conduct {
    APPROVES("approves"),
    DENIES("denies"),
    TAMPERS_WITH_STATE("tampers with state"),
    REPLAYS("replays answers"),
    CHANGES_ISSUER("changes the issuer"),
    NEVER_RETURNS("never returns");

    private final String words;

    Conduct(String words) {
        this.words = words;
    }

    @Override
    public String toString() {
        return words;
    }
}
