package dev.mcptestbench.protocol;

import java.util.Map;
import java.util.regex.Pattern;
import org.apiguardian.api.API;
import org.jspecify.annotations.Nullable;

/** Says what a message is in a few words. */
@API(status = API.Status.INTERNAL)
public final class MessageText {

    private static final int LONGEST = 60;
    private static final String[] TOPICS = {"name", "uri", "taskId"};

    private static final Pattern PLAIN_WORD = Pattern.compile("[!#-~]{1," + LONGEST + "}");

    private MessageText() {}

    /**
     * A method or an id as it reads in a line: as it is if it is a word, else as JSON has it, for a peer may send what is empty,
     * has line breaks in it or has no end.
     */
    public static String word(@Nullable Object named) {
        String text = String.valueOf(named);
        return PLAIN_WORD.matcher(text).matches() ? text : abbreviated(Json.write(text));
    }

    static String of(Message message) {
        return switch (message.kind()) {
            case REQUEST, NOTIFICATION -> word(message.method()) + topic(message) + number(message);
            case RESULT -> "result" + number(message);
            case ERROR -> "error" + number(message) + " " + code(message);
            case MALFORMED -> "malformed " + abbreviated(message.toJson());
        };
    }

    static String abbreviated(String text) {
        return text.length() <= LONGEST ? text : text.substring(0, LONGEST) + "…";
    }

    private static String topic(Message message) {
        Map<String, @Nullable Object> params = message.params();
        for (String name : TOPICS) {
            if (params.get(name) instanceof String topic) {
                return " " + abbreviated(Json.write(topic));
            }
        }
        return "";
    }

    private static String number(Message message) {
        return message.id() == null ? "" : " #" + word(message.id());
    }

    private static String code(Message message) {
        ErrorCode code = message.errorCode();
        return code == null ? "without a code" : code.toString();
    }
}
