package dev.mcptestbench.junit;

import java.lang.management.ManagementFactory;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Method;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Future;
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

    private static final List<String> CONFIGURED = List.of(
            "junit.jupiter.execution.timeout.default",
            "junit.jupiter.execution.timeout.testable.method.default",
            "junit.jupiter.execution.timeout.test.method.default",
            "junit.jupiter.execution.timeout.testtemplate.method.default");

    @Override
    public void interceptTestMethod(
            Invocation<@Nullable Void> invocation,
            ReflectiveInvocationContext<Method> invoked,
            ExtensionContext context)
            throws Throwable {
        bounded(invocation, invoked.getExecutable(), context);
    }

    @Override
    public void interceptTestTemplateMethod(
            Invocation<@Nullable Void> invocation,
            ReflectiveInvocationContext<Method> invoked,
            ExtensionContext context)
            throws Throwable {
        bounded(invocation, invoked.getExecutable(), context);
    }

    @Override
    public void interceptBeforeEachMethod(
            Invocation<@Nullable Void> invocation,
            ReflectiveInvocationContext<Method> invoked,
            ExtensionContext context)
            throws Throwable {
        bounded(invocation, invoked.getExecutable(), context);
    }

    @Override
    public void interceptAfterEachMethod(
            Invocation<@Nullable Void> invocation,
            ReflectiveInvocationContext<Method> invoked,
            ExtensionContext context)
            throws Throwable {
        bounded(invocation, invoked.getExecutable(), context);
    }

    @Override
    public void interceptDynamicTest(
            Invocation<@Nullable Void> invocation, DynamicTestInvocationContext invoked, ExtensionContext context)
            throws Throwable {
        Method factory =
                context.getParent().flatMap(ExtensionContext::getTestMethod).orElse(null);
        bounded(invocation, factory, context);
    }

    private static void bounded(
            Invocation<@Nullable Void> invocation, @Nullable Method method, ExtensionContext context) throws Throwable {
        long millis = TestRun.setup(context).annotation().testTimeoutMillis();
        if (millis == 0 || isBoundedOtherwise(method, context) || isDebugged()) {
            invocation.proceed();
            return;
        }
        Alarm alarm = new Alarm(Thread.currentThread());
        Future<?> timer = Watchdog.of(context).after(Duration.ofMillis(millis), alarm);
        @Nullable Throwable failure = null;
        try {
            invocation.proceed();
        } catch (Throwable thrown) {
            failure = thrown;
        }
        timer.cancel(false);
        StackTraceElement @Nullable [] stack = alarm.stackWhenRung();
        if (stack != null) {
            throw tooLong(method, context, millis, stack, failure);
        }
        if (failure != null) {
            throw failure;
        }
    }

    private static AssertionError tooLong(
            @Nullable Method method,
            ExtensionContext context,
            long millis,
            StackTraceElement[] stack,
            @Nullable Throwable failure) {
        String place = method == null ? context.getDisplayName() : Places.of(method);
        boolean silent = TestRun.of(context).fixtures().journal().lastNumber() == 0;
        AssertionError error = new AssertionError(place + " was interrupted after " + words(millis)
                + ", the longest that a test may take (@McpIntegrationTest(testTimeoutMillis = …)).\n"
                + (silent
                        ? "Nothing arrived at any server, and no managed client did anything."
                        : "The stack below is where it was; this is what did arrive:"));
        error.setStackTrace(stack);
        if (failure != null) {
            error.addSuppressed(failure);
        }
        return error;
    }

    private static String words(long millis) {
        return millis % 1000 == 0 ? millis / 1000 + " s" : millis + " ms";
    }

    private static boolean isBoundedOtherwise(@Nullable Method method, ExtensionContext context) {
        if (method != null && AnnotationSupport.isAnnotated(method, Timeout.class)) {
            return true;
        }
        for (AnnotatedElement type : context.getEnclosingTestClasses()) {
            if (AnnotationSupport.isAnnotated(type, Timeout.class)) {
                return true;
            }
        }
        return AnnotationSupport.isAnnotated(context.getTestClass(), Timeout.class)
                || CONFIGURED.stream()
                        .anyMatch(
                                name -> context.getConfigurationParameter(name).isPresent());
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

        /** The stack of the thread when it was interrupted, or {@code null} if it was not; called by that thread. */
        synchronized StackTraceElement @Nullable [] stackWhenRung() {
            over = true;
            if (stack != null) {
                Thread.interrupted(); // what closes the fixtures must not meet our interrupt
            }
            return stack;
        }
    }
}
