package dev.mcptestbench.protocol;

import java.nio.ByteBuffer;
import org.apiguardian.api.API;
import org.apiguardian.api.API.Status;
import org.jspecify.annotations.Nullable;

/**
 * JSON as plain values: {@code Map} (in the order of the text), {@code List}, {@code String}, {@code Integer},
 * {@code Long}, {@code BigInteger}, {@code Double}, {@code BigDecimal}, {@code Boolean} and null. What is parsed is
 * unmodifiable throughout. A number is of the first of these types that holds it exactly; one with a point or an exponent
 * is no integer, unless only an integer holds it. Of members with the same name the last one counts, as most parsers have
 * it.
 *
 * <p>Documents are UTF-8 without a byte order mark (basic/transports), nested at most {@value #MAX_DEPTH} deep, with
 * numbers of at most {@value #MAX_DIGITS} characters; how long they are is for the caller to bound. All methods are safe
 * for use by many threads.
 */
@API(status = Status.EXPERIMENTAL)
public final class Json {

    /** How deep a document may be nested. */
    public static final int MAX_DEPTH = 500;

    /** How many characters a number may have. */
    public static final int MAX_DIGITS = 1000;

    private Json() {}

    /**
     * Parses one document.
     *
     * @return the plain value, null for {@code null}
     * @throws JsonException if the bytes are not exactly one document
     */
    public static @Nullable Object parse(byte[] utf8) {
        return JsonReader.read(utf8, 0, utf8.length);
    }

    /**
     * Parses one document from a buffer's remaining bytes; its position stays where it is.
     *
     * @return the plain value, null for {@code null}
     * @throws JsonException if the bytes are not exactly one document
     */
    public static @Nullable Object parse(ByteBuffer utf8) {
        if (utf8.hasArray()) {
            return JsonReader.read(utf8.array(), utf8.arrayOffset() + utf8.position(), utf8.remaining());
        }
        byte[] copy = new byte[utf8.remaining()];
        utf8.duplicate().get(copy);
        return parse(copy);
    }

    /**
     * Parses one document.
     *
     * @return the plain value, null for {@code null}
     * @throws JsonException if the text is not exactly one document
     */
    public static @Nullable Object parse(String text) {
        return JsonReader.read(text);
    }

    /**
     * Returns a value as JSON text.
     *
     * @param value plain, or whatever else {@link #plain} takes
     * @throws IllegalArgumentException if the value has no JSON form
     */
    public static String write(@Nullable Object value) {
        return JsonWriter.text(value);
    }

    /**
     * Returns a value as JSON in UTF-8. Half a surrogate pair, which UTF-8 cannot hold, is written as an escape.
     *
     * @param value plain, or whatever else {@link #plain} takes
     * @throws IllegalArgumentException if the value has no JSON form
     */
    public static byte[] writeBytes(@Nullable Object value) {
        return JsonWriter.bytes(value);
    }

    /**
     * Returns an unmodifiable copy of a value in which everything is plain. Collections and arrays become lists, keys of
     * maps and characters become strings, messages become their members; records and beans become maps, as Jackson
     * has it.
     *
     * @throws IllegalArgumentException if some part has no JSON form (a number that is not finite, a structure that
     *     contains itself, a type that Jackson does not know); the text names the part
     */
    public static @Nullable Object plain(@Nullable Object value) {
        return PlainData.copy(value);
    }

    /**
     * Returns what is at a path within a plain value.
     *
     * @param root a plain value
     * @param path names and indices separated by dots, such as {@code params.content.0.text}; a name with dots in it
     *     stands in brackets, such as {@code params._meta[com.example/trace.id]}
     * @return the value, null if there is none
     */
    public static @Nullable Object at(@Nullable Object root, String path) {
        return DataPath.get(root, path);
    }

    /**
     * Returns a copy of a plain value with another value at a path; maps on the way there are made as needed.
     *
     * @param path as for {@link #at}; an index may be the list's size, which appends
     * @throws IllegalArgumentException if the path leads through a value that is neither map nor list, or an index is
     *     out of range
     */
    public static @Nullable Object with(@Nullable Object root, String path, @Nullable Object value) {
        return DataPath.with(root, path, PlainData.copy(value));
    }
}
