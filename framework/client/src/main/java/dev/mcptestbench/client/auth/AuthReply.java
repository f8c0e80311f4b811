package dev.mcptestbench.client.auth;

import dev.mcptestbench.journal.Secrets;
import dev.mcptestbench.plugin.CredentialsException;
import dev.mcptestbench.protocol.Json;
import dev.mcptestbench.protocol.JsonException;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What an authorization server has answered.
 *
 * @param what the request, in words
 * @param url where it went
 */
@SuppressWarnings("ArrayRecordComponent") // Nobody compares replies.
record AuthReply(String what, URI url, int status, Map<String, List<String>> headers, byte[] body) {

    private static final Pattern ERROR_CODE = Pattern.compile("[a-z_]{1,60}");
    private static final int LONGEST_DESCRIPTION = 200;

    static URI withoutQuery(URI url) {
        int query = url.toString().indexOf('?');
        return query < 0 ? url : URI.create(url.toString().substring(0, query));
    }

    boolean isSuccess() {
        return status >= 200 && status < 300;
    }

    /** Where it redirects to, if that is within the origin, else {@code null}. */
    @Nullable
    URI redirectWithin(URI from) {
        List<String> location = headers.get("Location");
        if (status < 300 || status > 399 || location == null) {
            return null;
        }
        try {
            URI to = from.resolve(location.get(0));
            return Urls.isSameOrigin(from, to) ? to : null;
        } catch (IllegalArgumentException noUri) {
            return null;
        }
    }

    /** The JSON object in the body, or {@code null} if there is none. */
    @Nullable
    Map<String, Object> document() {
        try {
            return Json.parse(body) instanceof Map<?, ?> map ? copy(map) : null;
        } catch (JsonException noJson) {
            return null;
        }
    }

    /** The JSON object in the body, or what stands there form-encoded, as some servers answer; {@code null} for neither. */
    @Nullable
    Map<String, Object> parameters() {
        Map<String, Object> document = document();
        List<String> type = headers.get("Content-Type");
        if (document != null || type == null || !type.get(0).contains("x-www-form-urlencoded")) {
            return document;
        }
        Map<String, Object> form = new LinkedHashMap<>();
        for (String pair : text().split("&", -1)) {
            int equals = pair.indexOf('=');
            if (equals > 0) {
                form.putIfAbsent(
                        URLDecoder.decode(pair.substring(0, equals), StandardCharsets.UTF_8),
                        URLDecoder.decode(pair.substring(equals + 1), StandardCharsets.UTF_8));
            }
        }
        return form;
    }

    private static Map<String, Object> copy(Map<?, ?> map) {
        Map<String, Object> copy = new LinkedHashMap<>();
        map.forEach((name, value) -> {
            if (value != null) {
                copy.put(String.valueOf(name), value);
            }
        });
        return copy;
    }

    private String text() {
        return new String(body, StandardCharsets.UTF_8);
    }

    /** The error code, or empty. */
    String error() {
        Map<String, Object> told = parameters();
        Object error = told == null ? null : told.get("error");
        return error instanceof String code && ERROR_CODE.matcher(code).matches() ? code : "";
    }

    /** The reply in words. */
    String words() {
        Map<String, Object> told = parameters();
        Object description = told == null ? null : told.get("error_description");
        String said = description instanceof String text
                ? ": " + Secrets.hide(text.substring(0, Math.min(text.length(), LONGEST_DESCRIPTION)))
                : "";
        return "status " + status + (error().isEmpty() ? "" : " " + error()) + said;
    }

    CredentialsException refused() {
        return new CredentialsException(what + " was answered with " + words());
    }

    @Override
    public String toString() {
        return what + ": status " + status;
    }
}
