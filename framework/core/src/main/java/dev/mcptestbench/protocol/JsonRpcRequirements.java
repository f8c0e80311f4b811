package dev.mcptestbench.protocol;

final class JsonRpcRequirements {}
