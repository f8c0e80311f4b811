package dev.mcptestbench.protocol;

import java.util.Map;

/** Checks the member {@code _meta} of params and results (basic#meta). */
final class MetaRules {

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
        for (Object key : map.keySet()) {
            if (!isKey((String) key)) {
                findings.add(FeatureRequirements.META_KEY, Findings.show(key) + " is no such name", path + "._meta");
            }
        }
    }

    static boolean isKey(String key) {
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
