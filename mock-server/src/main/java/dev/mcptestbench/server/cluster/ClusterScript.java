package dev.mcptestbench.server.cluster;

import dev.mcptestbench.script.CannedReply;
import dev.mcptestbench.script.Feature;
import dev.mcptestbench.script.Rule;
import dev.mcptestbench.script.ScriptSink;
import dev.mcptestbench.script.ServerSettings;
import dev.mcptestbench.wire.Playback;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/** What is scripted for all nodes: features and settings are theirs, rules stay in one place and are counted there. */
record ClusterScript(Playback common, List<ClusterNode> nodes) implements ScriptSink {

    private void each(Consumer<Playback> action) {
        action.accept(common);
        nodes.forEach(node -> action.accept(node.playback()));
    }

    @Override
    public void put(Feature feature) {
        each(playback -> playback.put(feature));
    }

    @Override
    public void remove(Class<? extends Feature> kind, String name) {
        each(playback -> playback.remove(kind, name));
    }

    @Override
    public void reply(CannedReply reply) {
        each(playback -> playback.reply(reply));
    }

    @Override
    public void add(Rule rule) {
        common.add(rule);
    }

    @Override
    public void replace(Rule rule, Rule by) {
        common.replace(rule, by);
    }

    @Override
    public void change(UnaryOperator<ServerSettings> change) {
        each(playback -> playback.change(change));
    }
}
