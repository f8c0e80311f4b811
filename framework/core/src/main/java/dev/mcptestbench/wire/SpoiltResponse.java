package dev.mcptestbench.wire;

import dev.mcptestbench.protocol.ErrorCode;
import dev.mcptestbench.protocol.Json;
import dev.mcptestbench.protocol.Message;
import dev.mcptestbench.script.MessageFault;
import java.io.ByteArrayOutputStream;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A response as a fault has it.
 *
 * @param bytes what goes out
 * @param message what a peer can read in it, or {@code null} if nothing
 */
// Made and used up at once; nobody compares it.
@SuppressWarnings("ArrayRecordComponent")
record SpoiltResponse(byte[] bytes, @Nullable Message message) {

    private static final String NO_SUCH_REQUEST = "no-such-request";

    static SpoiltResponse of(MessageFault fault, Message response) {
        if (fault instanceof MessageFault.Nest nest) {
            return nested(response, nest.levels());
        }
        if (fault instanceof MessageFault.Misspell misspell) {
            return switch (misspell.spelling()) {
                case MALFORMED_JSON -> brokenOff(response);
                case BATCH -> batch(response, List.of(response));
                case BATCH_WITH_OTHERS -> batch(response, amongOthers(response));
                default -> of(misspelled(misspell.spelling(), response));
            };
        }
        if (fault instanceof MessageFault.Enlarge enlarge) {
            return of(enlarged(response, enlarge.bytes()));
        }
        if (fault instanceof MessageFault.ToolError error) {
            Map<String, Object> result = new LinkedHashMap<>();
            result.put("content", List.of(textBlock(error.text())));
            result.put("isError", true);
            return of(response.without("error").with("result", result));
        }
        return of(response);
    }

    private static SpoiltResponse of(Message message) {
        return new SpoiltResponse(message.toBytes(), message);
    }

    private static SpoiltResponse brokenOff(Message response) {
        byte[] whole = response.toBytes();
        return new SpoiltResponse(java.util.Arrays.copyOf(whole, whole.length / 2), null);
    }

    private static SpoiltResponse batch(Message response, List<Message> messages) {
        return new SpoiltResponse(
                Json.writeBytes(messages.stream().map(Message::members).toList()), response);
    }

    private static List<Message> amongOthers(Message response) {
        Map<String, Object> logging = new LinkedHashMap<>();
        logging.put("level", "info");
        logging.put("data", "first of a batch");
        return List.of(
                Message.notification("notifications/message", logging),
                response,
                Message.result(NO_SUCH_REQUEST, Map.of()));
    }

    private static Message misspelled(MessageFault.Spelling spelling, Message response) {
        Object id = response.id();
        return switch (spelling) {
            case WRONG_ID -> response.with("id", otherThan(id));
            case NULL_ID -> response.with("id", null);
            case ID_OF_OTHER_TYPE -> response.with("id", ofOtherType(id));
            case FLOAT_ID -> response.with("id", withFraction(id));
            case WITHOUT_ID -> response.without("id");
            case WITHOUT_VERSION -> response.without("jsonrpc");
            case RESULT_AND_ERROR -> {
                Message error = Message.error(id, ErrorCode.INTERNAL_ERROR, "Beside the result", null);
                Object both = response.members().containsKey("result")
                        ? response.members().get("result")
                        : Map.of();
                yield response.with("result", both).with("error", error.error());
            }
            case NEITHER_RESULT_NOR_ERROR -> response.without("result").without("error");
            case NULL_MEMBERS -> withNulls(response);
            case UNKNOWN_MEMBERS -> {
                Message unknown = response.with("x-unknown", Map.of("nobody", "knows"));
                yield isResult(response) ? unknown.withAt("x-unknown", List.of("nobody", "knows")) : unknown;
            }
            case BROKEN_STRUCTURED_CONTENT -> withBrokenContent(response);
            case MALFORMED_JSON, BATCH, BATCH_WITH_OTHERS -> response;
        };
    }

    private static boolean isResult(Message response) {
        return response.kind() == Message.Kind.RESULT;
    }

    private static Object otherThan(@Nullable Object id) {
        return id instanceof Number number ? number.longValue() + 1_000_000_007L : NO_SUCH_REQUEST;
    }

    private static Object ofOtherType(@Nullable Object id) {
        return id instanceof Number number
                ? number.toString()
                : Integer.valueOf(String.valueOf(id).hashCode());
    }

    private static Object withFraction(@Nullable Object id) {
        return id instanceof Number number ? new BigDecimal(number.toString()).setScale(1) : new BigDecimal("0.5");
    }

    private static Message withNulls(Message response) {
        if (!isResult(response)) {
            return response.with("result", null).withAt("data", null);
        }
        return response.with("error", null)
                .with(
                        "result",
                        nulls(response.result(), List.of("_meta", "nextCursor", "structuredContent", "isError")));
    }

    private static Map<String, @Nullable Object> nulls(Map<String, @Nullable Object> members, List<String> names) {
        Map<String, @Nullable Object> more = new LinkedHashMap<>(members);
        names.forEach(name -> more.putIfAbsent(name, null));
        return more;
    }

    private static Message withBrokenContent(Message response) {
        if (!(response.result().get("structuredContent") instanceof Map<?, ?> content)) {
            return response;
        }
        Map<String, Object> broken = new LinkedHashMap<>();
        content.forEach((name, value) -> broken.put(String.valueOf(name), ofOtherTypeThan(value)));
        return response.withAt("structuredContent", broken);
    }

    /** No schema that names a type for the one takes the other. */
    private static Object ofOtherTypeThan(@Nullable Object value) {
        return value instanceof String
                ? List.of("no text")
                : "no " + (value instanceof Number ? "number" : "such value");
    }

    private static Message enlarged(Message response, int bytes) {
        String filler = "x".repeat(bytes);
        if (response.result().get("content") instanceof List<?> content) {
            List<Object> more = new ArrayList<>(content);
            more.add(textBlock(filler));
            return response.withAt("content", more);
        }
        return response.withAt("_meta.filler", filler);
    }

    private static Map<String, Object> textBlock(String text) {
        Map<String, Object> block = new LinkedHashMap<>();
        block.put("type", "text");
        block.put("text", text);
        return block;
    }

    /** Written by hand: deeper than any writer of ours would go. */
    private static SpoiltResponse nested(Message response, int levels) {
        String place = "\"nested here\"";
        byte[] around = response.withAt("_meta.nested", "nested here").toBytes();
        String text = new String(around, StandardCharsets.UTF_8);
        int at = text.lastIndexOf(place);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(around.length + 2 * levels);
        bytes.writeBytes(text.substring(0, at).getBytes(StandardCharsets.UTF_8));
        bytes.writeBytes("[".repeat(levels).getBytes(StandardCharsets.US_ASCII));
        bytes.writeBytes("]".repeat(levels).getBytes(StandardCharsets.US_ASCII));
        bytes.writeBytes(text.substring(at + place.length()).getBytes(StandardCharsets.UTF_8));
        return new SpoiltResponse(bytes.toByteArray(), response);
    }
}
