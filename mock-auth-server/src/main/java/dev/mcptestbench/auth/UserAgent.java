package dev.mcptestbench.auth;

import dev.mcptestbench.plugin.Browser;
import dev.mcptestbench.time.TestClock;
import dev.mcptestbench.wire.WireClient;
import dev.mcptestbench.wire.WireClientSettings;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.apiguardian.api.API;
import org.jspecify.annotations.Nullable;

/**
 * A user with a browser, both scripted: goes to the authorization endpoint, and brings the answer to the redirect URI of the
 * client, true or tampered with. Nothing is shown and nobody is asked; by default the user agrees. It calls addresses of the
 * loopback alone, and follows redirects just from the page to the redirect URI.
 *
 * <p>Give it to a client as its {@link Browser}. Thread-safe: it may be changed while it is used.
 */
@API(status = API.Status.EXPERIMENTAL)
public final class UserAgent implements Browser, AutoCloseable {

    private final WireClient wire =
            WireClient.open(WireClientSettings.defaults().withMaxIdlePerOrigin(0));
    private final @Nullable TestClock clock;
    private final List<String> troubles = new ArrayList<>();
    private Conduct conduct = Conduct.APPROVES;
    private @Nullable String issuer;
    private int visits;

    UserAgent(@Nullable TestClock clock) {
        this.clock = clock;
        if (clock != null) {
            clock.restsWith(wire.restProbe());
        }
    }

    /** A user agent that agrees to everything. */
    public static UserAgent start() {
        return new UserAgent(null);
    }

    // ── what it does from now on ────────────────────────────────────────────────────────────────────────────────────

    /** Agrees, and brings the answer as it is: the default. */
    public UserAgent approves() {
        return behaves(Conduct.APPROVES, null);
    }

    /** Says no: the answer is {@code access_denied} in place of a code (RFC 6749, section 4.1.2.1). */
    public UserAgent denies() {
        return behaves(Conduct.DENIES, null);
    }

    /** Brings the answer with another state than the client's. */
    public UserAgent tampersWithState() {
        return behaves(Conduct.TAMPERS_WITH_STATE, null);
    }

    /** Brings each answer twice. */
    public UserAgent replays() {
        return behaves(Conduct.REPLAYS, null);
    }

    /** Brings the answer without {@code iss}. */
    public UserAgent dropsIssuer() {
        return behaves(Conduct.CHANGES_ISSUER, null);
    }

    /** Brings the answer with this {@code iss}, whether or not it had one (RFC 9207). */
    public UserAgent claimsIssuer(String iss) {
        return behaves(Conduct.CHANGES_ISSUER, iss);
    }

    /** Goes to the page, and never comes back. */
    public UserAgent neverReturns() {
        return behaves(Conduct.NEVER_RETURNS, null);
    }

    private synchronized UserAgent behaves(Conduct changed, @Nullable String iss) {
        conduct = changed;
        issuer = iss;
        return this;
    }

    // ── as a browser ────────────────────────────────────────────────────────────────────────────────────────────────

    /**
     * Opens the page, and returns at once.
     *
     * @throws IllegalArgumentException if the page is not on the loopback
     * @throws IllegalStateException if the user agent is closed
     */
    @Override
    public void open(URI page) {
        begin(page, this::troubled);
    }

    /**
     * Opens the page, and fails where it keeps the answer back; see {@link #troubles()}.
     *
     * @throws IllegalArgumentException if the page is not on the loopback
     * @throws IllegalStateException if the user agent is closed
     */
    @Override
    public CompletionStage<Void> visit(URI page) {
        CompletableFuture<Void> visit = new CompletableFuture<>();
        begin(page, trouble -> {
            troubled(trouble);
            visit.completeExceptionally(new IOException(trouble));
        });
        return visit;
    }

    private void begin(URI page, Consumer<String> troubled) {
        if (!Errand.isHere(page)) {
            throw new IllegalArgumentException("The user agent never leaves this machine, and does not open "
                    + (page.getAuthority() == null
                            ? page.getScheme() + ":…"
                            : page.getScheme() + "://" + page.getAuthority())
                    + ": point the client at a MockAuthServer");
        }
        Errand errand;
        synchronized (this) {
            visits++;
            errand = new Errand(wire, page, conduct, issuer, troubled);
        }
        errand.begin();
    }

    private synchronized void troubled(String trouble) {
        troubles.add(trouble);
    }

    /** How many pages it was asked to open. */
    public synchronized int visits() {
        return visits;
    }

    /** What kept it from bringing an answer, visit by visit, such as a page without one; holds no secrets. */
    public synchronized List<String> troubles() {
        return List.copyOf(troubles);
    }

    /** Breaks off what is under way. Bounded; closing twice does nothing. */
    @Override
    public void close() {
        if (clock != null) {
            clock.restsWithout(wire.restProbe());
        }
        wire.close();
    }

    @Override
    public synchronized String toString() {
        return "UserAgent that " + conduct + ", after " + visits + (visits == 1 ? " visit" : " visits")
                + (troubles.isEmpty() ? "" : ": " + String.join("; ", troubles));
    }
}
