package dev.mcptestbench.protocol;

final class SessionRequirements {}
