package dev.mcptestbench.client;

import java.util.OptionalLong;
import org.apiguardian.api.API;

/**
 * Which member of a pool makes the next call; {@link Pools} has words for them. Members whose circuit is open, whose server was
 * lost, or whose last health check failed are passed over as long as there are others. Immutable.
 */
@API(status = API.Status.EXPERIMENTAL)
public sealed interface Balancer {

    /** One after the other, in the order in which the pool has them. */
    @API(status = API.Status.EXPERIMENTAL)
    record RoundRobin() implements Balancer {}

    /** The one with the fewest calls of the pool under way; among equals one after the other. */
    @API(status = API.Status.EXPERIMENTAL)
    record LeastInFlight() implements Balancer {}

    /**
     * Any of them, each as likely.
     *
     * @param seed where randomness starts; empty for the seed of the test
     */
    @API(status = API.Status.EXPERIMENTAL)
    record Random(OptionalLong seed) implements Balancer {}

    /**
     * The same one for all calls whose argument of this name is equal; those without it are one such group. When a member
     * is passed over, its calls are spread among the others, and come back with it; no other call moves.
     *
     * @param argument the name of the argument
     */
    @API(status = API.Status.EXPERIMENTAL)
    record Sticky(String argument) implements Balancer {}
}
