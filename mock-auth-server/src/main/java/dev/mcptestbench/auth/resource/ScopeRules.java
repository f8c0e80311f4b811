package dev.mcptestbench.auth.resource;

import dev.mcptestbench.protocol.Message;
import dev.mcptestbench.script.Trigger;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** Which requests need which scopes, and which scope stands for others. Thread-safe. */
final class ScopeRules {

    private record Needed(Trigger.OfMessage requests, Set<String> scopes) {}

    private record Implied(String broader, Set<String> narrower) {}

    private final List<Needed> needed = new CopyOnWriteArrayList<>();
    private final List<Implied> implied = new CopyOnWriteArrayList<>();

    void require(Trigger.OfMessage requests, Set<String> scopes) {
        if (scopes.isEmpty()) {
            throw new IllegalArgumentException(
                    "\"" + requests + "\" is to need scopes, but none is named: name one at least,"
                            + " or say nothing, for a token is needed anyway");
        }
        scopes.forEach(ScopeRules::check);
        needed.add(new Needed(requests, new LinkedHashSet<>(scopes)));
    }

    void imply(String broader, Set<String> narrower) {
        check(broader);
        narrower.forEach(ScopeRules::check);
        implied.add(new Implied(broader, Set.copyOf(narrower)));
    }

    /** A scope as RFC 6749, section 3.3, has it. */
    private static void check(String scope) {
        boolean legal = !scope.isEmpty() && scope.chars().allMatch(c -> c > 0x20 && c < 0x7F && c != '"' && c != '\\');
        if (!legal) {
            throw new IllegalArgumentException(
                    "\"" + scope + "\" is no scope: one has visible characters of ASCII without"
                            + " quotes and backslashes, and no spaces; name several one by one");
        }
    }

    /** The scopes that all of these messages need together, sorted. */
    List<String> of(List<Message> messages, @Nullable String client) {
        Set<String> scopes = new LinkedHashSet<>();
        for (Needed rule : needed) {
            if (messages.stream().anyMatch(message -> rule.requests().matches(message, client))) {
                scopes.addAll(rule.scopes());
            }
        }
        return scopes.stream().sorted().toList();
    }

    /** All scopes that some request needs, sorted. */
    List<String> all() {
        return needed.stream()
                .flatMap(rule -> rule.scopes().stream())
                .distinct()
                .sorted()
                .toList();
    }

    /** Whether these scopes, and those that they stand for, are enough. */
    boolean suffice(Set<String> granted, Collection<String> wanted) {
        Set<String> all = new LinkedHashSet<>(granted);
        List<String> open = new ArrayList<>(granted);
        while (!open.isEmpty()) {
            String scope = open.remove(open.size() - 1);
            implied.stream()
                    .filter(rule -> rule.broader().equals(scope))
                    .flatMap(rule -> rule.narrower().stream())
                    .filter(all::add)
                    .forEach(open::add);
        }
        return all.containsAll(wanted);
    }
}
