package dev.mcptestbench.auth;

import dev.mcptestbench.protocol.Message;
import dev.mcptestbench.script.Trigger;
import dev.mcptestbench.time.TimeText;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.IntPredicate;
import java.util.stream.Collectors;
import org.apiguardian.api.API;
import org.assertj.core.api.AbstractAssert;

/** How often a protected resource answered what was asked for. */
@API(status = API.Status.EXPERIMENTAL)
public final class ResourceAnsweredAssert extends AbstractAssert<ResourceAnsweredAssert, Trigger.OfMessage> {

    private final MockProtectedResource resource;
    private final Duration patience;

    ResourceAnsweredAssert(Trigger.OfMessage trigger, MockProtectedResource resource, Duration patience) {
        super(trigger, ResourceAnsweredAssert.class);
        this.resource = resource;
        this.patience = patience;
    }

    private int count() {
        return (int) resource.answered().stream()
                .filter(message -> actual.matches(message, null))
                .count();
    }

    private ResourceAnsweredAssert counts(String howOften, IntPredicate fits) {
        if (!resource.journal().await(() -> fits.test(count()), patience)) {
            int count = count();
            throw failure(
                    "%nExpected the protected resource to have answered%n  %s      %s%n%sbut it answered %s.%n%n%s",
                    actual,
                    howOften,
                    patience.isZero() ? "" : "within " + TimeText.words(patience) + ", ",
                    count == 0 ? "no such request" : "it " + TimeText.times(count),
                    all());
        }
        return this;
    }

    private String all() {
        Map<String, Long> told = resource.answered().stream()
                .map(ResourceAnsweredAssert::told)
                .collect(Collectors.groupingBy(Function.identity(), TreeMap::new, Collectors.counting()));
        List<String> lines = told.entrySet().stream()
                .map(entry -> "  " + entry.getKey() + "      " + TimeText.times(entry.getValue()))
                .toList();
        return lines.isEmpty() ? "It answered nothing." : "It answered\n" + String.join("\n", lines);
    }

    /** As a trigger tells it, so that it can be copied from there. */
    private static String told(Message message) {
        Map<String, Object> with = new TreeMap<>();
        message.params().forEach((name, value) -> with.put(name, value == null ? "" : value));
        return new Trigger.OfMessage(message.method(), null, with, null).toString();
    }

    ResourceAnsweredAssert atLeastOnce() {
        return counts("at least once", count -> count >= 1);
    }

    ResourceAnsweredAssert never() {
        return counts("never", count -> count == 0);
    }

    /** Just once. */
    public ResourceAnsweredAssert once() {
        return counts("exactly once", count -> count == 1);
    }

    /** Just so many times. */
    public ResourceAnsweredAssert times(int n) {
        return counts("exactly " + TimeText.times(n), count -> count == n);
    }

    /** So many times or more. */
    public ResourceAnsweredAssert atLeast(int n) {
        return counts("at least " + TimeText.times(n), count -> count >= n);
    }

    /** So many times or fewer. */
    public ResourceAnsweredAssert atMost(int n) {
        return counts("at most " + TimeText.times(n), count -> count <= n);
    }
}
