package dev.mcptestbench.junit;

import dev.mcptestbench.time.TimeText;
import java.lang.management.ManagementFactory;
import java.lang.reflect.Method;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.DynamicTestInvocationContext;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.InvocationInterceptor;
import org.junit.jupiter.api.extension.ReflectiveInvocationContext;
import org.junit.platform.commons.support.AnnotationSupport;

/**
 * Interrupts a test, or a method around it, that takes too long, and has it fail with the stack that it was found with.
 * Leaves alone what JUnit bounds already, and every test while a debugger is attached.
 */
final class TimeLimit implements InvocationInterceptor {

    private static final String CONFIGURATION = "junit.jupiter.execution.timeout.";

    /** What is bounded, with the word that JUnit's configuration has for it. */
    private enum Kind {
        TEST("testable", "test"),
        TEMPLATE("testable", "testtemplate"),
        FACTORY("testable", "testfactory"),
        BEFORE_EACH("lifecycle", "beforeeach"),
        AFTER_EACH("lifecycle", "aftereach"),
        /** Not bounded by JUnit, whatever is configured. */
        DYNAMIC("", "");

        private final String group;
        private final String word;

        Kind(String group, String word) {
            this.group = group;
            this.word = word;
        }
    }

    @Override
    public void interceptTestMethod(
            Invocation<@Nullable Void> invocation,
            ReflectiveInvocationContext<Method> invoked,
            ExtensionContext context)
            throws Throwable {
        bounded(invocation, invoked.getExecutable(), Kind.TEST, context);
    }

    @Override
    public void interceptTestTemplateMethod(
            Invocation<@Nullable Void> invocation,
            ReflectiveInvocationContext<Method> invoked,
            ExtensionContext context)
            throws Throwable {
        bounded(invocation, invoked.getExecutable(), Kind.TEMPLATE, context);
    }

    @Override
    public <T extends @Nullable Object> T interceptTestFactoryMethod(
            Invocation<T> invocation, ReflectiveInvocationContext<Method> invoked, ExtensionContext context)
            throws Throwable {
        return bounded(invocation, invoked.getExecutable(), Kind.FACTORY, context);
    }

    @Override
    public void interceptBeforeEachMethod(
            Invocation<@Nullable Void> invocation,
            ReflectiveInvocationContext<Method> invoked,
            ExtensionContext context)
            throws Throwable {
        bounded(invocation, invoked.getExecutable(), Kind.BEFORE_EACH, context);
    }

    @Override
    public void interceptAfterEachMethod(
            Invocation<@Nullable Void> invocation,
            ReflectiveInvocationContext<Method> invoked,
            ExtensionContext context)
            throws Throwable {
        bounded(invocation, invoked.getExecutable(), Kind.AFTER_EACH, context);
    }

    @Override
    public void interceptDynamicTest(
            Invocation<@Nullable Void> invocation, DynamicTestInvocationContext invoked, ExtensionContext context)
            throws Throwable {
        ExtensionContext factory = context;
        while (factory.getTestMethod().isEmpty() && factory.getParent().isPresent()) {
            factory = factory.getParent().get();
        }
        bounded(invocation, factory.getRequiredTestMethod(), Kind.DYNAMIC, factory);
    }

    private static <T extends @Nullable Object> T bounded(
            Invocation<T> invocation, Method method, Kind kind, ExtensionContext context) throws Throwable {
        long millis = TestRun.setup(context).annotation().testTimeoutMillis();
        if (millis == 0 || isBoundedByJUnit(method, kind, context) || isDebugged()) {
            return invocation.proceed();
        }
        Alarm alarm = new Alarm(Thread.currentThread());
        Future<?> timer = Watchdog.of(context).after(Duration.ofMillis(millis), alarm);
        try {
            T result = invocation.proceed();
            alarm.off(timer);
            if (alarm.stack() != null) {
                throw tooLong(method, context, millis, alarm, null);
            }
            return result;
        } catch (Throwable failure) {
            alarm.off(timer);
            throw alarm.stack() == null ? failure : tooLong(method, context, millis, alarm, failure);
        }
    }

    private static AssertionError tooLong(
            Method method, ExtensionContext context, long millis, Alarm alarm, @Nullable Throwable failure) {
        boolean silent = TestRun.of(context).fixtures().journal().lastNumber() == 0;
        AssertionError error = new AssertionError(
                Places.of(method) + " was interrupted after " + TimeText.words(Duration.ofMillis(millis))
                        + ", the longest that a test may take (@McpIntegrationTest(testTimeoutMillis = …)).\n"
                        + (silent
                                ? "Nothing arrived at any server, and no managed client did anything."
                                : "The stack below is where it was; this is what did arrive:"));
        StackTraceElement[] stack = alarm.stack();
        if (stack != null) {
            error.setStackTrace(stack);
        }
        if (failure != null) {
            error.addSuppressed(failure);
        }
        return error;
    }

    private static boolean isBoundedByJUnit(Method method, Kind kind, ExtensionContext context) {
        if (isConfigured(context, "mode", "disabled"::equals)) {
            return true;
        }
        if (kind == Kind.DYNAMIC) {
            return false;
        }
        if (AnnotationSupport.isAnnotated(method, Timeout.class)) {
            return true;
        }
        // On a class it bounds the tests, not the methods around them.
        boolean annotatedClass = Stream.concat(
                        context.getTestClass().stream(), context.getEnclosingTestClasses().stream())
                .anyMatch(type -> AnnotationSupport.isAnnotated(type, Timeout.class));
        return (annotatedClass && kind.group.equals("testable"))
                || isConfigured(context, "default", value -> true)
                || isConfigured(context, kind.group + ".method.default", value -> true)
                || isConfigured(context, kind.word + ".method.default", value -> true);
    }

    private static boolean isConfigured(ExtensionContext context, String name, Predicate<String> value) {
        return context.getConfigurationParameter(CONFIGURATION + name)
                .filter(value)
                .isPresent();
    }

    private static boolean isDebugged() {
        return ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .anyMatch(argument -> argument.startsWith("-agentlib:jdwp") || argument.startsWith("-Xrunjdwp"));
    }

    /** Interrupts one thread, once, and not after it has been asked for the outcome. */
    private static final class Alarm implements Runnable {

        private final Thread thread;
        private boolean over;
        private StackTraceElement @Nullable [] stack;

        Alarm(Thread thread) {
            this.thread = thread;
        }

        @Override
        public synchronized void run() {
            if (!over) {
                stack = thread.getStackTrace();
                thread.interrupt();
            }
        }

        /** Never rings from now on; called by the thread itself, whose interrupt it takes back. */
        synchronized void off(Future<?> timer) {
            timer.cancel(false);
            if (!over && stack != null) {
                Thread.interrupted(); // what closes the fixtures must not meet it
            }
            over = true;
        }

        /** The stack of the thread when it was interrupted, or {@code null} if it was not. */
        synchronized StackTraceElement @Nullable [] stack() {
            return stack;
        }
    }
}
