package dev.mcptestbench.junit;

import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.net.URI;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ExtensionContext.Store;
import org.junit.jupiter.api.extension.TestInstances;
import org.junit.platform.commons.support.HierarchyTraversalMode;
import org.junit.platform.commons.support.ReflectionSupport;

/**
 * Fills the fields of test instances that are {@code null} before a test, and empties them after it: an instance may
 * serve more than one test.
 */
final class FieldInjection {

    private static final Namespace NAMESPACE = Namespace.create(FieldInjection.class);

    private FieldInjection() {}

    private record Filled(Object instance, Field field, Object value) {}

    private record AllFilled(List<Filled> fields) {}

    /** Which test is using a field of an instance that serves several. */
    private record Claims(Map<String, String> owners) {}

    static void fill(TestRun run, ExtensionContext context) {
        List<Filled> filled = new ArrayList<>();
        context.getStore(NAMESPACE).put(AllFilled.class, new AllFilled(filled));
        for (Object instance :
                context.getTestInstances().map(TestInstances::getAllInstances).orElse(List.of())) {
            List<Field> fields = ReflectionSupport.findFields(
                    instance.getClass(), field -> isMeant(field, context), HierarchyTraversalMode.TOP_DOWN);
            List<Field> serversFirst = new ArrayList<>(fields);
            serversFirst.sort(Comparator.comparing(field -> !FixtureInjection.isServer(field.getType())));
            for (Field field : serversFirst) {
                fill(run, instance, field, context, filled);
            }
        }
    }

    private static boolean isMeant(Field field, ExtensionContext context) {
        boolean named = FixtureInjection.isNamed(field);
        boolean fillable = isFillable(field);
        if (named && !fillable) {
            throw new ExtensionConfigurationException(Places.of(field)
                    + " is to be filled for each test, so it must be neither static nor final: remove the modifier");
        }
        boolean foreign = field.getType() == URI.class && field.getAnnotations().length > 0;
        return named || (fillable && !foreign && FixtureInjection.isFixture(field.getType(), context));
    }

    /** Whether it could be filled, be it a fixture or not. */
    static boolean isFillable(Field field) {
        return !Modifier.isStatic(field.getModifiers()) && !Modifier.isFinal(field.getModifiers());
    }

    private static void fill(TestRun run, Object instance, Field field, ExtensionContext context, List<Filled> filled) {
        String place = Places.of(field);
        claim(instance, field, context, place);
        try {
            field.setAccessible(true);
            if (field.get(instance) != null) {
                return;
            }
            Object value = run.fixtures().get(field.getType(), FixtureInjection.nameOf(field, place), place);
            field.set(instance, value);
            filled.add(new Filled(instance, field, value));
        } catch (IllegalAccessException impossible) {
            throw new FixtureException(place + " cannot be filled", impossible);
        }
    }

    /** Refuses to share a field between tests that run at the same time: one would see the other's fixture. */
    private static void claim(Object instance, Field field, ExtensionContext context, String place) {
        if (context.getTestInstanceLifecycle().orElse(null) == TestInstance.Lifecycle.PER_CLASS) {
            Claims claims = Stores.computeIfAbsent(
                    context.getRoot().getStore(NAMESPACE),
                    Claims.class,
                    Claims.class,
                    key -> new Claims(new ConcurrentHashMap<>()));
            String owner = claims.owners()
                    .computeIfAbsent(
                            System.identityHashCode(instance) + " " + field, unclaimed -> context.getUniqueId());
            if (!owner.equals(context.getUniqueId())) {
                throw new FixtureException(
                        place
                                + " is filled for each test, but two tests of its PER_CLASS instance run at the same time: "
                                + "ask for the fixture by a parameter, or run the tests one by one "
                                + "(@Execution(SAME_THREAD))",
                        null);
            }
        }
    }

    static void empty(ExtensionContext context) {
        Claims claims = context.getRoot().getStore(NAMESPACE).get(Claims.class, Claims.class);
        if (claims != null) {
            claims.owners().values().removeIf(context.getUniqueId()::equals);
        }
        Store store = context.getStore(NAMESPACE);
        AllFilled all = store.remove(AllFilled.class, AllFilled.class);
        if (all == null) {
            return;
        }
        for (Filled filled : all.fields()) {
            try {
                if (filled.field().get(filled.instance()) == filled.value()) {
                    filled.field().set(filled.instance(), null);
                }
            } catch (IllegalAccessException impossible) {
                throw new FixtureException(Places.of(filled.field()) + " cannot be emptied", impossible);
            }
        }
    }
}
