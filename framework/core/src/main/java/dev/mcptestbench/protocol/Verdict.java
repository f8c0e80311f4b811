package dev.mcptestbench.protocol;

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
public record Verdict(List<Breach> breaches, @Nullable RequestRefusal refusal) {}
