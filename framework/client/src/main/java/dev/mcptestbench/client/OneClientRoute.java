package dev.mcptestbench.client;

import dev.mcptestbench.client.OngoingCall.Patience;
import dev.mcptestbench.client.resilience.Circuit;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The way of calls that one client makes, with its retries and its circuit breaker. */
final class OneClientRoute implements Route {

    private final String name;
    private final Member member;
    private final RepeatedCalls calls;

    OneClientRoute(ManagedClient client, ClientSettings settings, Surroundings surroundings) {
        this.name = client.name();
        Circuit circuit = settings.circuit()
                .map(breaker -> new Circuit(name, breaker, surroundings.journal(), surroundings.clock()))
                .orElse(null);
        this.member = new Member(client, circuit, request -> client.attempt(request, Patience.WAITS));
        this.calls = new RepeatedCalls(this, settings, surroundings);
    }

    StartedCall start(Outgoing request) {
        return calls.start(request);
    }

    void abandonAll(String howLong) {
        calls.abandonAll(howLong);
    }

    Circuit circuit() {
        Circuit circuit = member.circuit();
        if (circuit == null) {
            throw new IllegalStateException("Client \"" + name + "\" has no circuit breaker: add it with"
                    + " ClientSettings.DEFAULT.withCircuit(failures(3)), for example");
        }
        return circuit;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Member.@Nullable Turn next(Outgoing request, Set<Member> tried) {
        return tried.isEmpty() ? member.turn() : null;
    }

    @Override
    public ClientException nobody() {
        return new CircuitOpenException(
                "Client \"" + name + "\" made no call: its " + circuit().describe());
    }

    @Override
    public int length() {
        return 1;
    }

    @Override
    public boolean makesSafe(Outgoing request) {
        return member.client().tools().makeSafe(request);
    }
}
