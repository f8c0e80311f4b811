package dev.mcptestbench.architecture.broken.wire;

import dev.mcptestbench.architecture.broken.Root;

/** Looks right. */
public final class Wire {
    public Root root;
}
