package dev.mcptestbench.wire;

import dev.mcptestbench.protocol.Challenge;
import dev.mcptestbench.script.ChallengeFault;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A challenge as some servers write it, and clients should read it all the same (RFC 9110, section 11.6.1). */
final class MisspelledChallenge {

    private MisspelledChallenge() {}

    static String of(String header, ChallengeFault.Spelling spelling) {
        if (spelling == ChallengeFault.Spelling.NEGOTIATE_FIRST) {
            return "Negotiate, " + header;
        }
        List<String> challenges = new ArrayList<>();
        for (Challenge challenge : Challenge.parse(List.of(header))) {
            List<String> parameters = new ArrayList<>();
            for (Map.Entry<String, String> parameter : challenge.parameters().entrySet()) {
                parameters.add(parameter(parameter.getKey(), parameter.getValue(), spelling));
                if (spelling == ChallengeFault.Spelling.DUPLICATE_PARAMETERS) {
                    parameters.add(parameter(parameter.getKey(), parameter.getValue(), spelling));
                }
            }
            boolean wide = spelling == ChallengeFault.Spelling.SPACES;
            challenges.add(challenge.scheme() + (wide ? "   " : " ") + String.join(wide ? " ,  " : ", ", parameters));
        }
        return String.join(", ", challenges);
    }

    private static String parameter(String name, String value, ChallengeFault.Spelling spelling) {
        return switch (spelling) {
            case UNQUOTED -> name + "=" + value;
            case SPACES -> name + " = \"" + value + "\"";
            default -> name + "=\"" + value + "\"";
        };
    }
}
