package dev.mcptestbench.journal;

import dev.mcptestbench.time.TimeText;
import java.util.List;
import org.apiguardian.api.API;

/** Tells what the clients of a mock did against the specification. */
@API(status = API.Status.INTERNAL)
public final class ViolationText {

    private ViolationText() {}

    /** Violations as the text of a failure, lines ended by {@code \n} but for the last. */
    public static String of(List<JournalEntry.Violation> violations) {
        if (violations.isEmpty()) {
            return "The clients kept to the specification.";
        }
        int n = violations.size();
        StringBuilder text = new StringBuilder("The clients broke the specification ")
                .append(TimeText.times(n))
                .append(':');
        for (JournalEntry.Violation violation : violations) {
            text.append("\n  ").append(violation);
            if (violation.client() != null) {
                text.append(", client \"").append(violation.client()).append('"');
            }
            text.append("\n      ").append(violation.requirement().statement());
        }
        return text.toString();
    }
}
