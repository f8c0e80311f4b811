package dev.mcptestbench.client.transport;

import dev.mcptestbench.journal.Secrets;
import dev.mcptestbench.plugin.TransportProvider.MessageListener;
import dev.mcptestbench.plugin.TransportProvider.MessageTransport;
import dev.mcptestbench.protocol.Json;
import dev.mcptestbench.protocol.JsonException;
import dev.mcptestbench.protocol.Message;
import dev.mcptestbench.time.RestProbe;
import dev.mcptestbench.time.TestClock;
import dev.mcptestbench.wire.ChildProcess;
import dev.mcptestbench.wire.Workers;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Messages to and from a process, line by line (basic/transports#stdio), in either era. The process is the connection: where it
 * ends, or says what is no message, all that it has not answered is lost at once, and so is the process.
 */
final class StdioTransport implements MessageTransport, ChildProcess.Listener {

    /** There is one stream for everything. */
    private static final String STREAM = "stdio";

    /** Exit codes above this one name the signal that ended the process. */
    private static final int SIGNALS = 128;

    private final String name;
    private final TestClock clock;
    private final RestProbe rest;
    private final ChildProcess process;
    private final Unanswered unanswered = new Unanswered();
    private final LastWords lastWords = new LastWords();
    private volatile @Nullable MessageListener listener;
    private volatile @Nullable TransportException over;
    private volatile byte[] brokenOff = {};

    StdioTransport(List<String> command, TestClock clock) {
        Workers workers = new Workers();
        this.name = "The server process \"" + Excerpt.of(Secrets.hide(command)) + '"';
        this.clock = clock;
        this.rest = workers.restProbe();
        this.process = new ChildProcess(command, workers, clock);
    }

    @Override
    public void start(MessageListener newListener) {
        listener = newListener;
        clock.restsWith(rest);
        process.start(this);
    }

    @Override
    public CompletionStage<Void> send(Message message) {
        TransportException refusal = unanswered.sent(message);
        if (refusal != null) {
            return CompletableFuture.failedStage(refusal);
        }
        process.write(message.toBytes());
        return CompletableFuture.completedStage(null);
    }

    // ── what comes ──────────────────────────────────────────────────────────────────────────────────────────────────

    @Override
    public void said(byte[] line) {
        if (over != null) {
            return;
        }
        List<Message> messages = messagesIn(line);
        if (messages == null) {
            lose(new MalformedReplyException(
                    name + " printed a line that is no message" + excerpt(line)
                            + "\nWhat is not for its client belongs on stderr." + lastWords.text(),
                    null));
            return;
        }
        MessageListener current = listener;
        if (current == null) {
            return;
        }
        unanswered.received(messages, current);
        for (Message message : messages) {
            if (over == null) {
                current.received(message, null, STREAM);
            }
        }
    }

    @Override
    public void brokeOff(byte[] begun) {
        if (messagesIn(begun) == null) {
            brokenOff = begun;
        } else {
            said(begun);
        }
    }

    /** What a line says, nothing if it is blank; {@code null} if it is no JSON-RPC. */
    private static @Nullable List<Message> messagesIn(byte[] line) {
        if (new String(line, StandardCharsets.UTF_8).isBlank()) {
            return List.of();
        }
        try {
            List<Message> messages = Message.allIn(Json.parse(line));
            return messages.stream().anyMatch(message -> message.kind() == Message.Kind.MALFORMED) ? null : messages;
        } catch (JsonException noJson) {
            return null;
        }
    }

    private static String excerpt(byte[] line) {
        return Excerpt.after(Secrets.hide(new String(line, StandardCharsets.UTF_8)));
    }

    @Override
    public void complained(byte[] bytes) {
        lastWords.add(bytes);
    }

    // ── how it ends ─────────────────────────────────────────────────────────────────────────────────────────────────

    @Override
    public void notLaunched(IOException why) {
        lose(new ServerUnreachableException(
                name + " could not be started: " + why.getMessage()
                        + ". Is the program installed, and on the PATH of this JVM?",
                why));
    }

    @Override
    public void gaveUp(String why) {
        lose(new ConnectionLostException(name + " " + why + lastWords.text(), null));
    }

    @Override
    public void outputEnded() {
        gaveUp("has closed its standard output" + inTheMiddle() + ", and runs on");
    }

    @Override
    public void exited(int code) {
        boolean killed = code > SIGNALS && code < SIGNALS + 65;
        gaveUp("exited with code " + code + (killed ? " (signal " + (code - SIGNALS) + ")" : "") + inTheMiddle());
    }

    private String inTheMiddle() {
        return brokenOff.length == 0 ? "" : " in the middle of a line" + excerpt(brokenOff);
    }

    /** The connection is no more, and what is left of the process is of no use. */
    private void lose(TransportException cause) {
        MessageListener current = listener;
        if (current == null || !end(cause)) {
            return;
        }
        unanswered.loseAll(current, cause);
        current.broken(cause);
        process.stop();
    }

    private synchronized boolean end(TransportException cause) {
        boolean first = over == null;
        over = first ? cause : over;
        return first;
    }

    @Override
    public void endSession() {
        MessageListener current = listener;
        TransportException closed = new ServerUnreachableException(name + " was stopped by its client", null);
        if (end(closed) && current != null) {
            unanswered.loseAll(current, closed);
        }
        process.stop();
    }

    @Override
    public void close() {
        endSession();
        process.close();
        clock.restsWithout(rest);
    }

    @Override
    public String toString() {
        return name;
    }
}
