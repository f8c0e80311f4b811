package dev.mcptestbench.client.auth;

import org.apiguardian.api.API;

/** Who can use an access token. */
@API(status = API.Status.EXPERIMENTAL)
public enum TokenType {
    /** Whoever has it (RFC 6750). */
    BEARER("Bearer"),
    /** Who has the key that it is bound to, and proves so with each request (RFC 9449). */
    DPOP("DPoP");

    private final String text;

    TokenType(String text) {
        this.text = text;
    }

    /** As it stands in messages. */
    @Override
    public String toString() {
        return text;
    }
}
