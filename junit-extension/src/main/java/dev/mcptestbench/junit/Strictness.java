package dev.mcptestbench.junit;

import org.apiguardian.api.API;

/** Whether a violation of the specification fails a test. */
@API(status = API.Status.EXPERIMENTAL)
public enum Strictness {
    /** Violations are told in the timeline of a failure and fail no test by themselves. */
    LENIENT,
    /** A violation fails the test. */
    STRICT
}
