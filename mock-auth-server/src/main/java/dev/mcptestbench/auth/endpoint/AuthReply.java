package dev.mcptestbench.auth.endpoint;

import dev.mcptestbench.protocol.Breach;
import dev.mcptestbench.protocol.Json;
import dev.mcptestbench.wire.Frame;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apiguardian.api.API;

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

    /** The reply as it goes over the wire. */
    public List<Frame> frames() {
        Frame.Head head = new Frame.Head(status, headers).with("Content-Length", String.valueOf(body.length));
        return body.length == 0
                ? List.of(head, new Frame.Finish())
                : List.of(head, new Frame.Data(body, null), new Frame.Finish());
    }

    @Override
    public String toString() {
        return "AuthReply " + status;
    }
}
