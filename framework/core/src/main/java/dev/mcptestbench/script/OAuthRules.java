package dev.mcptestbench.script;

import java.util.List;
import org.apiguardian.api.API;
import org.jspecify.annotations.Nullable;

/** Which rules an authorization server can play, and why not where it cannot: each reason names what to write instead. */
@API(status = API.Status.INTERNAL)
public final class OAuthRules {

    private static final String PREFIX = "oauth/";

    /** The endpoints that rules speak of, as methods of their requests. */
    static final List<String> METHODS = List.of(
            "oauth/metadata",
            "oauth/jwks",
            "oauth/authorize",
            "oauth/token",
            "oauth/register",
            "oauth/revoke",
            "oauth/introspect",
            "oauth/par",
            "oauth/unknown");

    /** What rules speak of at a protected resource, or at the MCP server that one guards. */
    static final List<String> OF_RESOURCES =
            List.of("oauth/refused-request", "oauth/resource-metadata", "oauth/resource");

    private OAuthRules() {}

    /** Whether the rule is about requests to an authorization server, and so not for an MCP server. */
    public static boolean isOAuth(Rule rule) {
        return isOAuth(rule.trigger());
    }

    private static boolean isOAuth(Trigger trigger) {
        return trigger instanceof Trigger.OfMessage message
                && message.method() != null
                && message.method().startsWith(PREFIX)
                && !OF_RESOURCES.contains(message.method());
    }

    /** Why an authorization server cannot play the rule, or {@code null} if it can. */
    public static @Nullable String refusal(Rule rule) {
        Trigger trigger = rule.trigger();
        if (trigger instanceof Trigger.OfConnection || isOAuth(trigger)) {
            return null;
        }
        boolean any = trigger instanceof Trigger.OfMessage message && message.method() == null;
        return any
                ? atEndpoint(rule.position(), rule.action())
                : "an authorization server knows of no " + trigger
                        + "; script it on a request to an endpoint, such as tokenRequest() of OAuth, oauth/token in a file";
    }

    static @Nullable String refusal(Trigger trigger, Position position, Action action) {
        if (action instanceof OAuthFault) {
            return !isOAuth(trigger)
                    ? "only an authorization server does so; script it on a request to an endpoint, such as tokenRequest()"
                            + " of OAuth, oauth/token in a file"
                    : position instanceof Position.BeforeReply
                            ? null
                            : "it works on the whole answer; leave out the position";
        }
        return isOAuth(trigger) ? atEndpoint(position, action) : null;
    }

    private static @Nullable String atEndpoint(Position position, Action action) {
        if (position instanceof Position.AfterEvents
                || position instanceof Position.AfterProgress
                || position instanceof Position.MidEvent) {
            return "the reply of an authorization server is no stream of events; count bytes(n)";
        }
        if (position instanceof Position.BeforeResponse) {
            return "the reply of an authorization server is its response alone; script it afterCommit()";
        }
        if (action instanceof Action.Send || action instanceof Action.Ask) {
            return "an authorization server sends no notifications and asks its clients nothing";
        }
        if (action instanceof Fault.OfSession) {
            return "an authorization server has neither sessions nor streams; script resetConnection()";
        }
        if (action instanceof ChallengeFault) {
            return "an authorization server challenges nobody; script it on refusedRequest() of a resource";
        }
        boolean message = action instanceof MessageFault
                || action instanceof ModernFault
                || action instanceof ToolFault
                || action instanceof Fault.FailWith;
        if (message) {
            return "an authorization server sends no messages of JSON-RPC; script respondWith(…), or a status";
        }
        boolean events = action instanceof Fault.CloseStream
                || action instanceof Fault.Insert
                || action instanceof Fault.SpellEvents
                || action instanceof Fault.Duplicate
                || action instanceof Fault.AnswerOnStandingStream
                || action instanceof Fault.Replay;
        if (events) {
            return "the reply of an authorization server is no stream of events; script a status with a body";
        }
        return action instanceof Fault.ChangeMessage && !(position instanceof Position.BeforeReply)
                ? "it works on the whole answer; leave out the position"
                : null;
    }
}
