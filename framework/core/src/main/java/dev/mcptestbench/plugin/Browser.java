package dev.mcptestbench.plugin;

import java.net.URI;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apiguardian.api.API;

/**
 * Shows a page to the user whose consent a client asks for. The answer does not come back here, but to the redirect URI that
 * the page's address names (RFC 8252, section 4.1). Thread-safe.
 */
@API(status = API.Status.EXPERIMENTAL)
@FunctionalInterface
public interface Browser {

    /**
     * Opens the page. It may take its time, since it is not called on event loops; whether the user answers is not waited
     * for.
     *
     * @throws java.io.UncheckedIOException if there is no way to open it
     */
    void open(URI page);

    /**
     * Opens the page, and tells where it can that nobody will come back from it. By default that is not known.
     *
     * @return failed where no answer will come, such as from a page that is an error; else it may never be done
     * @throws java.io.UncheckedIOException if there is no way to open it
     */
    default CompletionStage<Void> visit(URI page) {
        open(page);
        return CompletableFuture.completedStage(null);
    }
}
