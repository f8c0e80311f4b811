package dev.mcptestbench.server;

import dev.mcptestbench.journal.JournalEntry;
import dev.mcptestbench.journal.NearMissText;
import dev.mcptestbench.journal.ViolationText;
import dev.mcptestbench.script.Notification;
import dev.mcptestbench.script.Trigger;
import dev.mcptestbench.time.TimeText;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import org.apiguardian.api.API;
import org.assertj.core.api.AbstractAssert;

/**
 * Assertions on what something received from its clients and sent to them. They read a journal and never change it.
 *
 * @param <S> the assertions themselves
 * @param <A> what they are about
 */
@API(status = API.Status.EXPERIMENTAL)
public abstract class TrafficAssert<S extends TrafficAssert<S, A>, A> extends AbstractAssert<S, A> {

    private final Traffic traffic;
    private final Duration patience;

    /**
     * For those that inherit.
     *
     * @param patience how long each claim may take, in real time, to come true
     */
    protected TrafficAssert(A actual, Class<S> self, Traffic traffic, Duration patience) {
        super(actual, self);
        this.traffic = traffic;
        this.patience = patience;
    }

    /** The same with that patience. */
    protected abstract S with(Duration changed);

    /** What the assertions look at. */
    protected final Traffic traffic() {
        return traffic;
    }

    /** How long each claim may take, in real time, to come true. */
    protected final Duration patience() {
        return patience;
    }

    /** The same claims, but each may take so long, in real time, to come true. */
    public S eventually(Duration within) {
        return with(within).as(descriptionText());
    }

    /** It received such a request, once or more. What follows says how often, and how. */
    public ReceivedAssert received(Trigger trigger) {
        return new ReceivedAssert(new Received(traffic, trigger), patience)
                .as(descriptionText())
                .atLeastOnce();
    }

    /** It received no such request. */
    public S neverReceived(Trigger trigger) {
        List<JournalEntry.RequestArrived> requests = new Received(traffic, trigger).requests();
        if (!requests.isEmpty()) {
            throw failure(
                    "%nExpected %s never to have received%n  %s%nbut it received it %s, first as #%s.",
                    traffic.whom(),
                    trigger,
                    TimeText.times(requests.size()),
                    requests.get(0).number());
        }
        return myself;
    }

    /** It sent such a notification, once or more. */
    public SentAssert sent(Notification notification) {
        return new SentAssert(new Sent(traffic, notification), patience)
                .as(descriptionText())
                .atLeastOnce();
    }

    /** No client did anything against the specification. */
    public S hasNoProtocolViolations() {
        List<JournalEntry.Violation> violations = traffic.violations();
        if (!violations.isEmpty()) {
            throw failure("%n%s", ViolationText.of(violations));
        }
        return myself;
    }

    /** A client broke the requirement with this id, such as {@code version-header}. */
    public S hasViolationOf(String requirement) {
        Supplier<List<JournalEntry.Violation>> violations = () -> traffic.violations().stream()
                .filter(violation -> violation.requirement().id().equals(requirement))
                .toList();
        if (!traffic.journal().await(() -> !violations.get().isEmpty(), patience)) {
            throw failure(
                    "%nExpected a violation of%n  %s%nbut there was none of it. %s",
                    requirement, ViolationText.of(traffic.violations()));
        }
        return myself;
    }

    static String nearest(Received received) {
        return received.nearest()
                .map(NearMissText::of)
                .map(text -> "\n\n" + text)
                .orElse("");
    }
}
