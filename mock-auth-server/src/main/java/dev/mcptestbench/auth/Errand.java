package dev.mcptestbench.auth;

import dev.mcptestbench.wire.BrokenReplyException;
import dev.mcptestbench.wire.Frame;
import dev.mcptestbench.wire.HttpRequest;
import dev.mcptestbench.wire.ReplyListener;
import dev.mcptestbench.wire.WireClient;
import java.io.IOException;
import java.net.URI;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One walk of a user agent: from the page, by way of its redirects, to the redirect URI. Never blocks. */
final class Errand {

    private static final Set<String> HERE = Set.of("localhost", "127.0.0.1", "[::1]");
    private static final int MOST_HOPS = 10;

    private final WireClient wire;
    private final URI page;
    private final Conduct conduct;
    private final @Nullable String issuer;
    private final Consumer<String> trouble;

    Errand(WireClient wire, URI page, Conduct conduct, @Nullable String issuer, Consumer<String> trouble) {
        this.wire = wire;
        this.page = page;
        this.conduct = conduct;
        this.issuer = issuer;
        this.trouble = trouble;
    }

    /** Whether the address is one of this machine's, so that nothing leaves it. */
    static boolean isHere(URI url) {
        String scheme = String.valueOf(url.getScheme()).toLowerCase(Locale.ROOT);
        return (scheme.equals("http") || scheme.equals("https"))
                && url.getHost() != null
                && HERE.contains(url.getHost().toLowerCase(Locale.ROOT));
    }

    void begin() {
        visit(page, 0);
    }

    private void visit(URI url, int hops) {
        get(url, (status, headers) -> arrived(url, status, headers, hops));
    }

    private void arrived(URI url, int status, Map<String, List<String>> headers, int hops) {
        List<String> locations = headers.getOrDefault("Location", List.of());
        if (status < 300 || status > 399 || locations.isEmpty()) {
            trouble.accept("the page answered " + status + " and sent nobody back");
            return;
        }
        URI next;
        try {
            next = url.resolve(locations.get(0));
        } catch (IllegalArgumentException e) {
            trouble.accept("the page redirects to what is no URL");
            return;
        }
        if (!isHere(next)) {
            trouble.accept("the page redirects to " + next.getScheme() + "://" + next.getAuthority()
                    + ", which is not on this machine");
        } else if (isAnswer(next)) {
            bring(next);
        } else if (!next.getAuthority().equals(page.getAuthority())) {
            trouble.accept("the page redirects to " + next.getScheme() + "://" + next.getAuthority()
                    + ", which is not the redirect URI");
        } else if (hops == MOST_HOPS) {
            trouble.accept("the page redirects more than " + MOST_HOPS + " times");
        } else {
            visit(next, hops + 1);
        }
    }

    /** Whether it leads back to the client: to the redirect URI that the page names, or with an answer, where it names none. */
    private boolean isAnswer(URI url) {
        String redirect = parameters(page).get("redirect_uri");
        Map<String, String> answer = parameters(url);
        return redirect == null
                ? answer.containsKey("code") || answer.containsKey("error")
                : bare(url.toString()).equals(bare(redirect));
    }

    private void bring(URI answer) {
        if (conduct == Conduct.NEVER_RETURNS) {
            return;
        }
        URI changed = changed(answer);
        Runnable again = conduct == Conduct.REPLAYS ? () -> deliver(changed, () -> {}) : () -> {};
        deliver(changed, again);
    }

    private void deliver(URI answer, Runnable next) {
        get(answer, (status, headers) -> next.run());
    }

    private URI changed(URI answer) {
        Map<String, String> parameters = parameters(answer);
        switch (conduct) {
            case DENIES -> {
                parameters.remove("code");
                parameters.put("error", "access_denied");
                parameters.put("error_description", "The user did not agree");
            }
            case TAMPERS_WITH_STATE -> parameters.put("state", "tampered-" + parameters.getOrDefault("state", ""));
            case CHANGES_ISSUER -> {
                parameters.remove("iss");
                if (issuer != null) {
                    parameters.put("iss", issuer);
                }
            }
            case APPROVES, REPLAYS, NEVER_RETURNS -> {
                return answer;
            }
        }
        List<String> pairs = new ArrayList<>();
        parameters.forEach((name, value) -> pairs.add(encoded(name) + "=" + encoded(value)));
        return URI.create(bare(answer.toString()) + "?" + String.join("&", pairs));
    }

    private static String bare(String url) {
        return url.replaceFirst("[?#].*$", "");
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private static Map<String, String> parameters(URI url) {
        Map<String, String> parameters = new LinkedHashMap<>();
        String query = url.getRawQuery() == null ? "" : url.getRawQuery();
        for (String pair : query.split("&", -1)) {
            int equals = pair.indexOf('=');
            if (equals > 0) {
                parameters.putIfAbsent(decoded(pair.substring(0, equals)), decoded(pair.substring(equals + 1)));
            }
        }
        return parameters;
    }

    private static String decoded(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return text;
        }
    }

    private void get(URI url, BiConsumer<Integer, Map<String, List<String>>> then) {
        String path = url.getRawPath() == null || url.getRawPath().isEmpty() ? "/" : url.getRawPath();
        String target = url.getRawQuery() == null ? path : path + "?" + url.getRawQuery();
        HttpRequest request =
                HttpRequest.of("GET", target, List.of(new Frame.Header("Accept", "text/html")), new byte[0]);
        wire.call(url, request, new ReplyListener() {
            private int status;
            private Map<String, List<String>> headers = Map.of();

            @Override
            public void head(int code, Map<String, List<String>> told) {
                status = code;
                headers = told;
            }

            @Override
            public void data(byte[] bytes) {
                // Nobody reads the page.
            }

            @Override
            public void ended() {
                then.accept(status, headers);
            }

            @Override
            public void broke(IOException cause) {
                boolean closing = cause instanceof BrokenReplyException broken
                        && broken.reason() == BrokenReplyException.Reason.CLIENT_CLOSED;
                if (!closing) {
                    trouble.accept(url.getScheme() + "://" + url.getAuthority() + path + " did not answer: "
                            + cause.getMessage());
                }
            }
        });
    }
}
