package dev.mcptestbench.client;

import dev.mcptestbench.client.notification.Wording;
import dev.mcptestbench.client.resilience.Circuit;
import dev.mcptestbench.journal.ClientState;
import dev.mcptestbench.journal.JournalEntry;
import dev.mcptestbench.script.Metric;
import dev.mcptestbench.time.TimeText;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import org.apiguardian.api.API;
import org.assertj.core.api.AbstractAssert;

/** Claims about who is in a pool, how its calls were spread, and which went to another member. */
@API(status = API.Status.EXPERIMENTAL)
public final class ClientPoolAssert extends AbstractAssert<ClientPoolAssert, ClientPool> {

    private Duration patience = Duration.ZERO;

    ClientPoolAssert(ClientPool actual) {
        super(actual, ClientPoolAssert.class);
    }

    /** Lets the next claims come true within that time, in real time, instead of at once. */
    public ClientPoolAssert eventually(Duration within) {
        patience = within;
        return this;
    }

    /** Just these members are connected, in any order. */
    public ClientPoolAssert hasConnected(String... members) {
        isNotNull();
        Set<String> expected = Set.of(members);
        if (!holds(() -> connected().equals(expected))) {
            throw unlike(
                    "to have connected " + Wording.names(Arrays.asList(members)),
                    Wording.names(actual.members().stream()
                                    .map(ManagedClient::name)
                                    .filter(connected()::contains)
                                    .toList())
                            + (connected().size() == 1 ? " is" : " are"));
        }
        return this;
    }

    private Set<String> connected() {
        return actual.members().stream()
                .filter(member -> member.state() == ClientState.CONNECTED)
                .map(ManagedClient::name)
                .collect(Collectors.toSet());
    }

    /** Its members were asked for just so many calls each, in the order of the members; one call may be asked for twice. */
    public ClientPoolAssert hasSpreadCalls(int... calls) {
        isNotNull();
        List<Long> expected =
                Arrays.stream(calls).mapToLong(each -> each).boxed().toList();
        if (!holds(() -> spread().equals(expected))) {
            throw unlike("to have spread its calls " + expected, "it has spread them " + spread());
        }
        return this;
    }

    private List<Long> spread() {
        return actual.members().stream().map(member -> member.metrics().calls()).toList();
    }

    /** Just so many times a call that had failed was made by another member. */
    public ClientPoolAssert hasFailedOver(int times) {
        isNotNull();
        if (!holds(() -> failovers().size() == times)) {
            throw unlike(
                    "to have failed over " + Wording.count(times, "time"),
                    "it did so " + Wording.count(failovers().size(), "time"),
                    failovers().stream()
                            .map(each -> "\n  " + each.at().toMillis() + " ms  " + each.call() + " from "
                                    + each.client() + " to " + each.next() + ": " + each.why())
                            .collect(Collectors.joining()));
        }
        return this;
    }

    private List<JournalEntry.CallRepeated> failovers() {
        Set<String> members = actual.members().stream().map(ManagedClient::name).collect(Collectors.toSet());
        return actual.journal().entries(JournalEntry.CallRepeated.class).stream()
                .filter(each -> members.contains(each.client()) && members.contains(each.next()))
                .toList();
    }

    /** It has counted just so many; each call of the pool counts once, whoever made it. */
    public ClientPoolAssert hasCounted(long count, Metric metric) {
        isNotNull();
        if (!holds(() -> actual.metrics().of(metric) == count)) {
            throw unlike(
                    "to have counted " + count + " " + metric,
                    "it counted " + actual.metrics().of(metric));
        }
        return this;
    }

    private boolean holds(BooleanSupplier condition) {
        return actual.journal().await(condition, patience);
    }

    private AssertionError unlike(String expectation, String but) {
        return unlike(expectation, but, "");
    }

    private AssertionError unlike(String expectation, String but, String list) {
        String waited = patience.isZero() ? "" : "\nwithin " + TimeText.words(patience);
        return failure(
                "%s",
                "Expected pool \"" + actual.name() + "\" " + expectation + waited + "\nbut " + but
                        + (list.isEmpty() ? ". " : ":" + list + "\n") + "Its members:"
                        + actual.members().stream().map(this::line).collect(Collectors.joining()));
    }

    private String line(ManagedClient member) {
        Circuit circuit = actual.circuitBefore(member);
        ClientMetrics metrics = member.metrics();
        return "\n  " + member.name() + "  " + member.state() + (circuit == null ? "" : ", " + circuit.describe())
                + "; "
                + Wording.count(metrics.calls(), "call") + ", " + Wording.count(metrics.errors(), "error")
                + member.lastError().map(e -> "; last error: " + e.getMessage()).orElse("");
    }
}
