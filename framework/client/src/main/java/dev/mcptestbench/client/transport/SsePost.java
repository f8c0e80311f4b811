package dev.mcptestbench.client.transport;

import dev.mcptestbench.protocol.Message;
import dev.mcptestbench.wire.ReplyListener;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** A message that is posted where its answer comes elsewhere: whatever is no refusal means that the server has it. */
final class SsePost implements ReplyListener {

    private static final int EXCERPT_BYTES = 4096;

    private final Message message;
    private final CompletableFuture<Void> taken = new CompletableFuture<>();
    private final ByteArrayOutputStream excerpt = new ByteArrayOutputStream();
    private int status;
    private Map<String, List<String>> headers = Map.of();

    SsePost(Message message) {
        this.message = message;
    }

    /** Done when the server has taken the message. */
    CompletionStage<Void> taken() {
        return taken;
    }

    @Override
    public void head(int replied, Map<String, List<String>> replyHeaders) {
        status = replied;
        headers = replyHeaders;
        if (isSuccess() && !isPage()) {
            taken.complete(null);
        }
    }

    @Override
    public void data(byte[] bytes) {
        if (excerpt.size() < EXCERPT_BYTES) {
            excerpt.write(bytes, 0, Math.min(bytes.length, EXCERPT_BYTES));
        }
    }

    @Override
    public void ended() {
        if (!taken.isDone()) {
            refuse();
        }
    }

    private boolean isSuccess() {
        return status >= 200 && status < 300;
    }

    /** A page is for people: whoever shows one, a proxy or a log-in, has not given the message to the server. */
    private boolean isPage() {
        return MediaType.of(headers).equals("text/html");
    }

    private void refuse() {
        String body = excerpt.toString(StandardCharsets.UTF_8);
        taken.completeExceptionally(
                isSuccess()
                        ? new MalformedReplyException(
                                "The server answered the POST of " + message + " with " + MediaType.describe(headers)
                                        + Excerpt.after(body),
                                null)
                        : new HttpStatusException("POST of " + message, status, headers, body));
    }

    @Override
    public void broke(IOException cause) {
        if (taken.isDone()) {
            return;
        }
        if (status != 0) {
            refuse();
        } else {
            taken.completeExceptionally(Breakage.of(message.toString(), "was taken", cause));
        }
    }
}
