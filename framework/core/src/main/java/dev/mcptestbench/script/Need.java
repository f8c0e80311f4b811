package dev.mcptestbench.script;

import dev.mcptestbench.protocol.Headers;
import dev.mcptestbench.protocol.Methods;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** What a trigger, a position or an action needs of the carrier or the era. */
enum Need {
    /** A status line and headers. */
    HEAD,
    /** A body in chunks. */
    CHUNKS,
    /** A stream for each reply, which can end by itself. */
    OWN_STREAM,
    /** A stream that the client opens, for what belongs to no request. */
    STANDING_STREAM,
    /** A second stream beside that of the reply. */
    SECOND_STREAM,
    /** Broken streams that are taken up again. */
    RESUMPTION,
    /** A session that ends while the connection lives. */
    SESSION,
    /** A moment at which the client takes leave, and a way to answer that. */
    LEAVE,
    /** A connection that can be reset. */
    RESET,
    /** A connection with two halves. */
    HALVES,
    /** Bytes between two messages and within one. */
    BYTES,
    /** Server-sent events. */
    EVENTS,
    /** Requests of the server's. */
    ASKING,
    /** Streams that are opened by {@code subscriptions/listen}. */
    LISTENING,
    /** Results that ask for input. */
    INPUT,
    /** Results that say of which kind they are. */
    RESULT_TYPE,
    /** The handshake. */
    HANDSHAKE,
    /** Events with ids. */
    EVENT_IDS,
    /** A header that names the session. */
    SESSION_HEADER,
    /** A place where new connections are taken. */
    LISTENER,
    /** Room for filler between messages. */
    FILLER,
    /** A moment between being reached and beginning to serve. */
    START,
    /** A process. */
    PROCESS;

    private static final Map<Class<?>, Set<Need>> TYPES = new HashMap<>();

    static {
        needs(Position.AfterHead.class, HEAD);
        needs(Position.MidEvent.class, BYTES);
        needs(Position.AfterBytes.class, BYTES);

        needs(Fault.ResetConnection.class, RESET);
        needs(Fault.Crash.class, RESET);
        needs(Fault.HalfCloseConnection.class, HALVES);
        needs(Fault.CloseMidChunk.class, CHUNKS);
        needs(Fault.BadChunk.class, CHUNKS);
        needs(Fault.CloseStream.class, OWN_STREAM);
        needs(Fault.Status.class, HEAD);
        needs(Fault.ChangeHead.class, HEAD);
        needs(Fault.OversizeHead.class, HEAD);
        needs(Fault.SlowHead.class, HEAD);
        needs(ChallengeFault.Challenge.class, HEAD);
        needs(ChallengeFault.SpellChallenge.class, HEAD);
        needs(Fault.OversizeBody.class, FILLER);
        needs(Fault.AnswerOnStandingStream.class, SECOND_STREAM);
        needs(Fault.Replay.class, RESUMPTION);
        needs(Fault.ExpireSession.class, SESSION);
        needs(ServerFault.RefuseConnections.class, LISTENER);
        needs(ModernFault.RequireInput.class, INPUT);
        needs(ModernFault.WithoutAcknowledgement.class, LISTENING);
        needs(ModernFault.AcknowledgeOnly.class, LISTENING);
        needs(ModernFault.EndSubscriptions.class, LISTENING);
        needs(Trigger.OfResponse.class, ASKING);
        needs(Trigger.OfStreamEnd.class, STANDING_STREAM);
        needs(Fault.ExitProcess.class, PROCESS);
        needs(Fault.PrintToStderr.class, PROCESS);
    }

    private static void needs(Class<?> type, Need need) {
        TYPES.put(type, EnumSet.of(need));
    }

    /** What a rule of these parts needs. */
    static Set<Need> of(Trigger trigger, Position position, Action action) {
        Set<Need> needs = EnumSet.noneOf(Need.class);
        needs.addAll(TYPES.getOrDefault(trigger.getClass(), Set.of()));
        needs.addAll(TYPES.getOrDefault(position.getClass(), Set.of()));
        needs.addAll(TYPES.getOrDefault(action.getClass(), Set.of()));
        if (trigger instanceof Trigger.OfMessage message) {
            if (Methods.INITIALIZE.equals(message.method())) {
                needs.add(HANDSHAKE);
            } else if (Methods.SUBSCRIPTIONS_LISTEN.equals(message.method())) {
                needs.add(LISTENING);
            }
        } else if (trigger instanceof Trigger.OfStream stream) {
            needs.add(stream.kind() == Trigger.StreamKind.RESUMPTION ? RESUMPTION : STANDING_STREAM);
        } else if (trigger instanceof Trigger.OfSession session) {
            if (session.moment() == Trigger.Moment.DELETED) {
                needs.add(LEAVE);
            }
        } else if (trigger instanceof Trigger.OfConnection && action instanceof Action.Delay) {
            needs.add(START);
        }
        needs.addAll(of(action));
        boolean again = action instanceof MessageFault.DuplicateResponse duplicate
                && duplicate.place() == MessageFault.Place.STANDING_STREAM;
        if (again || Addressee.of(action) instanceof Addressee.StandingStream) {
            needs.add(SECOND_STREAM);
        }
        return needs;
    }

    private static Set<Need> of(Action action) {
        Set<Need> needs = EnumSet.noneOf(Need.class);
        if (action instanceof Fault.SpellEvents spell) {
            needs.add(spell.spelling().isOfLines() ? BYTES : EVENTS);
            if (spell.spelling() == Fault.EventSpelling.WITHOUT_ID) {
                needs.add(EVENT_IDS);
            }
        } else if (action instanceof Fault.ChangeHead change) {
            boolean session = change.set().containsKey(Headers.SESSION_ID)
                    || change.remove().contains(Headers.SESSION_ID);
            if (session) {
                needs.add(SESSION_HEADER);
            }
        } else if (action.equals(ReadyFaults.withoutResultType())) {
            needs.add(RESULT_TYPE);
        }
        return needs;
    }
}
