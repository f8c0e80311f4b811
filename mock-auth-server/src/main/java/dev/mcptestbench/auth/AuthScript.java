package dev.mcptestbench.auth;

import dev.mcptestbench.script.CannedReply;
import dev.mcptestbench.script.Feature;
import dev.mcptestbench.script.OAuthRules;
import dev.mcptestbench.script.Rule;
import dev.mcptestbench.script.ScriptSink;
import dev.mcptestbench.script.ServerSettings;
import dev.mcptestbench.wire.Playback;
import dev.mcptestbench.wire.WireHost;
import java.util.function.UnaryOperator;

/** Takes what an authorization server can play, and refuses with the reason what only an MCP server can. */
final class AuthScript implements ScriptSink {

    private final String server;
    private final Playback playback;
    private final WireHost host;

    AuthScript(String server, Playback playback, WireHost host) {
        this.server = server;
        this.playback = playback;
        this.host = host;
    }

    private void require(Rule rule) {
        String reason = OAuthRules.refusal(rule);
        if (reason == null) {
            reason = host.refusal(rule);
        }
        if (reason != null) {
            throw new IllegalArgumentException("Cannot script \"" + rule + "\" at \"" + server + "\": " + reason);
        }
    }

    @Override
    public void add(Rule rule) {
        require(rule);
        playback.add(rule);
    }

    @Override
    public void replace(Rule rule, Rule by) {
        require(by);
        playback.replace(rule, by);
    }

    @Override
    public void put(Feature feature) {
        throw offersNothing();
    }

    @Override
    public void remove(Class<? extends Feature> kind, String name) {
        throw offersNothing();
    }

    @Override
    public void reply(CannedReply reply) {
        throw offersNothing();
    }

    @Override
    public void change(UnaryOperator<ServerSettings> change) {
        throw offersNothing();
    }

    private IllegalArgumentException offersNothing() {
        return new IllegalArgumentException("\"" + server
                + "\" is an authorization server and offers nothing of MCP: script that at a MockMcpServer, and of a scenario"
                + " let it play the rules by play(scenario)");
    }
}
