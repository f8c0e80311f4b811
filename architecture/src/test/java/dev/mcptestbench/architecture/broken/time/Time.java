package dev.mcptestbench.architecture.broken.time;

import dev.mcptestbench.architecture.broken.Root;

/** Looks right. */
public final class Time {
    public Root root;
}
