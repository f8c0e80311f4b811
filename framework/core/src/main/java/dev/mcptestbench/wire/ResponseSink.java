package dev.mcptestbench.wire;

import dev.mcptestbench.protocol.Headers;
import dev.mcptestbench.protocol.Message;
import dev.mcptestbench.script.Carrier;
import dev.mcptestbench.script.Latency;
import dev.mcptestbench.script.MessageFault;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Decorators for the faults of a response: other bytes, later, twice, never, ahead of its turn. */
final class ResponseSink {

    private ResponseSink() {}

    /** The decorator of a fault, or {@code null} if another than the sink of the reply has to do it. */
    static @Nullable FrameSink of(
            FrameSink next, MessageFault fault, Carrier carrier, Function<Latency, Duration> sampling, Runnable fired) {
        if (fault instanceof MessageFault.Withhold) {
            return withholding(next, fired);
        }
        if (fault instanceof MessageFault.RespondLate late) {
            return delaying(next, carrier, sampling.apply(late.after()), fired);
        }
        if (fault instanceof MessageFault.Overtake) {
            return overtaking(next, fired);
        }
        if (fault instanceof MessageFault.DuplicateResponse duplicate) {
            return duplicate.place() == MessageFault.Place.SAME_STREAM
                    ? repeating(next, sampling.apply(duplicate.after()), fired)
                    : null;
        }
        return respelling(next, fault, fired);
    }

    private static FrameSink respelling(FrameSink next, MessageFault fault, Runnable fired) {
        return frame -> {
            Message message = frame.message();
            if (message == null || !PositionedSink.isResponse(message)) {
                next.push(frame);
                return;
            }
            next.push(new Frame.Aside(fired));
            next.push(spoilt(frame, SpoiltResponse.of(fault, message)));
        };
    }

    private static Frame spoilt(Frame frame, SpoiltResponse spoilt) {
        if (frame instanceof Frame.Event event) {
            return new Frame.Event(event.id(), event.name(), spoilt.bytes(), event.retry(), spoilt.message());
        }
        Message readable = spoilt.message();
        if (!(frame instanceof Frame.Line)) {
            return new Frame.Data(spoilt.bytes(), readable);
        }
        return readable == null
                ? new Frame.Data(Frame.Line.ended(spoilt.bytes()), null)
                : new Frame.Line(spoilt.bytes(), readable);
    }

    /** The response and the end that follows it stay away; all else passes, and the stream stays open. */
    private static FrameSink withholding(FrameSink next, Runnable fired) {
        return frame -> {
            if (PositionedSink.isResponse(frame.message())) {
                next.push(new Frame.Aside(fired));
            } else if (!(frame instanceof Frame.Finish)) {
                next.push(frame);
            }
        };
    }

    /**
     * A single body is late as a whole, head and all: a client sees nothing of it before. On HTTP+SSE the head has no body:
     * the response comes elsewhere.
     */
    private static FrameSink delaying(FrameSink next, Carrier carrier, Duration delay, Runnable fired) {
        return frame -> {
            boolean body = carrier != Carrier.SSE && frame instanceof Frame.Head head && !isStream(head);
            boolean inStream = isOfStream(frame) && PositionedSink.isResponse(frame.message());
            if (body || inStream) {
                next.push(new Frame.Aside(fired));
                next.push(new Frame.Pause(delay));
            }
            next.push(frame);
        };
    }

    private static boolean isOfStream(Frame frame) {
        return frame instanceof Frame.Event || frame instanceof Frame.Line;
    }

    private static boolean isStream(Frame.Head head) {
        String type = head.header(Headers.CONTENT_TYPE);
        return type != null && type.startsWith(Headers.EVENT_STREAM);
    }

    private static FrameSink repeating(FrameSink next, Duration later, Runnable fired) {
        return frame -> {
            next.push(frame);
            if (PositionedSink.isResponse(frame.message())) {
                next.push(new Frame.Pause(later));
                next.push(new Frame.Aside(fired));
                next.push(frame);
            }
        };
    }

    private static FrameSink overtaking(FrameSink next, Runnable fired) {
        List<Frame> overtaken = new ArrayList<>();
        return frame -> {
            if (PositionedSink.isResponse(frame.message())) {
                next.push(new Frame.Aside(fired));
                next.push(frame);
                overtaken.forEach(next::push);
                overtaken.clear();
            } else if (isOfStream(frame) && frame.message() != null) {
                overtaken.add(frame);
            } else {
                if (frame instanceof Frame.Finish) {
                    overtaken.forEach(next::push);
                }
                next.push(frame);
            }
        };
    }
}
