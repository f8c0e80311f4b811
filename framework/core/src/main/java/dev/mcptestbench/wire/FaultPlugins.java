package dev.mcptestbench.wire;

import dev.mcptestbench.script.Action;
import dev.mcptestbench.script.Fault;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.apiguardian.api.API;
import org.jspecify.annotations.Nullable;

/**
 * The faults that plugins bring.
 *
 * @param byWord each by its word
 * @param broken what is wrong with those plugins that cannot be used
 */
@API(status = API.Status.INTERNAL)
public record FaultPlugins(Map<String, Plugin> byWord, List<String> broken) {

    /** There are none. */
    public static final FaultPlugins NONE = new FaultPlugins(Map.of(), List.of());

    /** A fault that a plugin brings: decorates the sink of one reply. */
    @FunctionalInterface
    @API(status = API.Status.INTERNAL)
    public interface Plugin {
        /** See {@code FaultProvider.decorate}. */
        FrameSink decorate(FrameSink next, Map<String, Object> parameters, Runnable fired);
    }

    /** Copies both. */
    public FaultPlugins {
        byWord = Map.copyOf(byWord);
        broken = List.copyOf(broken);
    }

    /** Why none of them plays the action, which is a plugin's, or {@code null} if one does or it is not. */
    @Nullable
    String refusal(Action action) {
        if (!(action instanceof Fault.Named named) || byWord.containsKey(named.word())) {
            return null;
        }
        return "no plugin on the class path brings the fault \"" + named.word() + "\"; there "
                + (byWord.isEmpty() ? "are none" : "is " + String.join(", ", new TreeSet<>(byWord.keySet())))
                + (broken.isEmpty() ? "" : "; these cannot be used: " + String.join("; ", broken));
    }

    /** Decorates the sink of one reply; one that was not refused. */
    FrameSink decorate(Fault.Named named, FrameSink next, Runnable fired) {
        Plugin plugin = byWord.get(named.word());
        return plugin == null ? next : plugin.decorate(next, named.parameters(), fired);
    }
}
