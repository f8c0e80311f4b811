package dev.mcptestbench.junit;

import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Executable;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.Parameter;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Names places in a test's source, so that a message can point at them. */
final class Places {

    private Places() {}

    /** {@code OrderTest.pays(MockAuthServer auth)}, {@code OrderTest}, {@code OrderTest.auth}. */
    static String of(AnnotatedElement element) {
        if (element instanceof Class<?> type) {
            return of(type);
        }
        if (element instanceof Field field) {
            return of(field.getDeclaringClass()) + "." + field.getName();
        }
        if (element instanceof Parameter parameter) {
            return of(parameter.getDeclaringExecutable());
        }
        if (element instanceof Executable executable) {
            String name = executable instanceof Method method ? "." + method.getName() : "";
            return Arrays.stream(executable.getParameters())
                    .map(Places::declaration)
                    .collect(Collectors.joining(", ", of(executable.getDeclaringClass()) + name + "(", ")"));
        }
        return element.toString();
    }

    private static String declaration(Parameter parameter) {
        String type = parameter.getType().getSimpleName();
        return parameter.isNamePresent() ? type + " " + parameter.getName() : type;
    }

    /** The class as it is written within its package: {@code OrderTest}, {@code OrderTest.Refunds}. */
    static String of(Class<?> type) {
        Class<?> enclosing = type.getEnclosingClass();
        return enclosing == null ? type.getSimpleName() : of(enclosing) + "." + type.getSimpleName();
    }

    /** The test as a timeline names it: {@code pays(MockAuthServer)}, and which run of it where there are several. */
    static String test(ExtensionContext context) {
        if (context.getTestMethod().isEmpty()) {
            return context.getDisplayName();
        }
        Method method = context.getTestMethod().get();
        String signature = Arrays.stream(method.getParameterTypes())
                .map(Class::getSimpleName)
                .collect(Collectors.joining(", ", method.getName() + "(", ")"));
        return context.getUniqueId().contains("-invocation:") ? signature + " " + context.getDisplayName() : signature;
    }
}
