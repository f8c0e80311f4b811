package dev.mcptestbench.auth.endpoint;

import org.apiguardian.api.API;

/** How a client became known to the authorization server (basic/authorization/client-registration). */
@API(status = API.Status.EXPERIMENTAL)
public enum RegistrationKind {
    /** The test has registered it. */
    PRE_REGISTERED("pre-registered"),
    /** It has registered itself (RFC 7591). */
    DYNAMIC("registered by itself"),
    /** Its id is the URL of a metadata document. */
    METADATA_DOCUMENT("known by its metadata document");

    private final String words;

    RegistrationKind(String words) {
        this.words = words;
    }

    /** In words. */
    @Override
    public String toString() {
        return words;
    }
}
