package dev.mcptestbench.journal;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.apiguardian.api.API;

/**
 * Keeps credentials out of every text that is made of a journal. The journal itself holds what crossed the wire; what
 * people paste into an issue must not.
 */
@API(status = API.Status.INTERNAL)
public final class Secrets {

    /** What stands in place of a secret. */
    public static final String HIDDEN = "…";

    private static final Set<String> NAMES = Set.of(
            "authorization",
            "token",
            "accesstoken",
            "refreshtoken",
            "idtoken",
            "subjecttoken",
            "actortoken",
            "registrationaccesstoken",
            "clientsecret",
            "secret",
            "password",
            "apikey",
            "privatekey",
            "codeverifier",
            "clientassertion",
            "assertion",
            "devicecode",
            "cookie",
            "setcookie",
            "dpop");

    private static final String CREDENTIAL = "(?:access|refresh|id|subject|actor|registration_access)_token|token"
            + "|client_secret|password|code_verifier|client_assertion|assertion|device_code|api_key";

    private static final Pattern IN_JSON = Pattern.compile("(?i)(\"(?:" + CREDENTIAL + ")\"\\s*:\\s*\")[^\"]*");
    private static final Pattern IN_FORM = Pattern.compile("(?i)\\b(" + CREDENTIAL + ")=[^&\\s\"]+");
    // Shorter ones are exit codes and the like, not authorization codes.
    private static final Pattern CODE_IN_FORM = Pattern.compile("(?i)([?&\\s]|^)code=[^&\\s\"]{6,}");
    private static final Pattern SCHEME = Pattern.compile("(?i)\\b(bearer|dpop)\\s+[A-Za-z0-9._~+/-]{8,}=*");
    private static final Pattern HEADER =
            Pattern.compile("(?i)\\b(authorization|cookie|set-cookie|dpop)(\"?\\s*[:=]\\s*\"?)[^\"\\r\\n]+");
    private static final Pattern JWT = Pattern.compile("eyJ[A-Za-z0-9_-]{5,}(?:\\.[A-Za-z0-9_-]*)+");

    private Secrets() {}

    /** As much of a session id as tells it from others: whoever holds the whole id holds the session. */
    public static String brief(String sessionId) {
        return sessionId.substring(0, Math.min(4, sessionId.length())) + HIDDEN;
    }

    /** Whether what goes by this name in a JSON object is a credential. */
    public static boolean isSecret(String name) {
        String plain = name.toLowerCase(Locale.ROOT).replace("_", "").replace("-", "");
        return NAMES.contains(plain);
    }

    /** A command line as one text, with the values of options hidden whose names are those of credentials. */
    public static String hide(List<String> command) {
        StringBuilder text = new StringBuilder();
        boolean secret = false;
        for (String argument : command) {
            int equals = argument.indexOf('=');
            String shown = secret
                    ? HIDDEN
                    : equals > 0 && isSecret(argument.substring(0, equals))
                            ? argument.substring(0, equals + 1) + HIDDEN
                            : argument;
            text.append(text.isEmpty() ? "" : " ").append(shown);
            secret = argument.startsWith("-") && isSecret(argument);
        }
        return hide(text.toString());
    }

    /** The text with everything that looks like a credential hidden. */
    public static String hide(String text) {
        String hidden = HEADER.matcher(text).replaceAll("$1$2" + HIDDEN);
        hidden = IN_JSON.matcher(hidden).replaceAll("$1" + HIDDEN);
        hidden = IN_FORM.matcher(hidden).replaceAll("$1=" + HIDDEN);
        hidden = CODE_IN_FORM.matcher(hidden).replaceAll("$1code=" + HIDDEN);
        hidden = SCHEME.matcher(hidden).replaceAll("$1 " + HIDDEN);
        return JWT.matcher(hidden).replaceAll("eyJ" + HIDDEN);
    }
}
