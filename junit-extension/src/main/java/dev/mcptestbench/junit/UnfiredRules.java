package dev.mcptestbench.junit;

import org.apiguardian.api.API;

/** What becomes of a test with a scripted rule that never fired. */
@API(status = API.Status.EXPERIMENTAL)
public enum UnfiredRules {
    /** It fails: what it was written for did not happen. */
    FAIL,
    /** It passes. */
    ALLOW
}
