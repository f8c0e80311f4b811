package dev.mcptestbench.script;

import dev.mcptestbench.protocol.Json;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Numbers of the core schema of YAML 1.2 as JSON has them: in the smallest type that holds them exactly. */
final class YamlNumber {

    private static final Pattern NOT_FINITE = Pattern.compile("[-+]?\\.(inf|Inf|INF|nan|NaN|NAN)");

    private YamlNumber() {}

    /**
     * Returns the number, or {@code null} if JSON has none such.
     *
     * @param text a number as the schema spells it
     * @param whole whether it is spelled as a whole number
     */
    static @Nullable Object of(String text, boolean whole) {
        if (text.length() > Json.MAX_DIGITS || NOT_FINITE.matcher(text).matches()) {
            return null;
        }
        String digits = text.startsWith("+") ? text.substring(1) : text;
        if (digits.startsWith("0x")) {
            return Json.plain(new BigInteger(digits.substring(2), 16));
        }
        if (digits.startsWith("0o")) {
            return Json.plain(new BigInteger(digits.substring(2), 8));
        }
        if (whole) {
            return Json.plain(new BigInteger(digits));
        }
        double value = Double.parseDouble(digits);
        BigDecimal exact = new BigDecimal(digits);
        boolean holds = Double.isFinite(value) && new BigDecimal(Double.toString(value)).compareTo(exact) == 0;
        return holds ? (Object) value : exact;
    }
}
