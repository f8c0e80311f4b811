package dev.mcptestbench.architecture.broken.journal;

import dev.mcptestbench.architecture.broken.Root;

/** Looks right. */
public final class Journal {
    public Root root;
}
