package dev.mcptestbench.client.notification;

import dev.mcptestbench.protocol.Json;
import java.util.Collection;
import java.util.stream.Collectors;
import org.apiguardian.api.API;
import org.jspecify.annotations.Nullable;

/** The small words of failure texts: counts, quoted names, values. */
@API(status = API.Status.INTERNAL)
public final class Wording {

    private Wording() {}

    /** {@code 1 call}, {@code 2 calls}. */
    public static String count(long n, String noun) {
        return n + " " + noun + (n == 1 ? "" : "s");
    }

    /** {@code "a", "b" and "c"}; {@code none} of nothing. */
    public static String names(Collection<String> names) {
        if (names.isEmpty()) {
            return "none";
        }
        String all = names.stream().map(name -> '"' + name + '"').collect(Collectors.joining(", "));
        int last = all.lastIndexOf("\", \"");
        return last < 0 ? all : all.substring(0, last + 1) + " and " + all.substring(last + 3);
    }

    /** A plain value as JSON has it. */
    public static String value(@Nullable Object value) {
        return Json.write(value);
    }
}
