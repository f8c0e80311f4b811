package dev.mcptestbench.script;

import dev.mcptestbench.protocol.Methods;
import org.jspecify.annotations.Nullable;

/** Which triggers, positions and actions do not go together, and why: each reason names what to write instead. */
final class Refusals {

    private Refusals() {}

    /** Why such a rule cannot stand, or {@code null} if it can. */
    static @Nullable String of(Trigger trigger, Position position, Action action) {
        boolean atStart = position instanceof Position.BeforeReply;
        String reason = OAuthRules.refusal(trigger, position, action);
        if (reason == null) {
            reason = ofTrigger(trigger, atStart, action);
        }
        return reason != null ? reason : ofPosition(trigger, position, atStart, action);
    }

    private static @Nullable String ofTrigger(Trigger trigger, boolean atStart, Action action) {
        if (trigger instanceof Trigger.OfConnection) {
            boolean known = action instanceof Fault.CloseConnection
                    || action instanceof Fault.ResetConnection
                    || action instanceof Fault.Hang
                    || action instanceof Fault.ExitProcess
                    || action instanceof Fault.PrintToStderr
                    || action instanceof Action.Delay;
            return known && atStart
                    ? null
                    : "a connection that has just been made can be closed, reset or never answered,"
                            + " and a process that has just started can also be slow, print to stderr or exit;"
                            + " nothing else";
        }
        String occasion = trigger instanceof Trigger.OfTime
                ? "a point in time"
                : trigger instanceof Trigger.OfStreamEnd
                        ? "a stream that has ended"
                        : trigger instanceof Trigger.OfSession session && session.moment() == Trigger.Moment.INITIALIZED
                                ? "a session that has just been initialized"
                                : null;
        if (occasion != null && !needsNoReply(action)) {
            return occasion + " has no reply to work on: script the request instead";
        }
        if (occasion != null && !atStart) {
            return occasion + " has no reply to find a place in; leave out the position";
        }
        if (trigger instanceof Trigger.OfTime) {
            if (action instanceof Fault.ExpireSession) {
                return "a point in time is no client's, so there is no session to expire: script a request instead";
            }
            if (Addressee.of(action) instanceof Addressee.StandingStream) {
                return "a point in time is no client's: say to all, or to a client by name";
            }
        }
        return null;
    }

    /** What can be done on an occasion that asks for no reply. */
    private static boolean needsNoReply(Action action) {
        return action instanceof Action.Send
                || action instanceof Action.Ask
                || action instanceof Fault.OfSession
                || action instanceof ServerFault
                || action instanceof ModernFault.EndSubscriptions
                || action instanceof ToolFault.ChangeTool;
    }

    private static @Nullable String ofPosition(Trigger trigger, Position position, boolean atStart, Action action) {
        boolean committed = position instanceof Position.AfterCommit;
        if (action instanceof Fault.OfSession && !atStart) {
            return "a session's fault acts before the reply; leave out the position";
        }
        if ((action instanceof Fault.ChangeHead
                        || action instanceof Fault.OversizeHead
                        || action instanceof Fault.SlowHead
                        || action instanceof ChallengeFault.SpellChallenge)
                && !atStart) {
            return "the head is the first thing sent; leave out the position";
        }
        if (action instanceof Action.HoldUntilArrived && !atStart && !committed) {
            return "replies are held as a whole; leave out the position";
        }
        if (action instanceof ModernFault) {
            String reason = ofListening(trigger, atStart, action);
            if (reason != null) {
                return reason;
            }
        }
        boolean resumes = trigger instanceof Trigger.OfStream stream && stream.kind() == Trigger.StreamKind.RESUMPTION;
        if (action instanceof Fault.Replay && !resumes) {
            return "only a resumed stream replays: script it on streamResumption()";
        }
        if ((action instanceof Fault.Status || action instanceof ChallengeFault.Challenge) && !(atStart || committed)) {
            return "a status is the first thing sent; script it before the reply or after commit";
        }
        if (action instanceof MessageFault && !(trigger instanceof Trigger.OfMessage)) {
            return "only a request has a response: script it on a request";
        }
        if (action instanceof MessageFault && !atStart) {
            return "it works on the response, wherever that stands; leave out the position";
        }
        if (action instanceof ToolFault.HangUntilCancelled) {
            boolean call = trigger instanceof Trigger.OfMessage message
                    && (message.method() == null || message.method().equals("tools/call"));
            return !call
                    ? "only a call of a tool can be cancelled: script it on toolCall()"
                    : atStart ? null : "it takes the place of the response; leave out the position";
        }
        return null;
    }

    private static @Nullable String ofListening(Trigger trigger, boolean atStart, Action action) {
        if (action instanceof ModernFault.RequireInput) {
            return !(trigger instanceof Trigger.OfMessage)
                    ? "only a request has a response: script it on a request"
                    : atStart ? null : "it takes the place of the reply; leave out the position";
        }
        if (action instanceof ModernFault.EndSubscriptions) {
            return null;
        }
        boolean request =
                trigger instanceof Trigger.OfMessage message && Methods.SUBSCRIPTIONS_LISTEN.equals(message.method());
        boolean listens = request || trigger instanceof Trigger.OfStream;
        return !listens
                ? "only subscriptions/listen is acknowledged: script it on standingStream()"
                : atStart ? null : "it works on the whole stream; leave out the position";
    }
}
