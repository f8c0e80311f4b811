package dev.mcptestbench.junit;

import org.apiguardian.api.API;

/** How long the fixtures of a test live, and with them its journal and clock. */
@API(status = API.Status.EXPERIMENTAL)
public enum Lifetime {
    /** As long as one test: nothing that one test does is seen by another. */
    TEST,
    /**
     * As long as the class that says so: its tests, also those of nested classes, share them. Fixtures may then be
     * parameters of {@code @BeforeAll} and {@code @AfterAll}, too; all tests run at the first revision over the first
     * transport.
     */
    CLASS
}
