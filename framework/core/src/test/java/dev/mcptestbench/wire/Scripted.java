package dev.mcptestbench.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** A listener that answers as it is told, and remembers what it was told. */
final class Scripted implements WireListener {

    static final long SECONDS = 10;

    private final Consumer<Exchange> script;
    private final List<String> events = new ArrayList<>();
    private volatile Welcome welcome = Welcome.SERVE;
    final BlockingQueue<Exchange> arrived = new LinkedBlockingQueue<>();

    Scripted(Consumer<Exchange> script) {
        this.script = script;
    }

    /** Answers every request with these frames. */
    static Scripted replying(Frame... frames) {
        return new Scripted(exchange -> List.of(frames).forEach(exchange.reply()::push));
    }

    /** Answers nothing: the test pushes. */
    static Scripted silent() {
        return new Scripted(exchange -> {});
    }

    Scripted welcoming(Welcome changed) {
        welcome = changed;
        return this;
    }

    Exchange nextExchange() throws InterruptedException {
        Exchange exchange = arrived.poll(SECONDS, TimeUnit.SECONDS);
        assertThat(exchange)
                .as("a request within %s s; so far: %s", SECONDS, events())
                .isNotNull();
        return exchange;
    }

    /** Has the peer send a GET and takes what arrives. */
    Exchange get(RawPeer peer) throws IOException, InterruptedException {
        peer.get("/");
        return nextExchange();
    }

    List<String> events() {
        synchronized (events) {
            return List.copyOf(events);
        }
    }

    void awaitEvent(String start) throws InterruptedException {
        awaitEvents(start, 1);
    }

    void awaitEvents(String start, int count) throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS);
        synchronized (events) {
            while (events.stream().filter(event -> event.startsWith(start)).count() < count) {
                long left = deadline - System.nanoTime();
                assertThat(left)
                        .as("%s × \"%s\" within %s s; so far: %s", count, start, SECONDS, events)
                        .isPositive();
                TimeUnit.NANOSECONDS.timedWait(events, left);
            }
        }
    }

    private void note(String event) {
        synchronized (events) {
            events.add(event);
            events.notifyAll();
        }
    }

    @Override
    public Welcome connectionOpened(long connection, String peer) {
        Welcome current = welcome;
        note("opened " + peer.replaceAll(":\\d+", ""));
        return current;
    }

    @Override
    public void requestArrived(Exchange exchange) {
        note("arrived " + exchange.request().method() + " " + exchange.request().target());
        arrived.add(exchange);
        script.accept(exchange);
    }

    @Override
    public void requestMalformed(long connection, int status, String detail) {
        note("malformed " + status + " " + detail);
    }

    @Override
    public void sent(Exchange exchange, Frame frame, byte[] bytes) {
        note("sent " + frame.getClass().getSimpleName() + " " + new String(bytes, StandardCharsets.UTF_8));
    }

    @Override
    public void replyEnded(Exchange exchange, End end) {
        note("ended " + end);
    }

    @Override
    public void connectionClosed(long connection, End end) {
        note("closed " + end);
    }

    static void await(CountDownLatch latch) throws InterruptedException {
        assertThat(latch.await(SECONDS, TimeUnit.SECONDS))
                .as("within %s s", SECONDS)
                .isTrue();
    }
}
