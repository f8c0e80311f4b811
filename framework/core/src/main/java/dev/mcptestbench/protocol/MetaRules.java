package dev.mcptestbench.protocol;

import static dev.mcptestbench.protocol.Field.may;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Checks the member {@code _meta} of params and results (basic#meta). */
final class MetaRules {

    private static final List<Field> SUBSCRIPTION = List.of(may(RequestMeta.SUBSCRIPTION_ID, Shape.ID));

    /** Version, trace and parent in hexadecimal, none of them what means that there is none, and flags. */
    private static final Pattern TRACE_PARENT =
            Pattern.compile("(?!ff)[0-9a-f]{2}-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}(-.*)?");

    /** Names with values, separated by commas; both formats allow for empty members. */
    private static final Pattern TRACE_LIST =
            Pattern.compile("[ \\t]*([^=,]+=[\\x20-\\x7e&&[^,]]*)?(,([^=,]+=[\\x20-\\x7e&&[^,]]*|[ \\t]*))*");

    /** Names that come with nearly every request, which need not be read letter by letter. */
    private static final Set<String> OWN = Set.of(
            RequestMeta.PROTOCOL_VERSION,
            RequestMeta.CLIENT_INFO,
            RequestMeta.CLIENT_CAPABILITIES,
            RequestMeta.LOG_LEVEL,
            RequestMeta.SERVER_INFO);

    private MetaRules() {}

    static void check(Map<?, ?> owner, String path, Findings findings) {
        Object meta = owner.get("_meta");
        if (meta == null && !owner.containsKey("_meta")) {
            return;
        }
        if (!(meta instanceof Map<?, ?> map)) {
            findings.add(FeatureRequirements.META_TYPE, "is " + Findings.show(meta), path + "._meta");
            return;
        }
        for (Map.Entry<?, ?> entry : map.entrySet()) {
            String key = (String) entry.getKey();
            if (!isKey(key)) {
                findings.add(FeatureRequirements.META_KEY, Findings.show(key) + " is no such name", path + "._meta");
            } else if (!isTrace(key, entry.getValue())) {
                findings.add(
                        FeatureRequirements.TRACE_CONTEXT,
                        "is " + Findings.show(entry.getValue()),
                        path + "._meta." + key);
            }
        }
    }

    /** Looks at the subscription that a notification says it belongs to. */
    static void checkSubscription(Message message, Findings findings) {
        if (message.kind() == Message.Kind.NOTIFICATION && message.params().get("_meta") instanceof Map<?, ?> meta) {
            Field.check(SUBSCRIPTION, meta, "params._meta", AnswerRequirements.SUBSCRIPTION_ID, findings);
        }
    }

    /** Tells whether a value is what its key promises, if the key is one of tracing. */
    private static boolean isTrace(String key, @Nullable Object value) {
        return switch (key) {
            case "traceparent" ->
                value instanceof String text && TRACE_PARENT.matcher(text).matches();
            case "tracestate", "baggage" ->
                value instanceof String text && TRACE_LIST.matcher(text).matches();
            default -> true;
        };
    }

    static boolean isKey(String key) {
        if (OWN.contains(key)) {
            return true;
        }
        int slash = key.indexOf('/');
        return (slash < 0 || isPrefix(key, slash)) && isName(key, slash + 1);
    }

    private static boolean isPrefix(String key, int end) {
        int label = 0;
        for (int i = 0; i <= end; i++) {
            if (i == end || key.charAt(i) == '.') {
                if (i == label || !isLetter(key.charAt(label)) || !isAlphanumeric(key.charAt(i - 1))) {
                    return false;
                }
                label = i + 1;
            } else if (!isAlphanumeric(key.charAt(i)) && key.charAt(i) != '-') {
                return false;
            }
        }
        return true;
    }

    private static boolean isName(String key, int start) {
        if (start == key.length()) {
            return true;
        }
        if (!isAlphanumeric(key.charAt(start)) || !isAlphanumeric(key.charAt(key.length() - 1))) {
            return false;
        }
        for (int i = start; i < key.length(); i++) {
            char c = key.charAt(i);
            if (!isAlphanumeric(c) && c != '-' && c != '_' && c != '.') {
                return false;
            }
        }
        return true;
    }

    private static boolean isLetter(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    }

    private static boolean isAlphanumeric(char c) {
        return isLetter(c) || (c >= '0' && c <= '9');
    }
}
