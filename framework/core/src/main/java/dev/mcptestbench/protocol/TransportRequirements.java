package dev.mcptestbench.protocol;

final class TransportRequirements {}
