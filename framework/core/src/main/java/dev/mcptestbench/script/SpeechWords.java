package dev.mcptestbench.script;

import dev.mcptestbench.protocol.Json;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a rule has the server ask, and to whom it speaks, in a scenario file: {@code ask: roots},
 * {@code ask: { sampling: "1 + 1?", twice: true, cancel: 50ms }}, {@code to: all}.
 */
final class SpeechWords {

    private static final String PING = "ping";
    private static final String ROOTS = "roots";
    private static final String SAMPLING = "sampling";
    private static final String ELICITATION = "elicitation";
    private static final String ANY = "request";
    private static final List<String> WORDS = List.of(PING, ROOTS, SAMPLING, ELICITATION, ANY);

    private static final String TWICE = "twice";
    private static final String CANCEL = "cancel";

    private static final String ALL = "all";
    private static final String STANDING = "standing stream";
    private static final String CLIENT = "client";

    private SpeechWords() {}

    static ServerRequest readQuestion(YamlValue value) {
        YamlChoice choice = YamlChoice.of(value, "question", List.of(TWICE, CANCEL));
        choice.requireKnown("question", WORDS, word -> false);
        ServerRequest question = question(choice);
        if (!value.isMap()) {
            return question;
        }
        for (YamlValue.Entry entry : value.entries("the key")) {
            if (entry.name().equals(TWICE) && entry.value().truth()) {
                question = question.twice();
            } else if (entry.name().equals(CANCEL)) {
                question = question.cancelledAfter(entry.value().duration());
            }
        }
        return question;
    }

    private static ServerRequest question(YamlChoice choice) {
        return switch (choice.word()) {
            case PING -> {
                choice.requireNone();
                yield ServerRequest.ping();
            }
            case ROOTS -> {
                choice.requireNone();
                yield ServerRequest.roots();
            }
            case SAMPLING -> ServerRequest.sampling(choice.required("a prompt").text());
            case ELICITATION ->
                ServerRequest.elicitation(choice.required("a message").text());
            default -> {
                YamlMap map = choice.required("method and params").map("a request", List.of("method", "params"));
                yield ServerRequest.of(map.require("method").text(), map.read("params", YamlValue::plainMap, Map.of()));
            }
        };
    }

    static Object write(ServerRequest question) {
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        String word = bareWord(question);
        if (word != null) {
            map.put(word, null);
        } else if (isSaid(question, SAMPLING, Json.at(question.params(), "messages.0.content.text"))) {
            map.put(SAMPLING, Json.at(question.params(), "messages.0.content.text"));
        } else if (isSaid(question, ELICITATION, question.params().get("message"))) {
            map.put(ELICITATION, question.params().get("message"));
        } else {
            Map<String, Object> request = new LinkedHashMap<>();
            request.put("method", question.method());
            if (!question.params().isEmpty()) {
                request.put("params", Objects.requireNonNull(Json.plain(question.params())));
            }
            map.put(ANY, request);
        }
        if (question.repeated()) {
            map.put(TWICE, true);
        }
        if (question.cancelledAfter() != null) {
            map.put(CANCEL, LatencyWords.duration(question.cancelledAfter()));
        }
        return map.size() == 1 && word != null ? word : map;
    }

    private static @Nullable String bareWord(ServerRequest question) {
        if (!question.params().isEmpty()) {
            return null;
        }
        return question.method().equals(ServerRequest.ping().method())
                ? PING
                : question.method().equals(ServerRequest.roots().method()) ? ROOTS : null;
    }

    /** Whether the word with this text makes just these parameters. */
    private static boolean isSaid(ServerRequest question, String word, @Nullable Object text) {
        if (!(text instanceof String said)) {
            return false;
        }
        ServerRequest made = word.equals(SAMPLING) ? ServerRequest.sampling(said) : ServerRequest.elicitation(said);
        return made.method().equals(question.method()) && made.params().equals(question.params());
    }

    static Addressee readAddressee(YamlValue value) {
        if (value.isMap()) {
            YamlMap map = value.map("whom to speak to", List.of(CLIENT));
            return new Addressee.Client(map.require(CLIENT).text());
        }
        return switch (value.text()) {
            case ALL -> new Addressee.Everybody();
            case STANDING -> new Addressee.StandingStream();
            default ->
                throw value.flaw(
                        "unknown addressee \"" + value.text() + "\"",
                        "Known: " + ALL + ", " + STANDING + ", { " + CLIENT + ": name }.");
        };
    }

    static void writeAddressee(Addressee audience, Map<String, Object> rule) {
        if (audience instanceof Addressee.Everybody) {
            rule.put("to", ALL);
        } else if (audience instanceof Addressee.StandingStream) {
            rule.put("to", STANDING);
        } else if (audience instanceof Addressee.Client client) {
            rule.put("to", Map.of(CLIENT, client.name()));
        }
    }
}
