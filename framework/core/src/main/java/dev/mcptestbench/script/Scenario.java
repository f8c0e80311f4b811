package dev.mcptestbench.script;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.apiguardian.api.API;

/**
 * A script with a name: what a server offers and how it misbehaves. Immutable, and played by any number of servers at
 * once; whatever changes while it is played lives with the player.
 *
 * @param name what the scenario is called
 * @param description what it is about, for whoever reads it; empty if nobody said
 * @param seed where its randomness starts
 * @param settings how the server behaves otherwise
 * @param authorization how an authorization server behaves that plays it, apart from rules
 * @param features what it offers: tools, resources, resource templates, prompts in the order of the lists, completions
 * @param replies what it says, word for word, to requests with certain arguments
 * @param rules how it misbehaves, in the order of writing
 */
@API(status = API.Status.EXPERIMENTAL)
public record Scenario(
        String name,
        String description,
        long seed,
        ServerSettings settings,
        OAuthTerms authorization,
        List<Feature> features,
        List<CannedReply> replies,
        List<Rule> rules) {

    /** The seed unless one is given. */
    public static final long DEFAULT_SEED = 42;

    private static final List<Class<? extends Feature>> KINDS = List.of(
            Feature.Tool.class,
            Feature.Resource.class,
            Feature.ResourceTemplate.class,
            Feature.Prompt.class,
            Feature.Completion.class);

    // Stable: within a kind the order of writing is that of the lists. Completions are in no list.
    private static final Comparator<Feature> BY_KIND = Comparator.<Feature>comparingInt(
                    feature -> KINDS.indexOf(feature.getClass()))
            .thenComparing(feature -> feature instanceof Feature.Completion completion
                    ? completion.name() + "\n" + completion.argument()
                    : "");

    /** Copies its collections and groups the features by kind. */
    public Scenario {
        features = features.stream().sorted(BY_KIND).toList();
        replies = List.copyOf(replies);
        rules = List.copyOf(rules);
    }

    /** A scenario that says no more of itself than its name. */
    public Scenario(
            String name,
            long seed,
            ServerSettings settings,
            List<Feature> features,
            List<CannedReply> replies,
            List<Rule> rules) {
        this(name, "", seed, settings, OAuthTerms.NONE, features, replies, rules);
    }

    /** A scenario without canned replies. */
    public Scenario(String name, long seed, ServerSettings settings, List<Feature> features, List<Rule> rules) {
        this(name, seed, settings, features, List.of(), rules);
    }

    /**
     * One of the scenarios that come with the mock server: each is a bug that really happened to somebody, told as what the
     * server did. {@code docs/faults.md} lists them.
     *
     * @param name such as {@code retry-line-then-close}
     * @throws IllegalArgumentException if there is none of that name, telling which there are
     */
    public static Scenario regression(String name) {
        return Regressions.named(name);
    }

    /** A scenario to be written in Java. */
    public static Builder named(String name) {
        return new Builder(name);
    }

    /**
     * Puts this scenario's parts for an MCP server into a sink: settings, features, replies, rules. Rules about requests to an
     * authorization server are left to that.
     */
    public void playInto(ScriptSink sink) {
        sink.change(ignored -> settings);
        features.forEach(sink::put);
        replies.forEach(sink::reply);
        rules.stream().filter(rule -> !OAuthRules.isOAuth(rule)).forEach(sink::add);
    }

    /** Puts the rules into a sink that are about requests to an authorization server, and nothing else. */
    public void playOAuthInto(ScriptSink sink) {
        rules.stream().filter(OAuthRules::isOAuth).forEach(sink::add);
    }

    /** Writes a scenario with the same words that script a running server. Not thread-safe. */
    @API(status = API.Status.EXPERIMENTAL)
    public static final class Builder implements Scriptable<Builder> {

        private final String name;
        private String description = "";
        private long seed = DEFAULT_SEED;
        private ServerSettings settings = ServerSettings.DEFAULT;
        private OAuthTerms authorization = OAuthTerms.NONE;
        private final Map<String, Feature> features = new LinkedHashMap<>();
        private final List<CannedReply> replies = new ArrayList<>();
        private final List<Rule> rules = new ArrayList<>();

        Builder(String name) {
            this.name = name;
        }

        /** What it is about, for whoever reads it. */
        public Builder describedAs(String text) {
            this.description = text;
            return this;
        }

        /** Where the randomness of this scenario starts. */
        public Builder seed(long value) {
            this.seed = value;
            return this;
        }

        /** How an authorization server behaves that plays it, apart from rules. */
        public Builder authorization(OAuthTerms terms) {
            this.authorization = terms;
            return this;
        }

        /** The scenario as written so far. */
        public Scenario build() {
            return new Scenario(
                    name, description, seed, settings, authorization, List.copyOf(features.values()), replies, rules);
        }

        @Override
        public Builder self() {
            return this;
        }

        @Override
        public ScriptSink script() {
            return new ScriptSink() {
                @Override
                public void put(Feature feature) {
                    features.put(key(feature.getClass(), feature.name(), feature), feature);
                }

                @Override
                public void remove(Class<? extends Feature> kind, String featureName) {
                    features.remove(kind.getSimpleName() + " " + featureName);
                }

                @Override
                public void reply(CannedReply reply) {
                    replies.add(reply);
                }

                @Override
                public void add(Rule rule) {
                    rules.add(rule);
                }

                @Override
                public void replace(Rule rule, Rule by) {
                    rules.replaceAll(each -> each.equals(rule) ? by : each);
                }

                @Override
                public void change(UnaryOperator<ServerSettings> change) {
                    settings = change.apply(settings);
                }
            };
        }

        private static String key(Class<?> kind, String name, Feature feature) {
            return kind.getSimpleName() + " " + name
                    + (feature instanceof Feature.Completion completion ? " " + completion.argument() : "");
        }
    }
}
