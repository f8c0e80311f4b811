package dev.mcptestbench.wire;

import dev.mcptestbench.protocol.Message;
import dev.mcptestbench.script.Action;
import dev.mcptestbench.script.Addressee;
import dev.mcptestbench.script.Notification;
import dev.mcptestbench.script.NotificationStream;
import dev.mcptestbench.script.Occasion;
import dev.mcptestbench.script.ServerRequest;
import dev.mcptestbench.script.Template;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a rule has the server say in the middle of a reply, as frames between those of the reply. Events that are put in
 * so have no ids: a resumed stream does not bring them again.
 */
final class Speech {

    private Speech() {}

    /** The deed of a {@link Action.Send} or {@link Action.Ask}. */
    static Deed of(Action action, Firing firing, Stage stage) {
        if (action instanceof Action.Send send && send.to() instanceof Addressee.WhomItMet) {
            return (next, last) -> {
                notifications(next, send.stream(), firing, stage);
                return false;
            };
        }
        if (action instanceof Action.Ask ask && ask.to() instanceof Addressee.WhomItMet) {
            return (next, last) -> {
                question(next, ask.question(), firing, stage);
                return false;
            };
        }
        return (next, last) -> {
            next.push(new Frame.Aside(() -> stage.perform(action)));
            return false;
        };
    }

    /** What stands for the places of a template, on an occasion. */
    static Template.Values values(Firing firing) {
        String client = firing.occasion().client();
        return firing.occasion() instanceof Occasion.Received received
                ? Template.Values.of(received.message(), client)
                : new Template.Values(0, Map.of(), client);
    }

    private static void notifications(FrameSink next, NotificationStream stream, Firing firing, Stage stage) {
        Template.Values values = values(firing);
        Object token = firing.occasion() instanceof Occasion.Received received
                ? received.message().at("_meta.progressToken")
                : null;
        Duration interval = stream.interval(values);
        long count = stream.count(values);
        for (long n = 1; n <= count; n++) {
            Notification notification = stream.notification();
            if (!notification.lacksToken(token)) {
                say(next, notification.toMessage(values.at(n), token), firing, stage);
            }
            if (n < count && !interval.isZero()) {
                next.push(new Frame.Pause(interval));
            }
        }
    }

    private static void question(FrameSink next, ServerRequest question, Firing firing, Stage stage) {
        String requestId = firing.requestId();
        Message asked = question.toMessage(requestId, values(firing));
        say(next, asked, firing, stage);
        if (question.repeated()) {
            say(next, asked, firing, stage);
        }
        if (question.cancelledAfter() != null) {
            next.push(new Frame.Pause(question.cancelledAfter()));
            say(next, question.cancellation(requestId), firing, stage);
        }
    }

    private static void say(FrameSink next, Message message, Firing firing, Stage stage) {
        @Nullable Message said = stage.speak(message);
        if (said != null) {
            next.push(
                    firing.carrier().isHttp()
                            ? new Frame.Event(null, null, said.toBytes(), null, said)
                            : new Frame.Line(said.toBytes(), said));
        }
    }
}
