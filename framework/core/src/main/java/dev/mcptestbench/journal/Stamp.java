package dev.mcptestbench.journal;

import java.time.Duration;
import org.apiguardian.api.API;

/**
 * Where an entry stands in its journal.
 *
 * @param number its place in the total order, from 1
 * @param at how long after the journal was opened, on the test's clock
 */
@API(status = API.Status.EXPERIMENTAL)
public record Stamp(long number, Duration at) {}
