package dev.mcptestbench.protocol;

import java.util.ArrayList;
import java.util.List;
import org.apiguardian.api.API;
import org.apiguardian.api.API.Status;
import org.jspecify.annotations.Nullable;

/**
 * What a server of the modern era makes of a message before it looks at what the message is about.
 *
 * @param breaches what the client did wrong, empty if nothing
 * @param refusal how the message is refused, or null if it is let in; not every refusal is the client's fault
 */
@API(status = Status.EXPERIMENTAL)
public record Verdict(List<Breach> breaches, @Nullable RequestRefusal refusal) {

    public Verdict {
        breaches = List.copyOf(breaches);
    }

    /** Returns this verdict and another on the same message; the first refusal stands. */
    public Verdict and(Verdict other) {
        if (other.breaches.isEmpty() && other.refusal == null) {
            return this;
        }
        List<Breach> all = new ArrayList<>(breaches);
        all.addAll(other.breaches);
        return new Verdict(all, refusal != null ? refusal : other.refusal);
    }
}
