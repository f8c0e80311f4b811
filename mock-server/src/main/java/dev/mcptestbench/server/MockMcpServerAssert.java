package dev.mcptestbench.server;

import dev.mcptestbench.journal.JournalEntry;
import dev.mcptestbench.journal.NearMissText;
import dev.mcptestbench.script.Notification;
import dev.mcptestbench.script.Trigger;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import org.apiguardian.api.API;
import org.assertj.core.api.AbstractAssert;
import org.jspecify.annotations.Nullable;

/** Assertions on what a mock server received and sent. They read its journal and never change it. */
@API(status = API.Status.EXPERIMENTAL)
public final class MockMcpServerAssert extends AbstractAssert<MockMcpServerAssert, MockMcpServer> {

    private final Duration patience;

    MockMcpServerAssert(MockMcpServer actual) {
        this(actual, Duration.ZERO);
    }

    private MockMcpServerAssert(MockMcpServer actual, Duration patience) {
        super(actual, MockMcpServerAssert.class);
        this.patience = patience;
    }

    /** The same claims, but each may take so long, in real time, to come true. */
    public MockMcpServerAssert eventually(Duration within) {
        return new MockMcpServerAssert(actual, within).as(descriptionText());
    }

    /** It received such a request, once or more. What follows says how often, and how. */
    public ReceivedAssert received(Trigger trigger) {
        Received received = new Received(actual.name(), actual.journal(), trigger);
        return new ReceivedAssert(received, actual.journal(), patience)
                .as(descriptionText())
                .atLeastOnce();
    }

    /** It received no such request. */
    public MockMcpServerAssert neverReceived(Trigger trigger) {
        Received received = new Received(actual.name(), actual.journal(), trigger);
        List<JournalEntry.RequestArrived> requests = received.requests();
        if (!requests.isEmpty()) {
            throw failure(
                    "%nExpected the server never to have received%n  %s%nbut it received it %s, first as #%s.",
                    trigger,
                    ReceivedAssert.howOften(requests.size()),
                    requests.get(0).number());
        }
        return this;
    }

    /** It sent such a notification, once or more. */
    public SentAssert sent(Notification notification) {
        return new SentAssert(new Sent(actual.name(), actual.journal(), notification), actual.journal(), patience)
                .as(descriptionText())
                .atLeastOnce();
    }

    /** No client did anything against the specification. */
    public MockMcpServerAssert hasNoProtocolViolations() {
        List<JournalEntry.Violation> violations = actual.violations();
        if (!violations.isEmpty()) {
            throw failure("%n%s", describe(violations));
        }
        return this;
    }

    /** A client broke the requirement with this id, such as {@code version-header}. */
    public MockMcpServerAssert hasViolationOf(String requirement) {
        Supplier<List<JournalEntry.Violation>> violations = () -> actual.violations().stream()
                .filter(violation -> violation.requirement().id().equals(requirement))
                .toList();
        if (!actual.journal().await(() -> !violations.get().isEmpty(), patience)) {
            throw failure(
                    "%nExpected a violation of%n  %s%nbut there was none of it. %s",
                    requirement, describe(actual.violations()));
        }
        return this;
    }

    static String describe(List<JournalEntry.Violation> violations) {
        if (violations.isEmpty()) {
            return "The clients kept to the specification.";
        }
        StringBuilder text = new StringBuilder("The clients broke the specification ")
                .append(ReceivedAssert.howOften(violations.size()))
                .append(':');
        for (JournalEntry.Violation violation : violations) {
            text.append("\n  ").append(violation);
            if (violation.client() != null) {
                text.append(", client \"").append(violation.client()).append('"');
            }
            text.append("\n      ").append(violation.requirement().statement());
        }
        return text.toString();
    }

    static String nearest(Received received) {
        @Nullable String text = received.nearest().map(NearMissText::of).orElse(null);
        return text == null ? "" : "\n\n" + text;
    }
}
