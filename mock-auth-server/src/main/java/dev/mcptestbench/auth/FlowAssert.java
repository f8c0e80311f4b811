package dev.mcptestbench.auth;

import dev.mcptestbench.auth.endpoint.CompletedFlow;
import dev.mcptestbench.auth.endpoint.RegistrationKind;
import dev.mcptestbench.journal.JournalEntry;
import java.net.URI;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.apiguardian.api.API;
import org.assertj.core.api.AbstractAssert;

/** How the newest completed flow went. */
@API(status = API.Status.EXPERIMENTAL)
public final class FlowAssert extends AbstractAssert<FlowAssert, CompletedFlow> {

    private final TokenIssuer<?> server;

    FlowAssert(CompletedFlow flow, TokenIssuer<?> server) {
        super(flow, FlowAssert.class);
        this.server = server;
    }

    private void claim(boolean holds, String expected, String found) {
        if (!holds) {
            throw failure(
                    "%nExpected the authorization code flow of client \"%s\"%n  %s%nbut %s.",
                    actual.client(), expected, found);
        }
    }

    /** The code was protected by a challenge of this method (OAuth 2.1, section 7.5.2). */
    public FlowAssert withPkce(OAuth.ChallengeMethod method) {
        String found = actual.challengeMethod();
        claim(
                method.toString().equals(found),
                "to be protected by a code challenge of method " + method,
                found == null ? "there was no code challenge" : "the method was " + found);
        return this;
    }

    /** The client had become known to the server in this way (basic/authorization/client-registration). */
    public FlowAssert withRegistration(RegistrationKind kind) {
        claim(actual.registration() == kind, "to have a client that was " + kind, "it was " + actual.registration());
        return this;
    }

    /** The authorization request had a state, which the server gave back. */
    public FlowAssert withState() {
        claim(actual.state(), "to have a state", "the authorization request had none");
        return this;
    }

    /** The tokens are for this resource, and for no other (RFC 8707). */
    public FlowAssert forResource(URI resource) {
        List<String> found = actual.resources();
        claim(
                found.equals(List.of(resource.toString())),
                "to be for the resource " + resource,
                found.isEmpty() ? "no resource was named" : "it was for " + String.join(", ", found));
        return this;
    }

    /** Just these scopes were granted, in whatever order. */
    public FlowAssert withScopes(String... scopes) {
        Set<String> found = new TreeSet<>(List.of(actual.scope().split(" ", -1)));
        Set<String> wanted = new TreeSet<>(List.of(scopes));
        claim(found.equals(wanted), "to grant the scopes " + wanted, "it granted " + found);
        return this;
    }

    /**
     * The client saw that the answer was of this issuer before it redeemed the code (RFC 9207, section 2.4). Managed clients
     * say so in the journal; others cannot be seen to: have the server send another {@code iss}, and see what they do.
     */
    public FlowAssert withValidatedIssuer() {
        String issuer = server.issuer().toString();
        boolean validated = server.journal().entries(JournalEntry.AuthorizationStep.class).stream()
                .anyMatch(step -> step.step() == JournalEntry.AuthorizationStep.Step.VALIDATED_ISSUER
                        && step.issuer().equals(issuer));
        claim(
                validated,
                "to have its issuer validated by the client",
                "no managed client said that it compared iss with " + issuer);
        return this;
    }
}
