package dev.mcptestbench.protocol;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apiguardian.api.API;
import org.apiguardian.api.API.Status;
import org.jspecify.annotations.Nullable;

/**
 * A JSON-RPC message around its plain members (basic#messages). Any map is a message: what does not follow JSON-RPC has
 * the kind {@link Kind#MALFORMED}, so that it can be sent and received like any other. Immutable and safe for use by many
 * threads; two messages are equal if their members are.
 */
@API(status = Status.EXPERIMENTAL)
public final class Message {

    private final Map<String, @Nullable Object> members;
    private final Kind kind;

    // Asked for many times by whoever handles a message, so looked up but once.
    private final @Nullable Object id;
    private final @Nullable String method;
    private final Map<String, @Nullable Object> params;

    // Racy single check: whoever comes second computes the same bytes.
    private byte @Nullable [] bytes;

    private Message(Map<String, @Nullable Object> plain) {
        this.members = plain;
        this.kind = Kind.of(plain);
        Object given = plain.get("id");
        this.id = given instanceof String || given instanceof Number ? given : null;
        this.method = plain.get("method") instanceof String text ? text : null;
        this.params = object(plain, "params");
    }

    /** What a message is, judged by which members it has. */
    @API(status = Status.EXPERIMENTAL)
    public enum Kind {
        /** It has a method and an id that is a string or a number. */
        REQUEST,
        /** It has a method and no id. */
        NOTIFICATION,
        /** It has a result and an id that is a string or a number. */
        RESULT,
        /** It has an error, and an id that is a string or a number, null or absent. */
        ERROR,
        /** It is none of the others. */
        MALFORMED;

        private static Kind of(Map<String, @Nullable Object> members) {
            Object id = members.get("id");
            boolean named = id instanceof String || id instanceof Number;
            boolean result = members.containsKey("result");
            boolean error = members.containsKey("error");
            if (members.containsKey("method")) {
                if (result || error || !(members.get("method") instanceof String)) {
                    return MALFORMED;
                }
                return named ? REQUEST : members.containsKey("id") ? MALFORMED : NOTIFICATION;
            }
            if (result == error) {
                return MALFORMED;
            }
            if (result) {
                return named ? RESULT : MALFORMED;
            }
            return named || id == null ? ERROR : MALFORMED;
        }
    }

    /**
     * Returns a message with a copy of the given members.
     *
     * @throws IllegalArgumentException if a member has no JSON form, see {@link Json#plain}
     */
    public static Message of(Map<String, ? extends @Nullable Object> members) {
        return new Message(PlainData.copy(members));
    }

    /**
     * Parses a message.
     *
     * @throws JsonException if the text is not JSON
     * @throws IllegalArgumentException if it is JSON but no object
     */
    public static Message parse(String text) {
        List<Message> messages = Json.parse(text) instanceof Map<?, ?> map ? allIn(map) : List.of();
        if (messages.isEmpty()) {
            throw new IllegalArgumentException("A message is a JSON object, not " + MessageText.abbreviated(text));
        }
        return messages.get(0);
    }

    /**
     * Returns the messages in a document: the object itself, or all objects of an array, in order. Nothing else is a
     * message; {@link MessageRules#checkDocument} says what is wrong then.
     *
     * @param json what {@link Json} parsed
     */
    public static List<Message> allIn(@Nullable Object json) {
        if (json instanceof Map<?, ?> map) {
            return List.of(adopt(map));
        }
        if (json instanceof List<?> list) {
            List<Message> messages = new ArrayList<>(list.size());
            for (Object item : list) {
                if (item instanceof Map<?, ?> map) {
                    messages.add(adopt(map));
                }
            }
            return Collections.unmodifiableList(messages);
        }
        return List.of();
    }

    /** Returns a request; params are left out if empty. */
    public static Message request(Object id, String method, Map<String, ? extends @Nullable Object> params) {
        return create("id", id, "method", method, "params", params.isEmpty() ? null : params);
    }

    /** Returns a notification; params are left out if empty. */
    public static Message notification(String method, Map<String, ? extends @Nullable Object> params) {
        return create("method", method, "params", params.isEmpty() ? null : params);
    }

    /** Returns the answer of success to the request of the given id. */
    public static Message result(Object id, Map<String, ? extends @Nullable Object> result) {
        return create("id", id, "result", result);
    }

    /**
     * Returns the answer of failure.
     *
     * @param id the id of the request, or null if it could not be read; then the message has the id {@code null}
     * @param data more about the failure, or null to leave it out
     */
    public static Message error(@Nullable Object id, ErrorCode code, String message, @Nullable Object data) {
        Map<String, @Nullable Object> error = new LinkedHashMap<>();
        error.put("code", code.value());
        error.put("message", message);
        if (data != null) {
            error.put("data", data);
        }
        Map<String, @Nullable Object> members = new LinkedHashMap<>();
        members.put("jsonrpc", "2.0");
        members.put("id", id);
        members.put("error", error);
        return of(members);
    }

