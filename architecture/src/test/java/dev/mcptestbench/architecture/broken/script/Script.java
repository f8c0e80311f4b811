package dev.mcptestbench.architecture.broken.script;

import dev.mcptestbench.architecture.broken.Root;

/** Looks right. */
public final class Script {
    public Root root;
}
