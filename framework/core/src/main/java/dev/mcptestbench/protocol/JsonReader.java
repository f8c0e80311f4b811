package dev.mcptestbench.protocol;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.core.exc.StreamReadException;
import dev.mcptestbench.protocol.JsonException.Reason;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads one document into unmodifiable plain values. */
final class JsonReader {

    static final JsonFactory FACTORY = JsonFactory.builder()
            // Names come from a peer that may well send garbage: they are not to fill the JVM's string table.
            .configure(JsonFactory.Feature.INTERN_FIELD_NAMES, false)
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(Json.MAX_DEPTH)
                    .maxNumberLength(Json.MAX_DIGITS)
                    .maxStringLength(Integer.MAX_VALUE)
                    .build())
            .build();

    /** A double holds every decimal of 15 digits, unless it is all but zero; with a sign and a point that is 17. */
    private static final int CHARACTERS_IN_DOUBLE = 17;

    private static final RecentStrings RECENT = new RecentStrings();

    private JsonReader() {}

    static @Nullable Object read(String text) {
        try (JsonParser parser = FACTORY.createParser(text)) {
            return document(parser);
        } catch (JsonProcessingException e) {
            throw refusal(e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static @Nullable Object read(byte[] bytes, int offset, int length) {
        requireUtf8(bytes, offset, offset + length);
        try (JsonParser parser = FACTORY.createParser(bytes, offset, length)) {
            return document(parser);
        } catch (JsonProcessingException e) {
            throw refusal(e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void requireUtf8(byte[] bytes, int start, int end) {
        int valid = Utf8.validUntil(bytes, start, end);
        if (valid < end) {
            int line = 1;
            int lineStart = start;
            for (int i = start; i < valid; i++) {
                if (bytes[i] == '\n') {
                    line++;
                    lineStart = i + 1;
                }
            }
            throw new JsonException(Reason.ENCODING, "not UTF-8", line, valid - lineStart + 1);
        }
        if (end - start >= 3
                && bytes[start] == (byte) 0xEF
                && bytes[start + 1] == (byte) 0xBB
                && bytes[start + 2] == (byte) 0xBF) {
            throw new JsonException(Reason.ENCODING, "begins with a byte order mark", 1, 1);
        }
    }

    private static @Nullable Object document(JsonParser parser) throws IOException {
        JsonToken first = parser.nextToken();
        if (first == null) {
            throw refusal(Reason.SYNTAX, "empty", parser.currentLocation());
        }
        Object value = value(parser, first);
        if (parser.nextToken() != null) {
            throw refusal(Reason.SYNTAX, "more follows after the document", parser.currentTokenLocation());
        }
        return value;
    }

    // Recursion is bounded: the parser refuses to open more than MAX_DEPTH arrays and objects.
    private static @Nullable Object value(JsonParser parser, JsonToken token) throws IOException {
        return switch (token) {
            case START_OBJECT -> object(parser);
            case START_ARRAY -> array(parser);
            case VALUE_STRING -> string(parser);
            case VALUE_NUMBER_INT -> parser.getNumberValue();
            case VALUE_NUMBER_FLOAT -> decimal(parser);
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            case VALUE_NULL -> null;
            default -> throw refusal(Reason.SYNTAX, "unexpected " + token, parser.currentTokenLocation());
        };
    }

    private static String string(JsonParser parser) throws IOException {
        // The length is asked for first: that is what has the parser read to the end of the string.
        int length = parser.getTextLength();
        return length > RecentStrings.LONGEST
                ? parser.getText()
                : RECENT.of(parser.getTextCharacters(), parser.getTextOffset(), length);
    }

    private static Map<String, @Nullable Object> object(JsonParser parser) throws IOException {
        PlainMap.Builder members = new PlainMap.Builder();
        for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
            members.put(name, value(parser, parser.nextToken()));
        }
        return members.build();
    }

    private static List<@Nullable Object> array(JsonParser parser) throws IOException {
        List<@Nullable Object> items = new ArrayList<>();
        for (JsonToken token = parser.nextToken(); token != JsonToken.END_ARRAY; token = parser.nextToken()) {
            items.add(value(parser, token));
        }
        return new PlainList(items.toArray());
    }

    private static Number decimal(JsonParser parser) throws IOException {
        double nearest = parser.getDoubleValue();
        if (parser.getTextLength() <= CHARACTERS_IN_DOUBLE
                && Double.isFinite(nearest)
                && Math.abs(nearest) >= Double.MIN_NORMAL) {
            return nearest;
        }
        try {
            return PlainData.decimal(parser.getDecimalValue(), nearest);
        } catch (NumberFormatException | StreamReadException beyond) {
            // It was read as a number, so it is its exponent that no int holds; versions of Jackson tell it in two
            // ways.
            throw refusal(Reason.LIMIT, "a number with too large an exponent", parser.currentTokenLocation());
        }
    }

    private static JsonException refusal(JsonProcessingException cause) {
        Reason reason = cause instanceof StreamConstraintsException ? Reason.LIMIT : Reason.SYNTAX;
        String what = cause.getOriginalMessage();
        int lineEnd = what.indexOf('\n');
        return refusal(reason, lineEnd < 0 ? what : what.substring(0, lineEnd), cause.getLocation());
    }

    private static JsonException refusal(Reason reason, String what, @Nullable JsonLocation location) {
        return location == null
                ? new JsonException(reason, what, 1, 1)
                : new JsonException(reason, what, location.getLineNr(), location.getColumnNr());
    }
}
