package dev.mcptestbench.wire;

import dev.mcptestbench.journal.Journal;
import dev.mcptestbench.protocol.Era;
import dev.mcptestbench.script.CannedReply;
import dev.mcptestbench.script.Carrier;
import dev.mcptestbench.script.FaultTable;
import dev.mcptestbench.script.Feature;
import dev.mcptestbench.script.Latency;
import dev.mcptestbench.script.Occasion;
import dev.mcptestbench.script.Occurrence;
import dev.mcptestbench.script.Rule;
import dev.mcptestbench.script.ScriptSink;
import dev.mcptestbench.script.ServerSettings;
import dev.mcptestbench.script.Source;
import dev.mcptestbench.script.Trigger;
import dev.mcptestbench.time.TestClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.apiguardian.api.API;
import org.jspecify.annotations.Nullable;

/**
 * The running state of one script at one server: what is offered now, which rules stand, how often each was met and has
 * fired, and the randomness they draw on. The scenario that it was loaded from stays as it is. Thread-safe.
 */
@API(status = API.Status.INTERNAL)
public final class Playback implements ScriptSink {

    private final String server;
    private final Journal journal;
    private final Random random;
    private final FaultPlugins plugins;
    private final Set<Carrier> carriers;
    private final List<StandingRule> rules = new CopyOnWriteArrayList<>();
    private final CannedReplies replies = new CannedReplies();
    private final @Nullable Playback common;
    private final Map<Key, Feature> features = new LinkedHashMap<>();
    private volatile List<Feature> offered = List.of();
    private volatile ServerSettings settings = ServerSettings.DEFAULT;
    private volatile Runnable onChange = () -> {};
    private Consumer<StandingRule> timekeeper = standing -> {};

    /**
     * An empty script.
     *
     * @param server the server's name in the journal
     * @param seed where its randomness starts
     * @param plugins what plugins bring
     */
    public Playback(String server, Journal journal, long seed, FaultPlugins plugins) {
        this(server, journal, seed, plugins, Carrier.all(), null);
    }

    /**
     * An empty script.
     *
     * @param server the server's name in the journal
     * @param seed where its randomness starts
     * @param plugins what plugins bring
     * @param carriers over which the server is reached: what none of them can express is refused
     */
    public Playback(String server, Journal journal, long seed, FaultPlugins plugins, Set<Carrier> carriers) {
        this(server, journal, seed, plugins, carriers, null);
    }

    private Playback(
            String server,
            Journal journal,
            long seed,
            FaultPlugins plugins,
            Set<Carrier> carriers,
            @Nullable Playback common) {
        this.carriers = Set.copyOf(carriers);
        this.server = server;
        this.journal = journal;
        this.common = common;
        this.random = new Random(seed);
        this.plugins = plugins;
    }

    /** An empty script of one server among several: the rules of this one are met at all of them, and counted here. */
    public Playback ofMember(String member, long seed) {
        return new Playback(member, journal, seed, plugins, carriers, this);
    }

    /** Over which the server is reached; unmodifiable. */
    public Set<Carrier> carriers() {
        return carriers;
    }

    /** How the server behaves now. */
    public ServerSettings settings() {
        return settings;
    }

    /** What is offered of one kind, in the order of offering. */
    public <T extends Feature> List<T> features(Class<T> kind) {
        List<T> found = new ArrayList<>();
        for (Feature feature : offered) {
            if (kind.isInstance(feature)) {
                found.add(kind.cast(feature));
            }
        }
        return found;
    }

    /** The feature of this kind and name, or {@code null}. */
    public <T extends Feature> @Nullable T feature(Class<T> kind, @Nullable String name) {
        for (Feature feature : offered) {
            if (kind.isInstance(feature) && feature.name().equals(name)) {
                return kind.cast(feature);
            }
        }
        return null;
    }

    /** What is said word for word to requests with certain arguments. */
    public CannedReplies replies() {
        return replies;
    }

    /** Draws a duration. */
    public Duration sample(Latency latency) {
        return latency.sample(random);
    }

    /** Says what is to happen on this occasion of streamable HTTP in the legacy era. */
    public Plan meet(Occasion occasion, long exchange) {
        return meet(occasion, exchange, Carrier.STREAMABLE_HTTP, Era.LEGACY);
    }

    /** Says what is to happen on this occasion, as {@link #meet(List, long, Carrier, Era)} does. */
    public Plan meet(Occasion occasion, long exchange, Carrier carrier, Era era) {
        return meet(List.of(occasion), exchange, carrier, era);
    }

    /**
     * Says what is to happen on what is one or several occasions at once, such as a request that opens a stream. Counting
     * is atomic: no two occasions are both the first. A rule that is met where it cannot act does nothing, and
     * {@link #complaints()} tells of it.
     */
    public Plan meet(List<Occasion> occasions, long exchange, Carrier carrier, Era era) {
        if (rules.isEmpty() && (common == null || common.rules.isEmpty())) {
            return Plan.NOTHING;
        }
        List<Firing> firings = new ArrayList<>(2);
        if (common != null) {
            common.collect(occasions, exchange, carrier, era, firings);
        }
        collect(occasions, exchange, carrier, era, firings);
        return firings.isEmpty() ? Plan.NOTHING : new Plan(firings, this::sample, plugins);
    }

    private void collect(List<Occasion> occasions, long exchange, Carrier carrier, Era era, List<Firing> firings) {
        for (StandingRule standing : rules) {
            for (Occasion occasion : occasions) {
                if (standing.meets(occasion, carrier, random)
                        && standing.isExpressible(carrier, era, exchange, occasion.client())) {
                    firings.add(new Firing(standing, carrier, exchange, occasion));
                }
            }
        }
    }

