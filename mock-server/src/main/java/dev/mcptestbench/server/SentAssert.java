package dev.mcptestbench.server;

import dev.mcptestbench.journal.Journal;
import dev.mcptestbench.journal.JournalEntry;
import dev.mcptestbench.script.Trigger;
import dev.mcptestbench.time.TimeText;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.IntPredicate;
import org.apiguardian.api.API;
import org.assertj.core.api.AbstractAssert;

/** How often, and where, a server sent what was asked for. */
@API(status = API.Status.EXPERIMENTAL)
public final class SentAssert extends AbstractAssert<SentAssert, Sent> {

    private final Journal journal;
    private final Duration patience;
    private final long deadline;

    SentAssert(Sent sent, Duration patience) {
        super(sent, SentAssert.class);
        this.journal = sent.traffic().journal();
        this.patience = patience;
        this.deadline = System.nanoTime() + patience.toNanos();
    }

    private SentAssert counts(String howOften, IntPredicate fits) {
        Duration left = Duration.ofNanos(Math.max(0, deadline - System.nanoTime()));
        if (!journal.await(() -> fits.test(actual.messages().size()), left)) {
            int count = actual.messages().size();
            throw failure(
                    "%nExpected %s to have sent%n  %s      %s%n%sbut it sent %s.",
                    actual.traffic().whom(),
                    actual.notification(),
                    howOften,
                    ReceivedAssert.within(patience),
                    count == 0 ? "none" : "it " + TimeText.times(count));
        }
        return this;
    }

    SentAssert atLeastOnce() {
        return counts("at least once", count -> count >= 1);
    }

    /** Just so many times. */
    public SentAssert times(int n) {
        return counts("exactly " + TimeText.times(n), count -> count == n);
    }

    /** Each of them went out on the stream that answers such a request, or on one that resumes it. */
    public SentAssert onTheStreamOf(Trigger trigger) {
        Set<Long> exchanges = new HashSet<>();
        new Received(actual.traffic(), trigger).requests().forEach(request -> exchanges.add(request.exchange()));
        List<JournalEntry.MessageSent> elsewhere = actual.messages().stream()
                .filter(sent -> !exchanges.contains(sent.exchange()))
                .toList();
        if (!elsewhere.isEmpty()) {
            throw failure(
                    "%nExpected every%n  %s%nto go out on the stream of%n  %s%nbut %s of %s went elsewhere, first as #%s.",
                    actual.notification(),
                    trigger,
                    elsewhere.size(),
                    actual.messages().size(),
                    elsewhere.get(0).number());
        }
        return this;
    }
}
