package dev.mcptestbench.wire;

import dev.mcptestbench.protocol.Challenge;
import dev.mcptestbench.protocol.Message;
import dev.mcptestbench.script.ChallengeFault;
import dev.mcptestbench.script.Fault;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Decorators that change frames of one sort throughout a reply. */
final class RewritingSink {

    private RewritingSink() {}

    /** Sends the head as the fault has it. */
    static FrameSink ofHead(FrameSink next, Fault.ChangeHead change, Runnable fired) {
        return frame -> {
            if (frame instanceof Frame.Head head) {
                next.push(new Frame.Aside(fired));
                next.push(changed(head, change));
            } else {
                next.push(frame);
            }
        };
    }

    private static Frame.Head changed(Frame.Head head, Fault.ChangeHead change) {
        Frame.Head changed = change.code() == 0 ? head : new Frame.Head(change.code(), head.headers());
        for (String name : change.remove()) {
            changed = changed.without(name);
        }
        for (Map.Entry<String, String> header : change.set().entrySet()) {
            changed = changed.with(header.getKey(), header.getValue());
        }
        for (String name : change.repeat()) {
            String value = changed.header(name);
            if (value != null) {
                changed = changed.and(name, value);
            }
        }
        return changed;
    }

    /** Spells the challenge in another way, if there is one. */
    static FrameSink ofChallenge(FrameSink next, ChallengeFault.Spelling spelling, Runnable fired) {
        return frame -> {
            String value = frame instanceof Frame.Head head ? head.header(Challenge.HEADER) : null;
            if (value != null && frame instanceof Frame.Head head) {
                next.push(new Frame.Aside(fired));
                next.push(head.with(Challenge.HEADER, MisspelledChallenge.of(value, spelling)));
            } else {
                next.push(frame);
            }
        };
    }

    /** Adds a header line of so many bytes. */
    static FrameSink ofHeadSize(FrameSink next, int bytes, Runnable fired) {
        return frame -> {
            if (frame instanceof Frame.Head head) {
                next.push(new Frame.Aside(fired));
                String name = "X-Filler";
                int value = Math.max(1, bytes - name.length() - ": \r\n".length());
                next.push(head.and(name, "x".repeat(value)));
            } else {
                next.push(frame);
            }
        };
    }

    /** Sends the head a byte at a time. */
    static FrameSink ofHeadPace(FrameSink next, Duration perByte, Runnable fired) {
        long bytesPerSecond = Math.max(1, 1_000_000_000L / Math.max(1, perByte.toNanos()));
        return frame -> {
            if (frame instanceof Frame.Head) {
                next.push(new Frame.Aside(fired));
                next.push(new Frame.Throttle(bytesPerSecond));
                next.push(frame);
                next.push(new Frame.Throttle(0));
            } else {
                next.push(frame);
            }
        };
    }

    /** Spells events, or lines, in another way. */
    static FrameSink ofSpelling(FrameSink next, Fault.EventSpelling spelling, Runnable fired) {
        int[] events = {0};
        return frame -> {
            byte[] bytes = frame instanceof Frame.Event event
                    ? MisspelledEvent.encode(event, spelling, events[0]++ == 0)
                    : frame instanceof Frame.Line line ? MisspelledLine.encode(line, spelling) : null;
            if (bytes == null) {
                next.push(frame);
                return;
            }
            next.push(new Frame.Aside(fired));
            int cut = spelling == Fault.EventSpelling.SPLIT_CHARACTER ? withinCharacter(bytes) : 0;
            if (cut > 0) {
                next.push(new Frame.Data(java.util.Arrays.copyOfRange(bytes, 0, cut), null));
                next.push(new Frame.Data(java.util.Arrays.copyOfRange(bytes, cut, bytes.length), frame.message()));
            } else {
                next.push(new Frame.Data(bytes, frame.message()));
            }
        };
    }

    private static int withinCharacter(byte[] bytes) {
        for (int i = 1; i < bytes.length; i++) {
            // A continuation byte: 10xxxxxx.
            if ((bytes[i] & 0xC0) == 0x80) {
                return i;
            }
        }
        return 0;
    }

    /** Sends another response than the feature's. */
    static FrameSink ofResponse(FrameSink next, UnaryOperator<Message> change, Runnable fired) {
        return frame -> {
            Message message = frame.message();
            if (!PositionedSink.isResponse(message)) {
                next.push(frame);
                return;
            }
            next.push(new Frame.Aside(fired));
            next.push(carrying(frame, change.apply(message)));
        };
    }

    /** A frame of the same kind with another message. */
    static Frame carrying(Frame frame, Message message) {
        byte[] bytes = message.toBytes();
        if (frame instanceof Frame.Event event) {
            return new Frame.Event(event.id(), event.name(), bytes, event.retry(), message);
        }
        return frame instanceof Frame.Line ? new Frame.Line(bytes, message) : new Frame.Data(bytes, message);
    }

    static UnaryOperator<Message> of(Fault.ChangeMessage change) {
        return message -> {
            Message changed = message;
            for (Map.Entry<String, Object> set : change.set().entrySet()) {
                changed = at(changed, set.getKey(), set.getValue());
            }
            for (String path : change.remove()) {
                changed = without(changed, path);
            }
            return changed;
        };
    }

    static UnaryOperator<Message> of(Fault.FailWith failure) {
        return message -> Message.error(message.id(), failure.code(), failure.message(), failure.data());
    }

    private static Message at(Message message, String path, Object value) {
        Object changed = dev.mcptestbench.protocol.Json.with(message.members(), path, value);
        return Message.of(asMap(changed));
    }

    /** Paths may lead through maps only: what is left out of a list would renumber it. */
    private static Message without(Message message, String path) {
        List<String> steps = new ArrayList<>(List.of(path.split("\\.", -1)));
        return Message.of(asMap(without(message.members(), steps)));
    }

    private static Object without(@Nullable Object value, List<String> steps) {
        Map<String, @Nullable Object> copy = new java.util.LinkedHashMap<>(asMap(value));
        String step = steps.get(0);
        if (steps.size() == 1) {
            copy.remove(step);
        } else if (copy.get(step) instanceof Map<?, ?> inner) {
            copy.put(step, without(inner, steps.subList(1, steps.size())));
        }
        return copy;
    }

    @SuppressWarnings("unchecked")
    private static Map<String, @Nullable Object> asMap(@Nullable Object value) {
        return value instanceof Map<?, ?> map ? (Map<String, @Nullable Object>) map : Map.of();
    }
}
