package dev.mcptestbench.auth;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.platform.commons.support.AnnotationSupport;

/** A test that other hosts than our own wire cannot pass. It is reported as skipped there, with the reason. */
@Target({ElementType.METHOD, ElementType.TYPE})
@Retention(RetentionPolicy.RUNTIME)
@Tag("on-our-wire")
@ExtendWith(OnOurWire.Condition.class)
@interface OnOurWire {

    /** What it needs that others have not. */
    String value();

    /** Lets it run on our wire alone. */
    final class Condition implements ExecutionCondition {

        @Override
        public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
            String reason = AnnotationSupport.findAnnotation(context.getElement(), OnOurWire.class)
                    .map(OnOurWire::value)
                    .orElse("");
            return Hosted.isOnOurWire()
                    ? ConditionEvaluationResult.enabled("on our wire")
                    : ConditionEvaluationResult.disabled(reason);
        }
    }
}
