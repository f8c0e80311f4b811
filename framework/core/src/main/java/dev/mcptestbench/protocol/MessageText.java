package dev.mcptestbench.protocol;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Says what a message is in a few words. */
final class MessageText {

    private static final int LONGEST = 60;
    private static final String[] TOPICS = {"name", "uri", "taskId"};

    private MessageText() {}

    static String of(Message message) {
        return switch (message.kind()) {
            case REQUEST, NOTIFICATION -> message.method() + topic(message) + number(message);
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
        return message.id() == null ? "" : " #" + abbreviated(String.valueOf(message.id()));
    }

    private static String code(Message message) {
        ErrorCode code = message.errorCode();
        return code == null ? "without a code" : code.toString();
    }
}
