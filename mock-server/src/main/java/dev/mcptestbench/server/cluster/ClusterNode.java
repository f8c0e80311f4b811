package dev.mcptestbench.server.cluster;

import dev.mcptestbench.script.Latency;
import dev.mcptestbench.script.ScriptSink;
import dev.mcptestbench.script.Scriptable;
import dev.mcptestbench.server.Traffic;
import dev.mcptestbench.server.carrier.McpNode;
import dev.mcptestbench.server.carrier.Sessions;
import dev.mcptestbench.wire.Playback;
import java.util.Set;
import org.apiguardian.api.API;
import org.assertj.core.api.AssertProvider;
import org.jspecify.annotations.Nullable;

/**
 * One node of a {@link MockMcpCluster}. What is scripted here holds for this node alone, besides what is scripted for the
 * cluster. Thread-safe.
 */
@API(status = API.Status.EXPERIMENTAL)
public final class ClusterNode implements Scriptable<ClusterNode>, AssertProvider<ClusterNodeAssert> {

    /** What a node does with requests. */
    @API(status = API.Status.EXPERIMENTAL)
    public enum State {
        /** It takes them. */
        UP,
        /** It finishes what it has, and then leaves. */
        DRAINING,
        /** It gets none. */
        DOWN
    }

    private final String name;
    private final Playback playback;
    private final Front front;
    private volatile @Nullable Member member;
    private volatile State state = State.UP;
    private volatile @Nullable Latency slowness;

    /** The server that the node is at the moment, and where its sessions are kept. */
    record Member(McpNode server, Sessions sessions, boolean shared) {}

    ClusterNode(String name, Playback playback, Front front) {
        this.name = name;
        this.playback = playback;
        this.front = front;
    }

    /** The name by which the journal knows it: that of the cluster and its number, such as {@code cluster-2}. */
    public String name() {
        return name;
    }

    /** What it does with requests now. */
    public State state() {
        return state;
    }

    /** The ids of the sessions that are kept here; of all sessions, where the nodes share them. */
    public Set<String> sessionIds() {
        return member().sessions().ids();
    }

    /**
     * Dies, as a process does: what it answers is cut off with an RST, its sessions are lost unless they are shared, and it
     * gets no requests until it is revived. Calls in shared sessions go on: whoever resumes their streams, at another
     * node, gets what is left of them.
     */
    public void kill() {
        front.kill(this);
    }

    /**
     * Leaves in good order: gets no new sessions, finishes the calls it has, then ends its standing streams and is down.
     * Its sessions are lost then, unless they are shared.
     */
    public void drain() {
        front.drain(this);
    }

    /** Comes back after it was killed or drained, with what is scripted, and without the sessions it had. */
    public void revive() {
        state = State.UP;
    }

    /** Replies only after so long, from the next request on, until it {@linkplain #recover() recovers}. */
    public void slow(Latency latency) {
        slowness = latency;
    }

    /** Replies as quickly as it can again. */
    public void recover() {
        slowness = null;
    }

    @Override
    public ScriptSink script() {
        return playback;
    }

    @Override
    public ClusterNode self() {
        return this;
    }

    /** For AssertJ's own {@code assertThat}. */
    @Override
    public ClusterNodeAssert assertThat() {
        return new ClusterNodeAssert(this);
    }

    Traffic traffic() {
        return new Traffic("node " + name, front.journal(), name::equals);
    }

    Playback playback() {
        return playback;
    }

    Member member() {
        Member current = member;
        if (current == null) {
            throw new IllegalStateException(this + " has not joined its cluster");
        }
        return current;
    }

    /** Becomes this server. */
    void become(Member changed) {
        member = changed;
        // What it offers to begin with is no change.
        changed.server().broadcast().offerChanged();
        playback.whenOfferChanges(changed.server().broadcast()::offerChanged);
    }

    void state(State changed) {
        state = changed;
    }

    @Nullable
    Latency slowness() {
        return slowness;
    }

    /** Loses its sessions, unless others have them too. */
    void loseSessions() {
        Member current = member();
        if (!current.shared()) {
            current.server().loseSessions();
        }
    }

    @Override
    public String toString() {
        return "node " + name + " (" + state + ")";
    }
}
