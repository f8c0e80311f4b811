package dev.mcptestbench.architecture.broken.plugin;

import dev.mcptestbench.architecture.broken.Root;

/** Looks right. */
public final class Plugin {
    public Root root;
}
