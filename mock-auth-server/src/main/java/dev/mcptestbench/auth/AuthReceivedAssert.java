package dev.mcptestbench.auth;

import dev.mcptestbench.journal.Journal;
import dev.mcptestbench.journal.JournalEntry;
import dev.mcptestbench.journal.NearMissText;
import dev.mcptestbench.script.Trigger;
import dev.mcptestbench.time.TimeText;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.IntPredicate;
import org.apiguardian.api.API;
import org.assertj.core.api.AbstractAssert;

/** How often, and how, an issuer of tokens received what was asked for. */
@API(status = API.Status.EXPERIMENTAL)
public final class AuthReceivedAssert extends AbstractAssert<AuthReceivedAssert, Trigger.OfMessage> {

    private final AuthTraffic traffic;
    private final Journal journal;
    private final Duration patience;

    AuthReceivedAssert(Trigger.OfMessage trigger, AuthTraffic traffic, Journal journal, Duration patience) {
        super(trigger, AuthReceivedAssert.class);
        this.traffic = traffic;
        this.journal = journal;
        this.patience = patience;
    }

    private List<JournalEntry.RequestArrived> requests() {
        return traffic.requests(actual);
    }

    private AuthReceivedAssert counts(String howOften, IntPredicate fits) {
        if (!journal.await(() -> fits.test(requests().size()), patience)) {
            int count = requests().size();
            throw failure(
                    "%nExpected %s to have received%n  %s      %s%n%sbut it received %s.%s",
                    traffic.role(),
                    actual,
                    howOften,
                    patience.isZero() ? "" : "within " + TimeText.words(patience) + ", ",
                    count == 0 ? "no such request" : "it " + TimeText.times(count),
                    count == 0 ? nearest() : "");
        }
        return this;
    }

    private String nearest() {
        return traffic.nearest(actual)
                .map(NearMissText::of)
                .map(text -> "\n\n" + text)
                .orElse("");
    }

    AuthReceivedAssert atLeastOnce() {
        return counts("at least once", count -> count >= 1);
    }

    AuthReceivedAssert never() {
        return counts("never", count -> count == 0);
    }

    /** Just once. */
    public AuthReceivedAssert once() {
        return counts("exactly once", count -> count == 1);
    }

    /** Just so many times. */
    public AuthReceivedAssert times(int n) {
        return counts("exactly " + TimeText.times(n), count -> count == n);
    }

    /** So many times or more. */
    public AuthReceivedAssert atLeast(int n) {
        return counts("at least " + TimeText.times(n), count -> count >= n);
    }

    /** So many times or fewer. */
    public AuthReceivedAssert atMost(int n) {
        return counts("at most " + TimeText.times(n), count -> count <= n);
    }

    /** The newest of them asked for just these scopes, in whatever order. */
    public AuthReceivedAssert lastWithScopes(String... scopes) {
        List<JournalEntry.RequestArrived> requests = requests();
        JournalEntry.RequestArrived newest = requests.get(requests.size() - 1);
        Object asked = traffic.message(newest).params().get("scope");
        Set<String> found = asked == null
                ? Set.of()
                : new TreeSet<>(List.of(String.valueOf(asked).split(" ", -1)));
        Set<String> wanted = new TreeSet<>(List.of(scopes));
        if (!found.equals(wanted)) {
            throw failure(
                    "%nExpected #%s, the newest%n  %s%nto ask for the scopes %s, but it asked for %s.",
                    newest.number(), actual, wanted, found.isEmpty() ? "none" : found);
        }
        return this;
    }
}
