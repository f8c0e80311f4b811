package dev.mcptestbench.script;

import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.apiguardian.api.API;

/** Challenges: how a server says that it does not let a request in (RFC 6750, section 3; basic/authorization#error-handling). */
@API(status = API.Status.EXPERIMENTAL)
public sealed interface ChallengeFault extends Fault {

    /**
     * A challenge in place of the reply, for Bearer tokens; a guarded server adds where its metadata document is.
     *
     * @param code the HTTP status, 400 to 499
     * @param error the error code, such as {@code insufficient_scope}; empty for none
     * @param scopes the scopes that the request needs; empty for none
     */
    record Challenge(int code, String error, List<String> scopes) implements ChallengeFault {

        private static final Pattern TEXT = Pattern.compile("[\\x21\\x23-\\x5B\\x5D-\\x7E]*");

        /** Checks and copies. */
        public Challenge {
            if (code < 400 || code > 499) {
                throw new IllegalArgumentException("A challenge has a status of 400 to 499, not " + code);
            }
            scopes = List.copyOf(scopes);
            if (!TEXT.matcher(error).matches()) {
                throw new IllegalArgumentException(
                        "An error code has visible characters alone, without quotes: " + error);
            }
            for (String scope : scopes) {
                if (scope.isEmpty() || !TEXT.matcher(scope).matches()) {
                    throw new IllegalArgumentException(
                            "A scope has visible characters alone, without quotes and spaces: \"" + scope + "\"");
                }
            }
        }

        /** A challenge with the status that goes with its error code (RFC 6750, section 3.1). */
        public static Challenge of(String error, List<String> scopes) {
            return new Challenge(statusOf(error), error, scopes);
        }

        static int statusOf(String error) {
            return switch (error) {
                case "insufficient_scope" -> 403;
                case "invalid_request" -> 400;
                default -> 401;
            };
        }

        @Override
        public String toString() {
            return "challenge with " + code + (error.isEmpty() ? "" : " " + error)
                    + (scopes.isEmpty() ? "" : " for " + String.join(" ", scopes));
        }
    }

    /** How challenges are spelled. */
    enum Spelling {
        /** Each parameter stands there twice. */
        DUPLICATE_PARAMETERS,
        /** A challenge of another scheme stands before it. */
        NEGOTIATE_FIRST,
        /** White space stands around equals signs and commas. */
        SPACES,
        /** No value is in quotes. */
        UNQUOTED
    }

    /** A challenge goes out spelled in another way, whoever sends it. */
    record SpellChallenge(Spelling spelling) implements ChallengeFault {
        @Override
        public String toString() {
            return "spell the challenge "
                    + spelling.name().toLowerCase(Locale.ROOT).replace('_', ' ');
        }
    }
}
