package dev.mcptestbench.auth;

import dev.mcptestbench.auth.resource.ProtectedResource;
import dev.mcptestbench.auth.resource.ResourceSettings;
import dev.mcptestbench.auth.resource.ResourceTrait;
import dev.mcptestbench.journal.Journal;
import dev.mcptestbench.journal.JournalEntry;
import dev.mcptestbench.plugin.Guard;
import dev.mcptestbench.plugin.SelfChecking;
import dev.mcptestbench.plugin.TestSettings;
import dev.mcptestbench.protocol.Challenge;
import dev.mcptestbench.protocol.Message;
import dev.mcptestbench.protocol.Revision;
import dev.mcptestbench.script.Misbehaving;
import dev.mcptestbench.script.Scenario;
import dev.mcptestbench.script.ScriptSink;
import dev.mcptestbench.script.Trigger;
import dev.mcptestbench.time.TestClock;
import dev.mcptestbench.wire.Frame;
import dev.mcptestbench.wire.HttpRequest;
import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apiguardian.api.API;
import org.assertj.core.api.AssertProvider;
import org.jspecify.annotations.Nullable;

/**
 * A mock protected resource (RFC 6750, RFC 9068, RFC 9728; basic/authorization). It guards a mock MCP server,
 * {@code MockMcpServer.builder().guardedBy(MockProtectedResource.trusting(auth))}, or is a resource of its own, on a port of
 * the loopback, that answers 200 to whoever brings a good token.
 *
 * <p>It takes tokens of the mock authorization servers that it trusts, in the header alone, if they are signed, for this
 * resource, in time and not revoked; what it does not take, it challenges. {@link #without} relaxes it, a trait at a time.
 * Thread-safe: it may be changed and scripted while it serves.
 */
