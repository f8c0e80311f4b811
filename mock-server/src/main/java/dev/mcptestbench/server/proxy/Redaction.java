package dev.mcptestbench.server.proxy;

import dev.mcptestbench.journal.Secrets;
import dev.mcptestbench.script.CannedReply;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Keeps secrets out of a recording: fields by name, and whatever looks like a credential in any text.
 *
 * @param fields names in lower case
 * @param secrets texts that are secret
 * @param wholly whether a text that holds a secret is hidden as a whole
 */
record Redaction(Set<String> fields, Set<String> secrets, boolean wholly) {

    Redaction(Set<String> fields, Set<String> secrets) {
        this(fields, secrets, false);
    }

    Map<String, Object> of(Map<String, ?> map) {
        Map<String, Object> clean = new LinkedHashMap<>();
        map.forEach((name, value) -> {
            boolean hidden = Secrets.isSecret(name) || fields.contains(name.toLowerCase(Locale.ROOT));
            boolean holdsOne = value instanceof String || value instanceof Number;
            clean.put(name, hidden && holdsOne ? CannedReply.ANYTHING : value(value));
        });
        return clean;
    }

    @SuppressWarnings("NullAway") // null is a value of JSON
    private Object value(@Nullable Object value) {
        if (value instanceof Map<?, ?> map) {
            Map<String, Object> members = new LinkedHashMap<>();
            map.forEach((name, member) -> members.put(String.valueOf(name), member));
            return of(members);
        }
        if (value instanceof List<?> list) {
            List<Object> clean = new ArrayList<>();
            list.forEach(item -> clean.add(value(item)));
            return clean;
        }
        return value instanceof String text ? text(text) : value;
    }

    /** Arguments, in which a text that holds a secret becomes any text, so that the secret itself is found again. */
    Map<String, Object> ofArguments(Map<String, Object> arguments) {
        return new Redaction(fields, secrets, true).of(arguments);
    }

    String text(String text) {
        String clean = text;
        for (String secret : secrets) {
            clean = clean.replace(secret, CannedReply.ANYTHING);
        }
        clean = Secrets.hide(clean);
        return wholly && !clean.equals(text) ? CannedReply.ANYTHING : clean;
    }
}
