package dev.mcptestbench.client.transport;

import dev.mcptestbench.protocol.Headers;
import dev.mcptestbench.protocol.Json;
import dev.mcptestbench.protocol.JsonException;
import dev.mcptestbench.protocol.Message;
import dev.mcptestbench.wire.ReplyListener;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * A message that is posted, and the reply to the POST (basic/transports#sending-messages-to-the-server): an event stream,
 * one JSON document, or an acknowledgement.
 */
final class PostedMessage implements ReplyListener {

    private static final int EXCERPT_BYTES = 4096;

    private final HttpTransport transport;
    private final Message message;
    private final HttpSession session;
    private final @Nullable Object requestId;
    private final CompletableFuture<Void> taken = new CompletableFuture<>();
    private final ByteArrayOutputStream body = new ByteArrayOutputStream();
    private @Nullable ResponseStream stream;
    private int status;
    private Map<String, List<String>> headers = Map.of();
    private volatile @Nullable HttpCall call;
    private volatile boolean given;

    PostedMessage(HttpTransport transport, Message message, HttpSession session) {
        this.transport = transport;
        this.message = message;
        this.session = session;
        this.requestId = message.kind() == Message.Kind.REQUEST ? message.id() : null;
    }

    /** Done when the server has taken the message. */
    CompletionStage<Void> taken() {
        return taken;
    }

    void carriedBy(HttpCall post) {
        call = post;
        ResponseStream current = stream;
        if (current != null) {
            current.carriedBy(post);
        }
        if (given) {
            post.cancel();
        }
    }

    /** Nobody waits for the reply any more. */
    void giveUp() {
        given = true;
        HttpCall current = call;
        if (current != null) {
            current.cancel();
        }
    }

    @Override
    public void head(int replied, Map<String, List<String>> replyHeaders) {
        status = replied;
        headers = replyHeaders;
        if (!isSuccess()) {
            return;
        }
        transport.answered(message, headers);
        if (requestId == null) {
            taken.complete(null);
        } else if (status != 202 && MediaType.of(headers).equals(Headers.EVENT_STREAM)) {
            ResponseStream opened = new ResponseStream(transport, session(), message, requestId);
            stream = opened;
            transport.remember(requestId, opened);
            HttpCall current = call;
            if (current != null) {
                opened.carriedBy(current);
            }
            taken.complete(null);
        }
    }

    private boolean isSuccess() {
        return status >= 200 && status < 300;
    }

    /** The session of the stream: for initialize it is the one that the reply has just opened. */
    private HttpSession session() {
        return transport.opensSession(message) ? transport.session() : session;
    }

    @Override
    public void data(byte[] bytes) {
        ResponseStream current = stream;
        if (current != null) {
            current.data(bytes);
            return;
        }
        boolean wanted = isSuccess() && requestId != null;
        int bound = wanted ? StreamReader.MAX_EVENT_BYTES : EXCERPT_BYTES;
        if (body.size() + bytes.length <= bound) {
            body.write(bytes, 0, bytes.length);
        } else if (wanted) {
            fail(new MalformedReplyException("The reply to " + message + " is larger than " + bound + " bytes", null));
            giveUp();
        }
    }

    @Override
    public void ended() {
        ResponseStream current = stream;
        if (current != null) {
            current.over(null);
        } else if (!isSuccess()) {
            refused();
        } else if (requestId != null) {
            document(requestId);
        }
    }

    private void refused() {
        String text = body.toString(StandardCharsets.UTF_8);
        if (status == 404 && session.id() != null) {
            taken.completeExceptionally(new SessionExpiredException(
                    message + ": the server does not know session " + session.brief() + " any more (status 404)"));
            transport.expired(session);
            return;
        }
        Message error = errorIn(text);
        if (error != null && requestId != null && requestId.equals(error.id())) {
            taken.complete(null);
            transport.deliver(error, null, message.toString());
        } else {
            fail(new HttpStatusException("POST of " + message, status, headers, text));
        }
    }

    private static @Nullable Message errorIn(String text) {
        try {
            List<Message> messages = Message.allIn(Json.parse(text));
            return messages.size() == 1 && messages.get(0).kind() == Message.Kind.ERROR ? messages.get(0) : null;
        } catch (JsonException notJson) {
            return null;
        }
    }

    private String text() {
        return body.toString(StandardCharsets.UTF_8);
    }

    private void document(Object id) {
        if (status == 202 || status == 204 || body.size() == 0) {
            fail(new NoResponseException("The server answered " + message + " with status " + status
                    + " and no response" + Excerpt.after(text())));
        } else if (!MediaType.of(headers).equals(Headers.JSON)) {
            fail(new MalformedReplyException(
                    "The server answered " + message + " with " + MediaType.describe(headers)
                            + " instead of JSON or an event stream" + Excerpt.after(text()),
                    null));
        } else {
            try {
                deliver(id, Message.allIn(Json.parse(body.toByteArray())));
            } catch (JsonException e) {
                fail(new MalformedReplyException(
                        "The reply to " + message + " is no JSON: " + e.getMessage() + Excerpt.after(text()), e));
            }
        }
    }

    private void deliver(Object id, List<Message> messages) {
        boolean answered = messages.stream()
                .anyMatch(each -> id.equals(each.id())
                        && (each.kind() == Message.Kind.RESULT || each.kind() == Message.Kind.ERROR));
        if (answered) {
            taken.complete(null);
        }
        for (Message each : messages) {
            if (each.kind() != Message.Kind.MALFORMED) {
                transport.deliver(each, null, message.toString());
            }
        }
        if (!answered) {
            fail(new MalformedReplyException(
                    "The reply to " + message + " holds no response to it" + Excerpt.after(text()), null));
        }
    }

    @Override
    public void broke(IOException cause) {
        ResponseStream current = stream;
        if (current != null) {
            current.over(cause);
        } else if (status != 0 && !isSuccess()) {
            refused();
        } else {
            fail(Breakage.of(message.toString(), "was answered", cause));
        }
    }

    private void fail(TransportException cause) {
        taken.completeExceptionally(cause);
    }
}
