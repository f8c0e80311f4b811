package dev.mcptestbench.script;

import dev.mcptestbench.script.FaultVocabulary.Word;
import dev.mcptestbench.script.ModernFault.Sequel;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The words for faults of the modern era in a scenario file. */
final class ModernVocabulary {

    static final List<Word<?>> ROWS = List.of(
            FaultVocabulary.bare("header-mismatch", ReadyFaults.headerMismatch()),
            new Word<>(
                    "unsupported-version",
                    Fault.FailWith.class,
                    choice -> ReadyFaults.unsupportedVersion(
                            choice.parameter() == null
                                    ? List.of()
                                    : choice.parameter().texts()),
                    ModernVocabulary::supported),
            FaultVocabulary.text(
                    "missing-capability",
                    "a capability",
                    Fault.FailWith.class,
                    ReadyFaults::missingCapability,
                    ModernVocabulary::capability),
            FaultVocabulary.bare("without-result-type", ReadyFaults.withoutResultType()),
            new Word<>(
                    "ttl",
                    Fault.ChangeMessage.class,
                    choice -> ReadyFaults.ttl(choice.required("a time").duration()),
                    ModernVocabulary::ttl),
            requireInput("require-input", Sequel.SERVED),
            requireInput("require-input-for-ever", Sequel.ASKED_AGAIN),
            requireInput("require-input-with-tampered-state", Sequel.STATE_REFUSED),
            FaultVocabulary.bare("without-acknowledgement", new ModernFault.WithoutAcknowledgement()),
            new Word<>(
                    "acknowledge-only",
                    ModernFault.AcknowledgeOnly.class,
                    choice -> new ModernFault.AcknowledgeOnly(new LinkedHashSet<>(
                            choice.required("members of the filter").texts())),
                    fault -> List.copyOf(fault.kinds())),
            FaultVocabulary.bare("end-subscriptions", new ModernFault.EndSubscriptions()));

    private ModernVocabulary() {}

    private static Word<ModernFault.RequireInput> requireInput(String word, Sequel sequel) {
        return new Word<>(
                word,
                ModernFault.RequireInput.class,
                choice -> new ModernFault.RequireInput(SpeechWords.readQuestion(choice.required("a question")), sequel),
                fault -> fault.sequel() == sequel ? SpeechWords.write(fault.question()) : null);
    }

    private static @Nullable Object supported(Fault.FailWith failure) {
        if (!(failure.data() instanceof Map<?, ?> data) || !(data.get("supported") instanceof List<?> versions)) {
            return null;
        }
        List<String> supported = versions.stream().map(String::valueOf).toList();
        boolean same = ReadyFaults.unsupportedVersion(supported).equals(failure);
        return same ? supported.isEmpty() ? FaultVocabulary.NONE : supported : null;
    }

    private static @Nullable String capability(Fault.FailWith failure) {
        return failure.data() instanceof Map<?, ?> data
                        && data.get("requiredCapabilities") instanceof Map<?, ?> required
                        && required.size() == 1
                ? Objects.toString(required.keySet().iterator().next())
                : null;
    }

    private static @Nullable Object ttl(Fault.ChangeMessage change) {
        if (!(change.set().get(ReadyFaults.TTL) instanceof Number millis) || millis.longValue() < 0) {
            return null;
        }
        Duration ttl = Duration.ofMillis(millis.longValue());
        return ReadyFaults.ttl(ttl).equals(change) ? LatencyWords.duration(ttl) : null;
    }
}