    /** The rules that were met where they cannot act, and why they cannot, each as a sentence with where it stands. */
    public List<String> complaints() {
        List<String> complaints = new ArrayList<>();
        for (StandingRule standing : rules) {
            for (String complaint : standing.complaints()) {
                Source source = standing.rule().source();
                complaints.add("R" + complaint.substring(1) + ":\n  " + standing.rule()
                        + (source == null ? "" : "              (" + source + ")")
                        + "\nNarrow the rule with over(…) to the carriers that can express it.");
            }
        }
        return complaints;
    }

    /**
     * The rules that have not done what they say, each with how often its trigger was met; those that
     * {@link #complaints()} tells of are left out.
     */
    public List<Unfired> unfired() {
        return rules.stream()
                .filter(standing ->
                        standing.firedTimes() == 0 && standing.complaints().isEmpty())
                .map(standing -> new Unfired(standing.number(), standing.rule(), standing.met()))
                .toList();
    }

    /**
     * A rule that never fired.
     *
     * @param number its number, from 1
     * @param rule the rule
     * @param met how often its trigger was met
     */
    @API(status = API.Status.INTERNAL)
    public record Unfired(int number, Rule rule, long met) {

        /** Says so, where it was written, and what to do about it. */
        public String text() {
            Source source = rule.source();
            boolean message = rule.trigger() instanceof Trigger.OfMessage;
            return "Rule " + number + " of this test never fired:\n  " + rule
                    + (source == null ? "" : "              (" + source + ")")
                    + "\n" + rule.trigger() + (message ? " was received " : " came about ") + times(met) + ".\n"
                    + "Remove the rule, " + remedy() + ", or allow it: @McpIntegrationTest(unfiredRules = ALLOW).";
        }

        private String remedy() {
            long needed = rule.occurrence() instanceof Occurrence.Nth nth
                    ? nth.n()
                    : rule.occurrence() instanceof Occurrence.From from ? from.n() : 1;
            if (met >= needed) {
                return "make the reply get as far as \"" + rule.position() + "\"";
            }
            return needed == 1 ? "make the client do it" : "make the client do it a " + nth(needed) + " time";
        }

        private static String times(long n) {
            return n == 0 ? "never" : n == 1 ? "once" : n + " times";
        }

        private static String nth(long n) {
            return switch ((int) Math.min(n, 6)) {
                case 2 -> "second";
                case 3 -> "third";
                case 4 -> "fourth";
                case 5 -> "fifth";
                default -> n + "th";
            };
        }
    }

    /** Runs the action whenever features are offered or withdrawn. */
    public void whenOfferChanges(Runnable action) {
        onChange = action;
    }

    @Override
    public void put(Feature feature) {
        synchronized (features) {
            String detail = feature instanceof Feature.Completion completion ? completion.argument() : "";
            features.put(new Key(feature.getClass(), feature.name(), detail), feature);
            offered = List.copyOf(features.values());
        }
        onChange.run();
    }

    @Override
    public void remove(Class<? extends Feature> kind, String name) {
        synchronized (features) {
            features.keySet()
                    .removeIf(key -> key.kind().equals(kind) && key.name().equals(name));
            offered = List.copyOf(features.values());
        }
        onChange.run();
    }

    /** Has rules for a point in time met when it comes; those that are scripted already count from now. */
    public void keepTime(TestClock clock, Carrier carrier, Consumer<Plan> whenMet) {
        synchronized (rules) {
            timekeeper = standing -> {
                if (standing.rule().trigger() instanceof Trigger.OfTime time) {
                    clock.schedule(time.since(), () -> whenMet.accept(meetAlone(standing, time, carrier)));
                }
            };
            rules.forEach(timekeeper);
        }
    }

    private Plan meetAlone(StandingRule standing, Trigger.OfTime time, Carrier carrier) {
        Occasion occasion = new Occasion.TimeReached(time.since());
        boolean replaced = !rules.contains(standing);
        return replaced || !standing.meets(occasion, carrier, random)
                ? Plan.NOTHING
                : new Plan(List.of(new Firing(standing, carrier, 0, occasion)), this::sample, plugins);
    }

    @Override
    public void reply(CannedReply reply) {
        replies.add(reply);
    }

    private void requireExpressible(Rule rule) {
        Set<Era> eras = EnumSet.noneOf(Era.class);
        settings.revisions().forEach(revision -> eras.add(revision.era()));
        String missing = plugins.refusal(rule.action());
        String reason = missing == null ? FaultTable.refusal(rule, carriers, eras) : missing;
        if (reason != null) {
            throw new IllegalArgumentException("Cannot script \"" + rule + "\" at \"" + server + "\", served over "
                    + carriers.stream().sorted().map(Carrier::toString).collect(Collectors.joining(", ")) + ": "
                    + reason);
        }
    }

    @Override
    public void add(Rule rule) {
        requireExpressible(rule);
        synchronized (rules) {
            StandingRule standing = new StandingRule(rules.size() + 1, rule, server, journal);
            rules.add(standing);
            timekeeper.accept(standing);
        }
    }

    @Override
    public void replace(Rule rule, Rule by) {
        requireExpressible(by);
        synchronized (rules) {
            for (int i = rules.size() - 1; i >= 0; i--) {
                if (rules.get(i).rule().equals(rule)) {
                    StandingRule standing = new StandingRule(i + 1, by, server, journal);
                    rules.set(i, standing);
                    timekeeper.accept(standing);
                    return;
                }
            }
        }
    }

    @Override
    public void change(UnaryOperator<ServerSettings> change) {
        synchronized (rules) {
            settings = change.apply(settings);
        }
    }

    private record Key(Class<?> kind, String name, String detail) {}
}
