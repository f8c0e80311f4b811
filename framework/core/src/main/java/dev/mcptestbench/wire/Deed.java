package dev.mcptestbench.wire;

import dev.mcptestbench.protocol.Challenge;
import dev.mcptestbench.script.Action;
import dev.mcptestbench.script.Carrier;
import dev.mcptestbench.script.ChallengeFault;
import dev.mcptestbench.script.Fault;
import dev.mcptestbench.script.Latency;
import dev.mcptestbench.script.ModernFault;
import dev.mcptestbench.script.Position;
import dev.mcptestbench.script.ServerFault;
import dev.mcptestbench.script.ToolFault;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What an action does at one point of a reply, as frames. */
@FunctionalInterface
interface Deed {

    /** A comment line that parsers skip; long enough to be seen, short enough to repeat. */
    String FILLER = ": " + "x".repeat(61) + "\n";

    /** White space that may stand before a message on its line. */
    String SPACES = " ".repeat(64);

    /**
     * Does it.
     *
     * @param next where the frames go
     * @param last the frame that was sent last, or {@code null}
     * @return whether the reply ends here, so that later frames are dropped
     */
    boolean perform(FrameSink next, @Nullable Frame last);

    /** The deed of an action, or {@code null} if it works on the whole of a reply or not on the reply at all. */
    static @Nullable Deed of(Firing firing, Function<Latency, Duration> sampling, Exchange exchange, Stage stage) {
        Action action = firing.rule().action();
        if (action instanceof Action.Send || action instanceof Action.Ask) {
            // Before the reply whoever answers says it, on a stream that can be resumed.
            boolean atStart = firing.rule().position() instanceof Position.BeforeReply;
            return atStart ? null : Speech.of(action, firing, stage);
        }
        if (action instanceof ToolFault.ChangeTool
                || action instanceof ServerFault
                || action instanceof ModernFault.EndSubscriptions) {
            return goOn(new Frame.Aside(() -> stage.perform(action)));
        }
        if (action instanceof Action.Delay delay) {
            return goOn(new Frame.Pause(sampling.apply(delay.latency())));
        }
        if (action instanceof Action.Hold hold) {
            return goOn(new Frame.Wait(hold.gate()));
        }
        if (action instanceof Action.HoldUntilArrived hold) {
            return (next, last) -> {
                next.push(new Frame.Wait(firing.standing().hold(hold, exchange::whenOver)));
                return false;
            };
        }
        if (action instanceof ChallengeFault.Challenge challenge) {
            return end(reply(challenge, stage));
        }
        if (action instanceof Fault.Crash) {
            return end(new Frame.Aside(exchange::crash), new Frame.Reset());
        }
        return action instanceof Fault fault ? of(fault, firing.carrier()) : null;
    }

    private static @Nullable Deed of(Fault fault, Carrier carrier) {
        if (fault instanceof Fault.CloseConnection) {
            return end(new Frame.Close());
        }
        if (fault instanceof Fault.ResetConnection) {
            return end(new Frame.Reset());
        }
        if (fault instanceof Fault.HalfCloseConnection) {
            return end(new Frame.HalfClose());
        }
        if (fault instanceof Fault.Hang) {
            return end(new Frame.Hang());
        }
        if (fault instanceof Fault.CloseStream) {
            return end(new Frame.Finish());
        }
        if (fault instanceof Fault.CloseMidChunk) {
            return end(new Frame.Raw(ascii("40\r\ndata: ")), new Frame.Close());
        }
        if (fault instanceof Fault.BadChunk) {
            return end(new Frame.Raw(ascii("no chunk size\r\n")), new Frame.Close());
        }
        if (fault instanceof Fault.Status status) {
            return end(reply(status));
        }
        if (fault instanceof Fault.Throttle throttle) {
            return goOn(new Frame.Throttle(throttle.bytesPerSecond()));
        }
        if (fault instanceof Fault.Insert insert) {
            return goOn(Frame.Data.text(insert.text()));
        }
        if (fault instanceof Fault.OversizeBody oversize) {
            String filler = carrier.isHttp() ? FILLER : SPACES;
            return (next, last) -> fill(next, filler, oversize.bytes());
        }
        if (fault instanceof Fault.ExitProcess exit) {
            return end(new Frame.Exit(exit.code()));
        }
        if (fault instanceof Fault.PrintToStderr print) {
            return goOn(
                    new Frame.Stderr((print.line() + "\n").repeat(print.times()).getBytes(StandardCharsets.UTF_8)));
        }
        if (fault instanceof Fault.Duplicate) {
            return (next, last) -> {
                if (last != null) {
                    next.push(last);
                }
                return false;
            };
        }
        return null;
    }

    private static Deed goOn(Frame frame) {
        return (next, last) -> {
            next.push(frame);
            return false;
        };
    }

    private static Deed end(Frame... frames) {
        return (next, last) -> {
            for (Frame frame : frames) {
                next.push(frame);
            }
            return true;
        };
    }

    private static Frame[] reply(Fault.Status status) {
        byte[] body = status.body().getBytes(StandardCharsets.UTF_8);
        List<Frame.Header> headers = new ArrayList<>();
        status.headers().forEach((name, value) -> headers.add(new Frame.Header(name, value)));
        Frame.Head head = new Frame.Head(status.code(), List.copyOf(headers));
        boolean typed = head.header("Content-Type") != null || body.length == 0;
        Frame.Head told = typed ? head : head.with("Content-Type", "text/plain; charset=utf-8");
        return new Frame[] {
            told.header("Content-Length") != null ? told : told.with("Content-Length", String.valueOf(body.length)),
            new Frame.Data(body, null),
            new Frame.Finish()
        };
    }

    private static Frame[] reply(ChallengeFault.Challenge fault, Stage stage) {
        Challenge challenge = Challenge.of(Challenge.BEARER);
        if (!fault.error().isEmpty()) {
            challenge = challenge.with("error", fault.error());
        }
        if (!fault.scopes().isEmpty()) {
            challenge = challenge.with("scope", String.join(" ", fault.scopes()));
        }
        Frame.Head head = Frame.Head.of(fault.code())
                .with(Challenge.HEADER, stage.completed(challenge).toString());
        return new Frame[] {head.with("Content-Length", "0"), new Frame.Finish()};
    }

    private static boolean fill(FrameSink next, String filler, int bytes) {
        for (int left = bytes; left > 0; left -= filler.length()) {
            next.push(Frame.Data.text(left >= filler.length() ? filler : filler.substring(filler.length() - left)));
        }
        return false;
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
