package dev.mcptestbench.plugin;

import org.apiguardian.api.API;

/** Nothing on the class path provides a type that a test, or another fixture, asks for. */
@API(status = API.Status.EXPERIMENTAL)
public final class MissingFixtureException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** A message that names the type, what is provided, and the dependency that would provide it. */
    public MissingFixtureException(String message) {
        super(message);
    }
}