@API(status = API.Status.EXPERIMENTAL)
public final class MockProtectedResource
        implements Guard, Misbehaving, SelfChecking, AssertProvider<MockProtectedResourceAssert>, AutoCloseable {

    private final String name;
    private final ProtectedResource resource;
    private final @Nullable ResourceStand stand;
    private volatile @Nullable Place place;

    private MockProtectedResource(Builder builder, boolean alone) {
        this.name = builder.name;
        this.resource = new ProtectedResource(ResourceSettings.of(builder.revision));
        trusts(builder.trusted);
        this.stand = alone ? new ResourceStand(builder, resource) : null;
        if (stand != null) {
            standBefore(stand.place());
        }
    }

    /** A guard for a mock MCP server, with the defaults, that takes the tokens of these authorization servers. */
    public static MockProtectedResource trusting(MockAuthServer issuer, MockAuthServer... more) {
        return builder().trusting(issuer, more).guard();
    }

    /** A resource with settings of one's own. */
    public static Builder builder() {
        return new Builder();
    }

    /** Its name: that of the server that it guards, or by which the journal knows it where it stands alone. */
    public String name() {
        Place here = place;
        return here == null ? name : here.server();
    }

    /**
     * What it protects: the MCP endpoint of the server that it guards, or its own URL.
     *
     * @throws IllegalStateException if it guards nothing yet
     */
    public URI url() {
        return place().endpoints().get(0);
    }

    /**
     * What happened, at this resource and at everything that shares its journal.
     *
     * @throws IllegalStateException if it guards nothing yet
     */
    public Journal journal() {
        return place().journal();
    }

    private Place place() {
        Place here = place;
        if (here == null) {
            throw new IllegalStateException("This resource guards nothing yet: give it to"
                    + " MockMcpServer.builder().guardedBy(…), or have it stand alone with"
                    + " MockProtectedResource.builder().start()");
        }
        return here;
    }

    // ── what it asks for and does ───────────────────────────────────────────────────────────────────────────────────

    /** Takes the tokens of these authorization servers, and of no others, from now on. */
    public MockProtectedResource trusts(MockAuthServer issuer, MockAuthServer... more) {
        return trusts(listOf(issuer, more));
    }

    private MockProtectedResource trusts(List<MockAuthServer> issuers) {
        resource.trust(issuers.stream().map(MockAuthServer::asIssuer).toList());
        return this;
    }

    private static List<MockAuthServer> listOf(MockAuthServer issuer, MockAuthServer... more) {
        List<MockAuthServer> all = new ArrayList<>(List.of(issuer));
        all.addAll(List.of(more));
        return all;
    }

    /** Has this trait from now on. */
    public MockProtectedResource with(ResourceTrait trait) {
        resource.change(settings -> settings.with(trait));
        return this;
    }

    /** Lacks this trait from now on. */
    public MockProtectedResource without(ResourceTrait trait) {
        resource.change(settings -> settings.without(trait));
        return this;
    }

    /**
     * Lets such requests in only with all of these scopes, from now on; others need just a token.
     *
     * @throws IllegalArgumentException if there is none, or one of them is no scope (RFC 6749, section 3.3)
     */
    public MockProtectedResource requiresScope(Trigger.OfMessage requests, String... scopes) {
        requireScope(requests, new LinkedHashSet<>(List.of(scopes)));
        return this;
    }

    /** Takes just DPoP proofs that hold a nonce which it gives; called again, another from then on (RFC 9449, section 9). */
    public MockProtectedResource demandsDpopNonce() {
        with(ResourceTrait.REQUIRES_DPOP_NONCE);
        if (place != null) {
            resource.renewNonce();
        }
        return this;
    }

    /** Takes a scope for others too, which it includes (basic/authorization#step-up-authorization-flow). */
    public MockProtectedResource scopeIncludes(String broader, String... narrower) {
        resource.imply(broader, new LinkedHashSet<>(List.of(narrower)));
        return this;
    }

    /** Lists just these scopes in its metadata document, whatever it asks for; by default all that it asks for. */
    public MockProtectedResource listsScopes(String... scopes) {
        resource.change(settings -> settings.listing(List.of(scopes)));
        return this;
    }

    /** Goes by another name than its URL, in its metadata document and in the audience of tokens. */
    public MockProtectedResource identifiedBy(URI name) {
        resource.change(settings -> settings.identifiedBy(name.toString()));
        return this;
    }

    /** Says in its challenges that the metadata document is there, whether or not it is. */
    public MockProtectedResource advertisesMetadataAt(String url) {
        resource.change(settings -> settings.advertising(url));
        return this;
    }

    /** Puts a member into its metadata document in place of its own, {@code null} too; what it asks for stays. */
    public MockProtectedResource describes(String member, @Nullable Object value) {
        resource.change(settings -> settings.describing(member, value));
        return this;
    }

    // ── as a guard ──────────────────────────────────────────────────────────────────────────────────────────────────

    @Override
    public void standBefore(Place where) {
        if (!resource.standAt(where.endpoints(), where.clock().asClock())) {
            throw new IllegalStateException("This resource guards \"" + name() + "\" at " + url()
                    + " already: make another for \"" + where.server() + "\", or give one of the servers a name");
        }
        place = where;
    }

    @Override
    public void requireScope(Trigger.OfMessage requests, Set<String> scopes) {
        resource.require(requests, scopes);
    }

    @Override
    public Decision decide(Visitor visitor) {
        return resource.decide(visitor);
    }

    @Override
    public Optional<Answer> answer(HttpRequest request) {
        return resource.answer(request);
    }

    @Override
    public Challenge complete(Challenge scripted) {
        return resource.complete(scripted);
    }

    @Override
    public void told(HttpRequest request, Frame.Head head) {
        resource.told(request, head);
    }

    /**
     * Where rules for its own answers go: to the server that it guards, with whose rules they are counted.
     *
     * @throws IllegalStateException if it guards nothing yet
     */
    @Override
    public ScriptSink script() {
        return place().script();
    }

    /** What the clients of what it protects did against the specification, in order. */
    public List<JournalEntry.Violation> violations() {
        Place here = place();
        return here.journal().violations().stream()
                .filter(violation -> here.names().test(violation.server()))
                .toList();
    }

    List<Message> answered() {
        return resource.answered();
    }

    /** For AssertJ's own {@code assertThat}. */
    @Override
    public MockProtectedResourceAssert assertThat() {
        return new MockProtectedResourceAssert(this);
    }

    /** What was expected where it stands alone; a server that is guarded tells of it itself. */
    @Override
    public List<String> unmetExpectations(TestSettings settings) {
        return stand == null ? List.of() : stand.unmetExpectations(settings);
    }

    /** Stops listening where it stands alone; a server that is guarded is not closed by it. Closing twice does nothing. */
    @Override
    public void close() {
        if (stand != null) {
            stand.close();
        }
    }

    @Override
    public String toString() {
        Place here = place;
        return "MockProtectedResource \"" + name() + "\"" + (here == null ? "" : " at " + url());
    }

    /** Settings of a resource. Not thread-safe. */
    @API(status = API.Status.EXPERIMENTAL)
    public static final class Builder {

        String name = "resource";
        long seed = Scenario.DEFAULT_SEED;
        int port;

        @Nullable
        Journal journal;

        @Nullable
        TestClock clock;

        private Revision revision = Revision.LATEST;
        private List<MockAuthServer> trusted = List.of();

        private Builder() {}

        /** The authorization servers whose tokens it takes. Default none. */
        public Builder trusting(MockAuthServer issuer, MockAuthServer... more) {
            this.trusted = listOf(issuer, more);
            return this;
        }

        /**
         * The revision of MCP to keep to, which says what there is to be strict about. Default 2026-07-28.
         *
         * @throws IllegalArgumentException if that revision knows of no authorization
         */
        public Builder revision(Revision value) {
            if (value == Revision.V2024_11_05) {
                throw new IllegalArgumentException(
                        "Revision 2024-11-05 has no authorization; name 2025-03-26 or a later one");
            }
            this.revision = value;
            return this;
        }

        /** The name by which the journal knows it where it stands alone. Default {@code resource}. */
        public Builder name(String value) {
            this.name = value;
            return this;
        }

        /** The port to listen on where it stands alone. Default 0: any that is free. */
        public Builder port(int value) {
            this.port = value;
            return this;
        }

        /** Where randomness of scripted rules starts where it stands alone. Default 42. */
        public Builder seed(long value) {
            this.seed = value;
            return this;
        }

        /** The journal to write where it stands alone. Default that of the first authorization server that it trusts. */
        public Builder journal(Journal value) {
            this.journal = value;
            return this;
        }

        /** The clock to go by where it stands alone. Default that of the first authorization server that it trusts. */
        public Builder clock(TestClock value) {
            this.clock = value;
            return this;
        }

        List<MockAuthServer> trusted() {
            return trusted;
        }

        /** A guard, which stands where a server is {@code guardedBy} it. */
        public MockProtectedResource guard() {
            return new MockProtectedResource(this, false);
        }

        /**
         * Starts a resource of its own; it serves when this returns.
         *
         * @throws java.io.UncheckedIOException if the port is taken
         */
        public MockProtectedResource start() {
            return new MockProtectedResource(this, true);
        }
    }
}
