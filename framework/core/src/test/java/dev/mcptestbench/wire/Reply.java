package dev.mcptestbench.wire;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Gathers one reply of a {@link WireClient}. */
final class Reply implements ReplyListener {

    private final CompletableFuture<Integer> status = new CompletableFuture<>();
    private final CompletableFuture<Void> first = new CompletableFuture<>();
    private final CompletableFuture<BrokenReplyException> end = new CompletableFuture<>();
    private final ByteArrayOutputStream body = new ByteArrayOutputStream();
    private volatile Map<String, List<String>> headers = Map.of();

    @Override
    public void head(int code, Map<String, List<String>> received) {
        headers = received;
        status.complete(code);
    }

    @Override
    public void data(byte[] bytes) {
        synchronized (body) {
            body.writeBytes(bytes);
        }
        first.complete(null);
    }

    @Override
    public void ended() {
        end.complete(null);
    }

    @Override
    public void broke(IOException cause) {
        end.complete((BrokenReplyException) cause);
    }

    int status() {
        return bounded(status);
    }

    Map<String, List<String>> headers() {
        return headers;
    }

    String bodyWhole() {
        BrokenReplyException broken = bounded(end);
        if (broken != null) {
            throw new AssertionError("The reply broke", broken);
        }
        return bodySoFar();
    }

    String bodySoFar() {
        synchronized (body) {
            return body.toString(StandardCharsets.UTF_8);
        }
    }

    void awaitData() {
        bounded(first);
    }

    BrokenReplyException broken() {
        BrokenReplyException broken = bounded(end);
        if (broken == null) {
            throw new AssertionError("The reply did not break: " + bodySoFar());
        }
        return broken;
    }

    /** Waits for the end: {@code null} if the reply came whole. */
    BrokenReplyException end() {
        return bounded(end);
    }

    boolean isOver() {
        return end.isDone();
    }

    private static <T> T bounded(CompletableFuture<T> future) {
        try {
            return future.get(Scripted.SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException | ExecutionException | TimeoutException e) {
            throw new AssertionError(e);
        }
    }
}
