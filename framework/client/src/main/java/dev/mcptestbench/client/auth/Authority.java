package dev.mcptestbench.client.auth;

import java.util.List;

/**
 * Who gives tokens for a server, and for what.
 *
 * @param resource the resource that tokens are asked for, or empty where the specification knows of none
 * @param scopes the scopes that the resource lists
 */
record Authority(String resource, List<String> scopes, ServerMetadata server) {}
