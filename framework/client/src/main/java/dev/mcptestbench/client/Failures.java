package dev.mcptestbench.client;

import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;

/** Finds the exception that a future has failed with, beneath those that only say that it did. */
final class Failures {

    private Failures() {}

    static Exception of(Throwable failure) {
        Throwable beneath = failure;
        while ((beneath instanceof CompletionException || beneath instanceof ExecutionException)
                && beneath.getCause() != null) {
            beneath = beneath.getCause();
        }
        return beneath instanceof Exception exception ? exception : new ClientException(beneath.toString(), beneath);
    }
}
