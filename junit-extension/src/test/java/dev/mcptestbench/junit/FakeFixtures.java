package dev.mcptestbench.junit;

import dev.mcptestbench.plugin.FixtureContext;
import dev.mcptestbench.plugin.FixtureProvider;
import dev.mcptestbench.testcontainers.FakeContainer;
import java.util.Set;
import org.junit.jupiter.api.Assumptions;

/** The providers that tests of the extension find on their class path, sound ones and others. */
public final class FakeFixtures {

    private FakeFixtures() {}

    /** Provides servers. */
    public static final class Servers implements FixtureProvider {

        @Override
        public Set<Class<?>> provides() {
            return Set.of(FakeServer.class);
        }

        @Override
        public Object provide(Class<?> type, String name, FixtureContext context) {
            return new FakeServer(name, context);
        }
    }

    /** Provides clients, each of which has a server made first. */
    public static final class Clients implements FixtureProvider {

        @Override
        public Set<Class<?>> provides() {
            return Set.of(FakeClient.class);
        }

        @Override
        public Object provide(Class<?> type, String name, FixtureContext context) {
            return new FakeClient(name, context.get(FakeServer.class, "").endpoint());
        }
    }

    /** Cannot be made. */
    interface Exploding {}

    /** Is made as something else. */
    interface Absent {}

    /** Needs what nothing provides. */
    interface NeedsContainer {}

    /** Needs {@link Egg}. */
    interface Hen {}

    /** Needs {@link Hen}. */
    interface Egg {}

    /** Has two providers. */
    interface Twice {}

    /** Is only there on some machines. */
    interface Sometimes {}

    /** Provides nothing without trouble. */
    public static final class Troubled implements FixtureProvider {

        @Override
        public Set<Class<?>> provides() {
            return Set.of(
                    Exploding.class,
                    Absent.class,
                    NeedsContainer.class,
                    Hen.class,
                    Egg.class,
                    Twice.class,
                    Sometimes.class);
        }

        @Override
        public Object provide(Class<?> type, String name, FixtureContext context) {
            if (type == NeedsContainer.class) {
                return context.get(FakeContainer.class, name);
            }
            if (type == Hen.class) {
                return context.get(Egg.class, name);
            }
            if (type == Egg.class) {
                return context.get(Hen.class, name);
            }
            if (type == Absent.class) {
                return "no fixture";
            }
            if (type == Sometimes.class) {
                Assumptions.abort("no container engine");
            }
            throw new IllegalStateException("boom");
        }
    }

    /** Provides what another provides, too. */
    public static final class AlsoTwice implements FixtureProvider {

        @Override
        public Set<Class<?>> provides() {
            return Set.of(Twice.class);
        }

        @Override
        public Object provide(Class<?> type, String name, FixtureContext context) {
            throw new AssertionError("asked although there are two");
        }
    }

    /** Cannot be made. */
    public static final class CannotBeMade implements FixtureProvider {

        /** Throws. */
        public CannotBeMade() {
            throw new IllegalStateException("no licence");
        }

        @Override
        public Set<Class<?>> provides() {
            return Set.of();
        }

        @Override
        public Object provide(Class<?> type, String name, FixtureContext context) {
            throw new AssertionError();
        }
    }

    /** Cannot say what it provides. */
    public static final class CannotSay implements FixtureProvider {

        @Override
        public Set<Class<?>> provides() {
            throw new IllegalStateException("lost for words");
        }

        @Override
        public Object provide(Class<?> type, String name, FixtureContext context) {
            throw new AssertionError();
        }
    }
}
