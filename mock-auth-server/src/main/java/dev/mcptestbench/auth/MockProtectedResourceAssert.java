package dev.mcptestbench.auth;

import dev.mcptestbench.journal.JournalEntry;
import dev.mcptestbench.journal.ViolationText;
import dev.mcptestbench.script.Trigger;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import org.apiguardian.api.API;
import org.assertj.core.api.AbstractAssert;

/** Assertions on whom a protected resource let in and what it told the others. They change nothing. */
@API(status = API.Status.EXPERIMENTAL)
public final class MockProtectedResourceAssert
        extends AbstractAssert<MockProtectedResourceAssert, MockProtectedResource> {

    private final Duration patience;

    MockProtectedResourceAssert(MockProtectedResource actual) {
        this(actual, Duration.ZERO);
    }

    private MockProtectedResourceAssert(MockProtectedResource actual, Duration patience) {
        super(actual, MockProtectedResourceAssert.class);
        this.patience = patience;
    }

    /** The same claims, but each may take so long, in real time, to come true. */
    public MockProtectedResourceAssert eventually(Duration within) {
        return new MockProtectedResourceAssert(actual, within).as(descriptionText());
    }

    private ResourceAnsweredAssert answering(Trigger.OfMessage trigger) {
        return new ResourceAnsweredAssert(trigger, actual, patience).as(descriptionText());
    }

    /**
     * It answered such requests, once or more: {@code refusedRequest()}, {@code resourceMetadataRequest()}, and where it stands
     * alone {@code resourceRequest()}. What follows says how often.
     */
    public ResourceAnsweredAssert answered(Trigger.OfMessage trigger) {
        return answering(trigger).atLeastOnce();
    }

    /** It answered no such request. */
    public MockProtectedResourceAssert neverAnswered(Trigger.OfMessage trigger) {
        var unused = answering(trigger).never();
        return this;
    }

    private List<JournalEntry.Violation> violations() {
        return actual.violations();
    }

    /** No client did anything against the specification. */
    public MockProtectedResourceAssert hasNoProtocolViolations() {
        if (!violations().isEmpty()) {
            throw failure("%n%s", ViolationText.of(violations()));
        }
        return this;
    }

    /** A client broke the requirement with this id, such as {@code oauth-foreign-token}. */
    public MockProtectedResourceAssert hasViolationOf(String requirement) {
        Supplier<List<JournalEntry.Violation>> found = () -> violations().stream()
                .filter(violation -> violation.requirement().id().equals(requirement))
                .toList();
        if (!actual.journal().await(() -> !found.get().isEmpty(), patience)) {
            throw failure(
                    "%nExpected a violation of%n  %s%nbut there was none of it. %s",
                    requirement, ViolationText.of(violations()));
        }
        return this;
    }
}
