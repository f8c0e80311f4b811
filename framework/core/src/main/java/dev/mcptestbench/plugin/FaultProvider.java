package dev.mcptestbench.plugin;

import dev.mcptestbench.wire.FrameSink;
import java.util.Map;
import org.apiguardian.api.API;

/** Brings a fault of one's own, under a word of one's own. Found by {@link java.util.ServiceLoader}. */
@API(status = API.Status.EXPERIMENTAL)
public interface FaultProvider {

    /** The word for it in scenario files and in {@code Fault.Named}. */
    String word();

    /**
     * Decorates the sink of one reply.
     *
     * @param next where frames go from here
     * @param parameters what the script says of it
     * @param fired to be run when the fault does what it does
     */
    FrameSink decorate(FrameSink next, Map<String, Object> parameters, Runnable fired);
}
