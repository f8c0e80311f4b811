package dev.mcptestbench.server.engine;

import dev.mcptestbench.protocol.Challenge;
import dev.mcptestbench.protocol.Message;
import dev.mcptestbench.script.Action;
import dev.mcptestbench.script.Addressee;
import dev.mcptestbench.script.Fault;
import dev.mcptestbench.script.Feature;
import dev.mcptestbench.script.ModernFault;
import dev.mcptestbench.script.Notification;
import dev.mcptestbench.script.NotificationStream;
import dev.mcptestbench.script.ServerFault;
import dev.mcptestbench.script.ServerRequest;
import dev.mcptestbench.script.Template;
import dev.mcptestbench.script.ToolFault;
import dev.mcptestbench.time.TestClock;
import dev.mcptestbench.wire.Playback;
import dev.mcptestbench.wire.Stage;
import dev.mcptestbench.wire.Workers;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apiguardian.api.API;
import org.jspecify.annotations.Nullable;

/**
 * Does what rules say beyond the frames of a reply: notifications and questions, on the request's stream or to others;
 * tools that change; connections that are refused. Thread-safe; never blocks.
 */
@API(status = API.Status.INTERNAL)
public final class Performer {

    private final Playback playback;
    private final TestClock clock;
    private final Workers workers;
    private final Broadcast broadcast;
    private final Premises premises;

    /** A performer at a server. */
    public Performer(Playback playback, TestClock clock, Workers workers, Broadcast broadcast, Premises premises) {
        this.playback = playback;
        this.clock = clock;
        this.workers = workers;
        this.broadcast = broadcast;
        this.premises = premises;
    }

    /**
     * What rules reach beyond a reply of a session.
     *
     * @param stream whether the reply can be a stream; if not, what is put into it goes out on the standing stream
     */
    public Stage stage(Session session, boolean stream) {
        return new OfReply(session, stream ? session::noted : null);
    }

    /** What rules reach beyond the reply to a request of the modern era, whose client may be listening. */
    public Stage stageOfRequest(@Nullable Subscription listening) {
        return new OfReply(listening, message -> {});
    }

    /** What rules reach beyond the stream of a subscription, which opens with the first thing said on it. */
    public Stage stageOfListening(Supplier<@Nullable Subscription> opened) {
        return new Stage() {
            @Override
            public Message speak(Message message) {
                return message;
            }

            @Override
            public Challenge completed(Challenge scripted) {
                return premises.completed(scripted);
            }

            @Override
            public void perform(Action action) {
                Subscription subscription = opened.get();
                if (action instanceof ModernFault.EndSubscriptions && subscription != null) {
                    subscription.end();
                } else {
                    Performer.this.perform(action, subscription);
                }
            }
        };
    }

    /** What rules reach where nothing of the modern era is answered; its client may be listening. */
    public Stage stage(@Nullable Subscription listening) {
        return new OfReply(listening, null);
    }

    /** The stage of one reply; without a stream of its own, what is put into it goes to whom the rule met. */
    private final class OfReply implements Stage {

        private final @Nullable Audience met;
        private final @Nullable Consumer<Message> ownStream;

        OfReply(@Nullable Audience met, @Nullable Consumer<Message> ownStream) {
            this.met = met;
            this.ownStream = ownStream;
        }

        @Override
        public @Nullable Message speak(Message message) {
            boolean notification = message.kind() == Message.Kind.NOTIFICATION;
            Notification said = new Notification(String.valueOf(message.method()), asObjects(message.params()));
            if (notification && met instanceof Session session && !session.wants(said)) {
                return null;
            }
            if (ownStream != null) {
                ownStream.accept(message);
                return message;
            }
            if (met instanceof Session session) {
                session.send(session.standing(), message);
            } else if (met != null && notification) {
                met.tell(said, Template.Values.NONE);
            }
            return null;
        }

        @Override
        public Challenge completed(Challenge scripted) {
            return premises.completed(scripted);
        }

        @Override
        public void perform(Action action) {
            Performer.this.perform(action, met);
        }
    }

