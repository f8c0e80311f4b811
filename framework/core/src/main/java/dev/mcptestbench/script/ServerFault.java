package dev.mcptestbench.script;

import java.time.Duration;
import org.apiguardian.api.API;

/** What goes wrong with the whole server. */
@API(status = API.Status.EXPERIMENTAL)
public sealed interface ServerFault extends Fault {

    /**
     * New connections are refused, as if nobody listened; those that are open stay.
     *
     * @param lasting for how long; zero for good
     */
    record RefuseConnections(Duration lasting) implements ServerFault {
        /** Checks the duration. */
        public RefuseConnections {
            if (lasting.isNegative()) {
                throw new IllegalArgumentException("Connections are refused for a time, not for " + lasting);
            }
        }

        @Override
        public String toString() {
            return "refuse connections" + (lasting.isZero() ? "" : " for " + Words.duration(lasting));
        }
    }
}
