package dev.mcptestbench.auth.endpoint;

import dev.mcptestbench.protocol.Breach;
import dev.mcptestbench.protocol.Json;
import dev.mcptestbench.script.Fault;
import dev.mcptestbench.wire.Frame;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import org.apiguardian.api.API;
import org.jspecify.annotations.Nullable;

/**
 * What an endpoint answers. Its text tells nothing of headers and body, which may hold credentials.
 *
 * @param status the HTTP status
 * @param headers in the order of sending
 * @param body the body
 * @param breaches what the client did against the specification
 */
@API(status = API.Status.INTERNAL)
@SuppressWarnings("ArrayRecordComponent") // Nobody compares replies.
public record AuthReply(int status, List<Frame.Header> headers, byte[] body, List<Breach> breaches) {

    static AuthReply json(int status, Map<String, ?> members) {
        return of(status, "application/json", Json.writeBytes(members));
    }

    /** Text for a person to read. */
    static AuthReply page(int status, String text) {
        return of(status, "text/plain; charset=utf-8", text.getBytes(StandardCharsets.UTF_8));
    }

    /** What a page of another site gets that has its browser ask (DNS rebinding). */
    public static AuthReply turnedAway() {
        return page(403, "Host and Origin must be of this machine (DNS rebinding)");
    }

    /** What a client gets where the server itself is at fault. */
    public static AuthReply failed() {
        return page(500, "The mock authorization server failed; its log says how");
    }

    static AuthReply nothing(int status) {
        return new AuthReply(status, List.of(), new byte[0], List.of());
    }

    private static AuthReply of(int status, String type, byte[] body) {
        return new AuthReply(status, List.of(new Frame.Header("Content-Type", type)), body, List.of());
    }

    AuthReply with(String name, String value) {
        List<Frame.Header> more = new ArrayList<>(headers);
        more.add(new Frame.Header(name, value));
        return new AuthReply(status, List.copyOf(more), body, breaches);
    }

    AuthReply with(List<Breach> found) {
        return new AuthReply(status, headers, body, List.copyOf(found));
    }

    /** The reply as a fault has it, where it is JSON or a redirect; otherwise as it is. */
    AuthReply changed(Fault.ChangeMessage change) {
        String location = location();
        if (location != null) {
            return replaced("Location", RedirectUris.changed(location, change.set(), change.remove()), body);
        }
        Map<String, Object> members = members();
        if (members == null) {
            return this;
        }
        for (Map.Entry<String, Object> set : change.set().entrySet()) {
            members = asMembers(Json.with(members, set.getKey(), set.getValue()));
        }
        members.keySet().removeAll(change.remove());
        return replaced("Content-Type", "application/json", Json.writeBytes(members));
    }

    /** The same with its JSON form-encoded, as some servers answer whatever was asked for. */
    AuthReply formEncoded() {
        Map<String, Object> members = members();
        if (members == null) {
            return this;
        }
        StringJoiner form = new StringJoiner("&");
        members.forEach((name, value) ->
                form.add(RedirectUris.encoded(name) + "=" + RedirectUris.encoded(String.valueOf(value))));
        return replaced(
                "Content-Type",
                "application/x-www-form-urlencoded",
                form.toString().getBytes(StandardCharsets.UTF_8));
    }

    private @Nullable Map<String, Object> members() {
        return "application/json".equals(header("Content-Type")) ? asMembers(Json.parse(body)) : null;
    }

    private static Map<String, Object> asMembers(@Nullable Object json) {
        Map<String, Object> members = new LinkedHashMap<>();
        if (json instanceof Map<?, ?> map) {
            map.forEach((name, value) -> members.put(String.valueOf(name), value));
        }
        return members;
    }

    /** Where the user agent is sent, or {@code null}. */
    @Nullable
    String location() {
        return header("Location");
    }

    private @Nullable String header(String name) {
        return headers.stream()
                .filter(header -> header.name().equalsIgnoreCase(name))
                .map(Frame.Header::value)
                .findFirst()
                .orElse(null);
    }

    private AuthReply replaced(String name, String value, byte[] other) {
        List<Frame.Header> others = headers.stream()
                .map(header -> header.name().equalsIgnoreCase(name) ? new Frame.Header(name, value) : header)
                .toList();
        return new AuthReply(status, others, other, breaches);
    }

    /**
     * The reply as it goes over the wire.
     *
     * @param chunked whether the body goes in chunks, not by its length
     */
    public List<Frame> frames(boolean chunked) {
        Frame.Head plain = new Frame.Head(status, headers);
        Frame.Head head = chunked ? plain : plain.with("Content-Length", String.valueOf(body.length));
        return body.length == 0
                ? List.of(head, new Frame.Finish())
                : List.of(head, new Frame.Data(body, null), new Frame.Finish());
    }

    @Override
    public String toString() {
        return "AuthReply " + status;
    }
}
