package dev.mcptestbench.server.proxy;

import dev.mcptestbench.script.Action;
import dev.mcptestbench.script.CannedReply;
import dev.mcptestbench.script.Fault;
import dev.mcptestbench.script.Feature;
import dev.mcptestbench.script.MessageFault;
import dev.mcptestbench.script.ModernFault;
import dev.mcptestbench.script.Rule;
import dev.mcptestbench.script.ScriptSink;
import dev.mcptestbench.script.ServerFault;
import dev.mcptestbench.script.ServerSettings;
import dev.mcptestbench.script.ToolFault;
import dev.mcptestbench.wire.Playback;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Takes rules for a proxy, and refuses what only the real server can do. */
record ProxyScript(Playback playback) implements ScriptSink {

    @Override
    public void put(Feature feature) {
        throw new IllegalArgumentException("A proxy passes on what the real server offers and cannot offer \""
                + feature.name() + "\" itself: script rules only, or use a MockMcpServer");
    }

    @Override
    public void remove(Class<? extends Feature> kind, String name) {
        throw new IllegalArgumentException(
                "A proxy passes on what the real server offers and cannot withdraw \"" + name + "\"");
    }

    @Override
    public void reply(CannedReply reply) {
        throw new IllegalArgumentException("A proxy passes on what the real server replies to " + reply
                + ": script rules only, or use a MockMcpServer");
    }

    @Override
    public void add(Rule rule) {
        playback.add(checked(rule));
    }

    @Override
    public void replace(Rule rule, Rule by) {
        playback.replace(rule, checked(by));
    }

    @Override
    public void change(UnaryOperator<ServerSettings> change) {
        if (!change.apply(ServerSettings.DEFAULT).equals(ServerSettings.DEFAULT)) {
            throw new IllegalArgumentException(
                    "A proxy has the settings of the real server: script rules only, or use a MockMcpServer");
        }
    }

    private static Rule checked(Rule rule) {
        String reason = refusal(rule.action());
        if (reason != null) {
            throw new IllegalArgumentException("A proxy cannot do \"" + rule + "\": " + reason);
        }
        return rule;
    }

    private static @Nullable String refusal(Action action) {
        if (action instanceof Action.Send) {
            return "notifications are the real server's to send; delay, duplicate or insert what it sends";
        }
        if (action instanceof Action.Ask) {
            return "questions are the real server's to ask; delay, duplicate or insert what it sends";
        }
        if (action instanceof ToolFault) {
            return "its tools are the real server's own; end or change the replies of their calls";
        }
        if (action instanceof ModernFault.RequireInput) {
            return "which requests need input is the real server's to say; change what it answers";
        }
        if (action instanceof ModernFault.EndSubscriptions) {
            return "which subscriptions end is the real server's to say; close their streams";
        }
        if (action instanceof ServerFault) {
            return "it refuses no connections by a rule; close them with \"on(connection())\"";
        }
        if (action instanceof MessageFault.DuplicateResponse twice
                && twice.place() == MessageFault.Place.STANDING_STREAM) {
            return "what goes out on the standing stream is the real server's to say; leave out the place";
        }
        if (action instanceof Fault.AnswerOnStandingStream) {
            return "which stream an answer goes out on is the real server's to say";
        }
        if (action instanceof Fault.Replay) {
            return "what a resumed stream replays is the real server's to say";
        }
        return null;
    }
}
