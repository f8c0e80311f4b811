package dev.mcptestbench.client.auth;

import dev.mcptestbench.journal.Journal;
import dev.mcptestbench.journal.JournalEntry;
import dev.mcptestbench.plugin.Browser;
import dev.mcptestbench.plugin.Credentials;
import dev.mcptestbench.plugin.McpEndpoint;
import dev.mcptestbench.protocol.Revision;
import dev.mcptestbench.time.TestClock;
import dev.mcptestbench.wire.WireClientSettings;
import dev.mcptestbench.wire.Workers;
import java.net.URI;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import org.apiguardian.api.API;

/** Gets credentials for the managed clients of one test. Thread-safe. */
@API(status = API.Status.INTERNAL)
public final class Authorizer implements AutoCloseable {

    private final Journal journal;
    private final TestClock clock;
    private final Workers workers;
    private final Supplier<Browser> browser;
    private final TokenStore shared = TokenStore.inMemory();
    private final UserQuestions questions = new UserQuestions();

    /** By what servers are trusted by; empty for the JVM's default. */
    private final Map<Optional<SSLContext>, AuthHttp> http = new ConcurrentHashMap<>();

    /** {@code browser} is asked for when the first user is. */
    public Authorizer(Journal journal, TestClock clock, Workers workers, Supplier<Browser> browser) {
        this.journal = journal;
        this.clock = clock;
        this.workers = workers;
        this.browser = browser;
    }

    /** The browser of whoever sits at this machine. */
    public static Browser systemBrowser() {
        return new SystemBrowser();
    }

    /** The credentials of one client for one server. */
    public Credentials credentials(String client, McpEndpoint server, OAuthSettings settings, Revision revision) {
        AuthHttp wire = http.computeIfAbsent(Optional.ofNullable(server.trust()), this::open);
        Kept kept = new Kept(store(settings), workers);
        Nonces nonces = new Nonces();
        TokenRequests requests = new TokenRequests(wire, clock, server.url(), settings.tokenType(), nonces);
        CodeFlow.Log log = (issuer, step, detail) ->
                journal.add(stamp -> new JournalEntry.AuthorizationStep(stamp, client, issuer, step, detail));
        Registrations registrations = new Registrations(client, settings, wire, clock, kept);
        Supplier<Browser> asking = () -> settings.browser().orElseGet(browser);
        CodeFlow flow = new CodeFlow(
                registrations, requests, kept, clock, workers, asking, settings.patience(), questions, log);
        Discovery discovery = new Discovery(wire, server.url(), revision);
        return new OAuthCredentials(
                server.url(),
                settings,
                clock,
                Authorizations.of(store(settings)),
                kept,
                nonces,
                new TokenSource(settings, clock, workers, discovery, registrations, requests, kept, flow, log));
    }

    /** What users are being asked. */
    public UserQuestions questions() {
        return questions;
    }

    private AuthHttp open(Optional<SSLContext> trust) {
        WireClientSettings settings = WireClientSettings.defaults();
        return new AuthHttp(clock, trust.map(settings::withTrust).orElse(settings));
    }

    private TokenStore store(OAuthSettings settings) {
        return settings.tokenStore().orElse(shared);
    }

    /** The tokens that are kept for a server. It may block, as the store may. */
    public Optional<StoredTokens> tokens(OAuthSettings settings, URI server) {
        return store(settings).tokens(server);
    }

    @Override
    public void close() {
        http.values().forEach(AuthHttp::close);
        http.clear();
    }
}
