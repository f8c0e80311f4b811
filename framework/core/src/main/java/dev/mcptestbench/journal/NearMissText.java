package dev.mcptestbench.journal;

import dev.mcptestbench.protocol.Message;
import dev.mcptestbench.protocol.MessageText;
import dev.mcptestbench.protocol.Methods;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.apiguardian.api.API;
import org.jspecify.annotations.Nullable;

/** Tells of a {@link NearMiss}: the request that came closest, argument by argument, and what was looked for instead. */
@API(status = API.Status.INTERNAL)
public final class NearMissText {

    private static final int EXPECTED_COLUMN = 48;
    private static final int MOST_ARGUMENTS = 12;

    private NearMissText() {}

    /** The block that begins with {@code Nearest (1 of 2 calls):}, lines ended by {@code \n} but for the last. */
    public static String of(NearMiss miss) {
        JournalEntry.RequestArrived request = miss.entry();
        Message message = request.message();
        boolean call = message != null && Methods.TOOLS_CALL.equals(message.method());
        StringBuilder text = new StringBuilder("Nearest (1 of ")
                .append(miss.candidates())
                .append(call ? " call" : " request")
                .append(miss.candidates() == 1 ? "):\n" : "s):\n");
        text.append("  #").append(request.number()).append("  ").append(what(request));
        if (request.client() != null) {
            text.append("   from client \"").append(request.client()).append('"');
        }
        Set<String> told = new HashSet<>();
        differences(text, miss, told, "name");
        Map<?, ?> arguments = message == null ? Map.of() : MessageWords.argumentsOf(message);
        int shown = 0;
        for (Map.Entry<?, ?> argument : arguments.entrySet()) {
            String name = String.valueOf(argument.getKey());
            if (differences(text, miss, told, name)) {
                continue;
            }
            if (shown < MOST_ARGUMENTS) {
                line(text, name, argument.getValue(), null);
            }
            shown++;
        }
        if (shown > MOST_ARGUMENTS) {
            text.append("\n         … and ").append(shown - MOST_ARGUMENTS).append(" more");
        }
        for (NearMiss.Difference difference : miss.differences()) {
            if (told.add(difference.what())) {
                line(text, difference.what(), difference.actual(), difference);
            }
        }
        return text.toString();
    }

    private static String what(JournalEntry.RequestArrived request) {
        Message message = request.message();
        if (message == null) {
            return request.httpMethod() + " " + MessageWords.cut(Secrets.hide(request.target()), 60);
        }
        String name = MessageWords.nameOf(message);
        String method = MessageText.word(message.method());
        return name == null ? method : method + " " + MessageWords.value(name);
    }

    private static boolean differences(StringBuilder text, NearMiss miss, Set<String> told, String what) {
        for (NearMiss.Difference difference : miss.differences()) {
            if (difference.what().equals(what)) {
                if (told.add(what)) {
                    line(text, what, difference.actual(), difference);
                }
                return true;
            }
        }
        return false;
    }

    private static void line(
            StringBuilder text, String what, @Nullable Object actual, NearMiss.@Nullable Difference difference) {
        boolean missing = difference != null && actual == null;
        String found = "         " + what + (missing ? " is missing" : " = " + shown(what, actual));
        text.append('\n').append(found);
        if (difference != null) {
            text.append(" ".repeat(Math.max(2, EXPECTED_COLUMN - found.length())))
                    .append("← expected ")
                    .append(shown(what, difference.expected()));
        }
    }

    private static String shown(String what, @Nullable Object value) {
        return value instanceof String && Secrets.isSecret(what) ? Secrets.HIDDEN : MessageWords.value(value);
    }
}
