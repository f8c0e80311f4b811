package dev.mcptestbench.auth;

import dev.mcptestbench.auth.endpoint.CompletedFlow;
import dev.mcptestbench.journal.JournalEntry;
import dev.mcptestbench.journal.ViolationText;
import dev.mcptestbench.script.Trigger;
import dev.mcptestbench.time.TimeText;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import org.apiguardian.api.API;
import org.assertj.core.api.AbstractAssert;

/**
 * Assertions on what an issuer of tokens received and did. They change nothing.
 *
 * @param <SELF> the assertion itself
 * @param <A> what it is about
 */
@API(status = API.Status.EXPERIMENTAL)
public abstract class TokenIssuerAssert<SELF extends TokenIssuerAssert<SELF, A>, A extends TokenIssuer<A>>
        extends AbstractAssert<SELF, A> {

    private final Duration patience;

    TokenIssuerAssert(A actual, Class<SELF> type, Duration patience) {
        super(actual, type);
        this.patience = patience;
    }

    abstract SELF patient(Duration within);

    /** The same claims, but each may take so long, in real time, to come true. */
    public SELF eventually(Duration within) {
        return patient(within).as(descriptionText());
    }

    private AuthReceivedAssert receiving(Trigger.OfMessage trigger) {
        return new AuthReceivedAssert(trigger, new AuthTraffic(actual), actual.journal(), patience)
                .as(descriptionText());
    }

    /** It received such a request, once or more. What follows says how often, and how. */
    public AuthReceivedAssert received(Trigger.OfMessage trigger) {
        return receiving(trigger).atLeastOnce();
    }

    /** It received no such request. */
    public SELF neverReceived(Trigger.OfMessage trigger) {
        var unused = receiving(trigger).never();
        return myself;
    }

    /** Such a flow ended in tokens. What follows says how the newest went. */
    public FlowAssert completed(OAuth.Flow flow) {
        if (!actual.journal().await(() -> !actual.endpoints().completedFlows().isEmpty(), patience)) {
            throw failure(
                    "%nExpected %s to have completed%n  %s%n"
                            + "but it completed none: users came to authorize %s, and codes were shown %s.",
                    actual.role(), flow, count(OAuth.authorizationRequest()), count(OAuth.codeExchange()));
        }
        List<CompletedFlow> flows = actual.endpoints().completedFlows();
        return new FlowAssert(flows.get(flows.size() - 1), actual).as(descriptionText());
    }

    private String count(Trigger.OfMessage trigger) {
        int n = new AuthTraffic(actual).requests(trigger).size();
        return n == 0 ? "never" : TimeText.times(n);
    }

    /** No client used a code or a refresh token twice, for which the server would have revoked what stems from it. */
    public SELF hasRevokedNoTokenFamily() {
        List<String> revoked = actual.endpoints().revokedFamilies();
        if (!revoked.isEmpty()) {
            throw failure(
                    "%nExpected %s to have revoked no family of tokens, but it revoked%n  %s",
                    actual.role(), String.join("\n  ", revoked));
        }
        return myself;
    }

    /** No client did anything against the specification. */
    public SELF hasNoProtocolViolations() {
        if (!actual.violations().isEmpty()) {
            throw failure("%n%s", ViolationText.of(actual.violations()));
        }
        return myself;
    }

    /** A client broke the requirement with this id, such as {@code oauth-pkce}. */
    public SELF hasViolationOf(String requirement) {
        Supplier<List<JournalEntry.Violation>> violations = () -> actual.violations().stream()
                .filter(violation -> violation.requirement().id().equals(requirement))
                .toList();
        if (!actual.journal().await(() -> !violations.get().isEmpty(), patience)) {
            throw failure(
                    "%nExpected a violation of%n  %s%nbut there was none of it. %s",
                    requirement, ViolationText.of(actual.violations()));
        }
        return myself;
    }
}
