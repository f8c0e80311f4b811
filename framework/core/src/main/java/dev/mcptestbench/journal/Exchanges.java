package dev.mcptestbench.journal;

import dev.mcptestbench.protocol.Headers;
import dev.mcptestbench.protocol.Message;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** What belongs together among the entries of a journal: the parts of each reply, the requests of each connection. */
final class Exchanges {

    private static final int LONGEST_BODY = 2_000;
    private static final Pattern PRIMING = Pattern.compile("(?:(?:id|retry|event):[^\\r\\n]*\\R|data:[ \\t]*\\R)+\\R?");

    private record Key(String server, long number) {}

    private final Map<Key, Exchange> byNumber = new HashMap<>();
    private final Set<Key> usedConnections = new HashSet<>();
    private final Set<Message> sent = new HashSet<>();

    private Exchanges() {}

    static Exchanges of(List<JournalEntry> entries) {
        Exchanges exchanges = new Exchanges();
        for (JournalEntry entry : entries) {
            if (entry instanceof JournalEntry.RequestArrived request) {
                exchanges.usedConnections.add(new Key(request.server(), request.connection()));
            } else if (entry instanceof JournalEntry.HeadSent head) {
                exchanges.get(head.server(), head.exchange()).addHead(head);
            } else if (entry instanceof JournalEntry.MessageSent message) {
                exchanges.get(message.server(), message.exchange()).addMessage(message.message());
                exchanges.sent.add(message.message());
            } else if (entry instanceof JournalEntry.BytesSent bytes) {
                exchanges.get(bytes.server(), bytes.exchange()).addBytes(bytes.bytes());
            }
        }
        return exchanges;
    }

    /** The exchange of that number; an empty one if nothing was sent in it. */
    Exchange get(String server, long exchange) {
        return byNumber.computeIfAbsent(new Key(server, exchange), key -> new Exchange());
    }

    /** Whether a request came over the connection. */
    boolean used(String server, long connection) {
        return usedConnections.contains(new Key(server, connection));
    }

    /** Whether some server of this journal sent the message. */
    boolean sent(Message message) {
        return sent.contains(message);
    }

    /** Whether the bytes are an event without data: it only tells an id or a reconnection time. */
    static boolean isPriming(byte[] bytes) {
        return bytes.length < 200
                && PRIMING.matcher(new String(bytes, StandardCharsets.UTF_8)).matches();
    }

    /** What was sent in reply to one request. */
    static final class Exchange {

        private int status;
        private boolean stream;
        private int messages;
        private boolean answered;
        private boolean visibleBytes;
        private final StringBuilder body = new StringBuilder();

        private void addHead(JournalEntry.HeadSent head) {
            status = head.status();
            stream = new String(head.bytes(), StandardCharsets.ISO_8859_1)
                    .toLowerCase(Locale.ROOT)
                    .contains(Headers.EVENT_STREAM);
        }

        private void addMessage(Message message) {
            messages++;
            answered |= message.kind() == Message.Kind.RESULT || message.kind() == Message.Kind.ERROR;
        }

        private void addBytes(byte[] bytes) {
            visibleBytes |= !isPriming(bytes);
            int room = LONGEST_BODY - body.length();
            if (room > 0) {
                body.append(new String(bytes, 0, Math.min(room, bytes.length), StandardCharsets.UTF_8));
            }
        }

        boolean hasHead() {
            return status != 0;
        }

        int status() {
            return status;
        }

        boolean isStream() {
            return stream;
        }

        boolean hasMessages() {
            return messages > 0;
        }

        /** Whether a response was among what was sent. */
        boolean isAnswered() {
            return answered;
        }

        boolean hasVisibleBytes() {
            return visibleBytes;
        }

        /** The beginning of the bytes that carried no message, as text. */
        String body() {
            return body.toString();
        }
    }
}
