package dev.mcptestbench.protocol;

final class FeatureRequirements {}