    /** Returns what the message is. */
    public Kind kind() {
        return kind;
    }

    /** Returns all members, unmodifiable. */
    public Map<String, @Nullable Object> members() {
        return members;
    }

    /** Returns the id if it is a string or a number, else null. */
    public @Nullable Object id() {
        return id;
    }

    /** Returns the method if it is a string, else null. */
    public @Nullable String method() {
        return method;
    }

    /** Returns the parameters, empty if there are none or they are no object. */
    public Map<String, @Nullable Object> params() {
        return params;
    }

    /** Returns the result, empty if there is none or it is no object. */
    public Map<String, @Nullable Object> result() {
        return object(members, "result");
    }

    /** Returns the error, empty if there is none or it is no object. */
    public Map<String, @Nullable Object> error() {
        return object(members, "error");
    }

    /** Returns the code of the error, or null if there is none or it is no integer of 32 bits. */
    public @Nullable ErrorCode errorCode() {
        return error().get("code") instanceof Integer code ? ErrorCode.of(code) : null;
    }

    /**
     * Returns what is at a path within the part of the message that says what it is about: the params of a request or a
     * notification, the result of a success, the error of a failure; of a malformed message, all members.
     *
     * @param path as for {@link Json#at}, such as {@code arguments.city}
     * @return the plain value, null if there is none
     */
    public @Nullable Object at(String path) {
        return Json.at(kind == Kind.MALFORMED ? members : members.get(subject()), path);
    }

    /**
     * Returns a copy with another value at a path; the path is as for {@link #at}.
     *
     * @throws IllegalArgumentException if nothing can be put there, see {@link Json#with}
     */
    public Message withAt(String path, @Nullable Object value) {
        String full = kind == Kind.MALFORMED ? path : subject() + "." + path;
        return adopt((Map<?, ?>) Objects.requireNonNull(Json.with(members, full, value)));
    }

    /** Returns a copy with another value for the member of the given name, which need not be one of JSON-RPC. */
    public Message with(String member, @Nullable Object value) {
        Map<String, @Nullable Object> copy = new LinkedHashMap<>(members);
        copy.put(member, Json.plain(value));
        return new Message(Collections.unmodifiableMap(copy));
    }

    /** Returns a copy without the member of the given name. */
    public Message without(String member) {
        Map<String, @Nullable Object> copy = new LinkedHashMap<>(members);
        copy.remove(member);
        return new Message(Collections.unmodifiableMap(copy));
    }

    /** Returns the message as JSON in UTF-8, in an array of the caller's own. */
    public byte[] toBytes() {
        return encoded().clone();
    }

    /** Returns the message as JSON in UTF-8, in a read-only buffer whose bytes all callers share. */
    public ByteBuffer toByteBuffer() {
        return ByteBuffer.wrap(encoded()).asReadOnlyBuffer();
    }

    /** Returns the message as JSON text. */
    public String toJson() {
        return Json.write(members);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Message message && message.members.equals(members);
    }

    @Override
    public int hashCode() {
        return members.hashCode();
    }

    /** Returns the message in a few words, such as {@code tools/call "echo" #2}. */
    @Override
    public String toString() {
        return MessageText.of(this);
    }

    private byte[] encoded() {
        byte[] known = bytes;
        if (known == null) {
            known = Json.writeBytes(members);
            bytes = known;
        }
        return known;
    }

    private String subject() {
        return switch (kind) {
            case RESULT -> "result";
            case ERROR -> "error";
            default -> "params";
        };
    }

    @SuppressWarnings("unchecked") // plain maps have strings for keys
    private static Map<String, @Nullable Object> object(Map<String, @Nullable Object> members, String name) {
        return members.get(name) instanceof Map<?, ?> map ? (Map<String, @Nullable Object>) map : Map.of();
    }

    @SuppressWarnings("unchecked") // as above
    private static Message adopt(Map<?, ?> plain) {
        return new Message((Map<String, @Nullable Object>) plain);
    }

    private static Message create(@Nullable Object... namesAndValues) {
        PlainMap.Builder members = new PlainMap.Builder().put("jsonrpc", "2.0");
        for (int i = 0; i < namesAndValues.length; i += 2) {
            if (namesAndValues[i + 1] != null) {
                members.put((String) Objects.requireNonNull(namesAndValues[i]), PlainData.copy(namesAndValues[i + 1]));
            }
        }
        return new Message(members.build());
    }
}
