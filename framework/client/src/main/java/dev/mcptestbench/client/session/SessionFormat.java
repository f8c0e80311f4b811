package dev.mcptestbench.client.session;

import dev.mcptestbench.protocol.Json;
import dev.mcptestbench.protocol.JsonException;
import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Sessions as JSON; the file says what it is, and of which version. */
final class SessionFormat {

    static final int MAX_BYTES = 16 * 1024 * 1024;

    private static final String NAME = "mcp-testbench-sessions";
    private static final int VERSION = 1;
    private static final byte[] HEAD = ("{\"format\":\"" + NAME + "\",\"version\":" + VERSION + ",\"sessions\":[")
            .getBytes(StandardCharsets.UTF_8);
    private static final byte[] TAIL = "\n]}\n".getBytes(StandardCharsets.UTF_8);

    private SessionFormat() {}

    /** The sessions as bytes, one on each line; the oldest are left out if there would be too many bytes. */
    static byte[] write(KeptSessions kept) {
        Deque<byte[]> lines = new ArrayDeque<>();
        int left = MAX_BYTES - HEAD.length - TAIL.length;
        List<StoredSession> sessions = kept.sessions();
        for (int i = sessions.size() - 1; i >= 0; i--) {
            byte[] line = Json.writeBytes(members(sessions.get(i)));
            left -= line.length + 2;
            if (left < 0 && lines.isEmpty()) {
                throw new IllegalArgumentException(
                        sessions.get(i) + " takes " + line.length + " bytes, and there is room for " + MAX_BYTES);
            }
            if (left < 0) {
                break;
            }
            lines.addFirst(line);
        }
        ByteArrayOutputStream document = new ByteArrayOutputStream(MAX_BYTES - Math.max(0, left));
        document.writeBytes(HEAD);
        String separator = "\n";
        for (byte[] line : lines) {
            document.writeBytes(separator.getBytes(StandardCharsets.UTF_8));
            document.writeBytes(line);
            separator = ",\n";
        }
        document.writeBytes(TAIL);
        return document.toByteArray();
    }

    private static Map<String, @Nullable Object> members(StoredSession session) {
        Map<String, @Nullable Object> members = new LinkedHashMap<>();
        members.put("server", session.server().toString());
        members.put("client", session.client());
        members.put("id", session.id());
        members.put("initializeResult", session.initializeResult());
        members.put("lastEventId", session.lastEventId());
        members.put("resumptions", session.resumptions());
        return members;
    }

    /**
     * The sessions in a file's bytes.
     *
     * @throws IllegalArgumentException if it is something else; the message says what it lacks
     */
    static KeptSessions read(byte[] bytes) {
        Object json;
        try {
            json = Json.parse(bytes);
        } catch (JsonException e) {
            throw new IllegalArgumentException("it is no JSON from line " + e.line() + " on", e);
        }
        if (!NAME.equals(Json.at(json, "format"))) {
            throw new IllegalArgumentException("it does not say \"format\": \"" + NAME + "\"");
        }
        Object version = Json.at(json, "version");
        if (!Integer.valueOf(VERSION).equals(version)) {
            throw new IllegalArgumentException(
                    "its version is " + version + ", and only " + VERSION + " is known here");
        }
        if (!(Json.at(json, "sessions") instanceof List<?> sessions)) {
            throw new IllegalArgumentException("it has no list of sessions");
        }
        List<StoredSession> read = new ArrayList<>();
        for (int i = 0; i < sessions.size(); i++) {
            read.add(session(sessions.get(i), i));
        }
        return new KeptSessions(read);
    }

    private static StoredSession session(@Nullable Object json, int index) {
        Map<String, @Nullable Object> initializeResult = new LinkedHashMap<>();
        if (Json.at(json, "initializeResult") instanceof Map<?, ?> members) {
            members.forEach((name, value) -> initializeResult.put(String.valueOf(name), value));
        }
        try {
            return new StoredSession(
                    URI.create(text(json, "server")),
                    text(json, "client"),
                    text(json, "id"),
                    initializeResult,
                    Json.at(json, "lastEventId") instanceof String event ? event : null,
                    Json.at(json, "resumptions") instanceof Integer times ? times : 0);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("session " + index + " in it is not whole: " + e.getMessage(), e);
        }
    }

    private static String text(@Nullable Object json, String member) {
        if (Json.at(json, member) instanceof String text) {
            return text;
        }
        throw new IllegalArgumentException("its " + member + " is no text");
    }
}
