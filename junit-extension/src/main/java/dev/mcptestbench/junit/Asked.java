package dev.mcptestbench.junit;

import java.lang.reflect.Constructor;
import java.lang.reflect.Executable;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Parameter;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.platform.commons.annotation.Testable;
import org.junit.platform.commons.support.AnnotationSupport;
import org.junit.platform.commons.support.HierarchyTraversalMode;
import org.junit.platform.commons.support.ReflectionSupport;

/**
 * What a test asks for: known before anything is made, for what one fixture is may depend on whether there will be another.
 *
 * @param byTheTest the types of the parameters of the test method
 * @param anywhere what its fields, constructors and methods around the test ask for, too
 */
record Asked(Set<Class<?>> byTheTest, Set<Wish> anywhere) {

    static final Asked NOTHING = new Asked(Set.of(), Set.of());

    /** A type, and a name that may be empty. */
    record Wish(Class<?> type, String name) {

        static Wish of(Field field) {
            return new Wish(field.getType(), FixtureInjection.nameOf(field, Places.of(field)));
        }

        static Wish of(Parameter parameter) {
            return new Wish(parameter.getType(), FixtureInjection.nameOf(parameter, Places.of(parameter)));
        }
    }

    /** What is asked for in a run of a test, or of a class whose tests share their fixtures: then by any of them. */
    static Asked in(ExtensionContext home) {
        Optional<Method> test = home.getTestMethod();
        Set<Wish> anywhere = new HashSet<>();
        for (Class<?> type = home.getTestClass().orElse(null); type != null; type = outer(type)) {
            fields(type).forEach(field -> anywhere.add(Wish.of(field)));
            for (Constructor<?> constructor : type.getDeclaredConstructors()) {
                add(constructor, anywhere);
            }
            for (Method method : methods(type, test)) {
                add(method, anywhere);
            }
        }
        return new Asked(
                test.map(method -> Set.copyOf(Arrays.asList(method.getParameterTypes())))
                        .orElse(Set.of()),
                Set.copyOf(anywhere));
    }

    /** The class whose instance is there as well. */
    private static @Nullable Class<?> outer(Class<?> type) {
        return Modifier.isStatic(type.getModifiers()) ? null : type.getEnclosingClass();
    }

    private static List<Field> fields(Class<?> type) {
        return ReflectionSupport.findFields(
                type,
                field -> !field.isSynthetic() && FieldInjection.isFillable(field),
                HierarchyTraversalMode.TOP_DOWN);
    }

    private static List<Method> methods(Class<?> type, Optional<Method> test) {
        return ReflectionSupport.findMethods(
                type,
                method -> isAround(method) || test.map(method::equals).orElseGet(() -> isTest(method)),
                HierarchyTraversalMode.TOP_DOWN);
    }

    private static boolean isAround(Method method) {
        return Stream.of(BeforeAll.class, BeforeEach.class, AfterEach.class, AfterAll.class)
                .anyMatch(around -> AnnotationSupport.isAnnotated(method, around));
    }

    private static boolean isTest(Method method) {
        return AnnotationSupport.isAnnotated(method, Testable.class);
    }

    private static void add(Executable asking, Set<Wish> wishes) {
        for (Parameter parameter : asking.getParameters()) {
            wishes.add(Wish.of(parameter));
        }
    }
}
