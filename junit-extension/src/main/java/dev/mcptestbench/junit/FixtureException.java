package dev.mcptestbench.junit;

import org.jspecify.annotations.Nullable;

/** A fixture could not be made, injected or closed; the message says which, and who provides it. */
final class FixtureException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    FixtureException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
