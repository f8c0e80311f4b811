package dev.mcptestbench.testcontainers;

/** Has the name of a type that an artifact of the testbench provides, and no provider. */
public final class FakeContainer {}