    @SuppressWarnings("unchecked") // a message holds null only as a value of JSON, which a notification may hold too
    private static Map<String, Object> asObjects(Map<String, ? extends @Nullable Object> map) {
        return (Map<String, Object>) map;
    }

    /**
     * Says what rules have the server say before its reply to a request of a session.
     *
     * @param outlet the stream of the request, or the standing stream if there is none
     * @param request the message that the rules met, or {@code null}
     */
    public void speak(List<Action> speech, Session session, Outlet outlet, @Nullable Message request) {
        speech.forEach(action -> speak(action, Voice.of(session, outlet, request), session));
    }

    /**
     * Says what rules have the server say before its reply to a request of the modern era.
     *
     * @param listening where the client listens, or {@code null} if it does not
     */
    public void speak(List<Action> speech, ModernErrand errand, @Nullable Subscription listening) {
        speech.forEach(action -> speak(action, Voice.of(errand), listening));
    }

    /** Does what is to be done on an occasion that has no reply; {@code met} is {@code null} where it is no client's. */
    public void perform(List<Action> actions, @Nullable Audience met) {
        actions.forEach(action -> perform(action, met));
    }

    /** Does what can be done although the client does not listen yet, and returns what has to wait until it does. */
    public List<Action> performNow(List<Action> actions) {
        List<Action> waiting = new ArrayList<>();
        for (Action action : actions) {
            if (Addressee.of(action) instanceof Addressee.WhomItMet
                    || Addressee.of(action) instanceof Addressee.StandingStream) {
                waiting.add(action);
            } else {
                perform(action, null);
            }
        }
        return waiting;
    }

    private void perform(Action action, @Nullable Audience met) {
        if (Addressee.of(action) != null) {
            speak(action, met == null ? null : Voice.of(met), met);
        } else if (action instanceof ToolFault.ChangeTool change) {
            change(change);
        } else if (action instanceof ServerFault.RefuseConnections refuse) {
            premises.refuseConnections(refuse.lasting());
        } else if (action instanceof ModernFault.EndSubscriptions) {
            premises.endSubscriptions();
        } else if (action instanceof Fault.DropAllStreams) {
            premises.dropAllStreams();
        } else if (action instanceof Fault.ExpireSession && met instanceof Session session) {
            premises.expire(session);
        }
    }

    private void change(ToolFault.ChangeTool change) {
        Feature.Tool before = playback.feature(Feature.Tool.class, change.tool());
        if (before == null) {
            return;
        }
        Feature.Tool after = change.appliedTo(before);
        Runnable changing =
                after == null ? () -> playback.remove(Feature.Tool.class, change.tool()) : () -> playback.put(after);
        if (change.told()) {
            changing.run();
        } else {
            broadcast.silently(changing);
        }
    }

    private void speak(Action action, @Nullable Voice own, @Nullable Audience met) {
        Addressee to = Addressee.of(action);
        if (to instanceof Addressee.WhomItMet && own != null) {
            say(action, own);
        } else if (to != null) {
            broadcast.audiences(to, met).forEach(audience -> say(action, Voice.of(audience)));
        }
    }

    private void say(Action action, Voice voice) {
        if (action instanceof Action.Send send) {
            NotificationStream stream = send.stream();
            PacedStream paced = new PacedStream(
                    clock,
                    workers,
                    stream,
                    voice.values(),
                    voice.over(),
                    nth -> voice.tell().accept(stream.notification(), nth),
                    voice.outlet()::room,
                    () -> {});
            (voice.endsSoon() ? paced.inOneGo() : paced).start();
        } else if (action instanceof Action.Ask ask) {
            ask(ask.question(), voice);
        }
    }

    private void ask(ServerRequest question, Voice voice) {
        Session session = voice.session();
        if (session == null) {
            return;
        }
        String requestId = session.nextRequestId();
        Message asked = question.toMessage(requestId, voice.values());
        session.send(voice.outlet(), asked);
        if (question.repeated()) {
            session.send(voice.outlet(), asked);
        }
        if (question.cancelledAfter() != null) {
            clock.schedule(
                    question.cancelledAfter(), () -> session.send(voice.outlet(), question.cancellation(requestId)));
        }
    }
}
