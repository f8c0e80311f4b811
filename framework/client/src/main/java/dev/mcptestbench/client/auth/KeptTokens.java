package dev.mcptestbench.client.auth;

import dev.mcptestbench.protocol.Json;
import dev.mcptestbench.protocol.JsonException;
import java.net.URI;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * All that a store keeps, and its form in a file. Immutable.
 *
 * @param tokens one for each server, those saved last at the end
 * @param clients one for each issuer
 */
record KeptTokens(List<StoredTokens> tokens, List<StoredClient> clients) {

    static final KeptTokens NONE = new KeptTokens(List.of(), List.of());

    private static final int VERSION = 1;

    KeptTokens with(StoredTokens saved) {
        List<StoredTokens> others = new ArrayList<>(tokens);
        others.removeIf(each -> each.server().equals(saved.server()));
        others.add(saved);
        return new KeptTokens(newest(others), clients);
    }

    KeptTokens without(StoredTokens forgotten) {
        return new KeptTokens(
                tokens.stream().filter(each -> !each.equals(forgotten)).toList(), clients);
    }

    KeptTokens with(StoredClient saved) {
        List<StoredClient> others = new ArrayList<>(clients);
        others.removeIf(each -> each.issuer().equals(saved.issuer()));
        others.add(saved);
        return new KeptTokens(tokens, newest(others));
    }

    KeptTokens without(StoredClient forgotten) {
        return new KeptTokens(
                tokens, clients.stream().filter(each -> !each.equals(forgotten)).toList());
    }

    private static <T> List<T> newest(List<T> all) {
        return List.copyOf(all.subList(Math.max(0, all.size() - TokenStore.MAX_ENTRIES), all.size()));
    }

    // ── in a file ───────────────────────────────────────────────────────────────────────────────────────────────────

    byte[] write() {
        return Json.writeBytes(Map.of(
                "version", VERSION,
                "tokens", tokens.stream().map(KeptTokens::members).toList(),
                "clients", clients.stream().map(KeptTokens::members).toList()));
    }

    private static Map<String, Object> members(StoredTokens each) {
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("server", each.server().toString());
        members.put("issuer", each.issuer());
        members.put("resource", each.resource());
        members.put("type", each.type().name());
        members.put("accessToken", each.accessToken());
        each.refreshToken().ifPresent(value -> members.put("refreshToken", value));
        each.expires().ifPresent(value -> members.put("expires", value.toString()));
        each.renewal().ifPresent(value -> members.put("renewal", value.toString()));
        members.put("scopes", List.copyOf(each.scopes()));
        each.proofKey().ifPresent(value -> members.put("proofKey", value));
        return members;
    }

    private static Map<String, Object> members(StoredClient each) {
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("issuer", each.issuer());
        members.put("id", each.id());
        each.secret().ifPresent(value -> members.put("secret", value));
        members.put("method", each.method());
        members.put("redirectUri", each.redirectUri().toString());
        each.expires().ifPresent(value -> members.put("expires", value.toString()));
        return members;
    }

    /**
     * Reads what was written.
     *
     * @throws IllegalArgumentException if it is something else
     */
    static KeptTokens read(byte[] bytes) {
        try {
            if (!(Json.parse(bytes) instanceof Map<?, ?> all)
                    || !Integer.valueOf(VERSION).equals(number(all.get("version")))) {
                throw new IllegalArgumentException("it is not of version " + VERSION);
            }
            List<StoredTokens> tokens = new ArrayList<>();
            entries(all.get("tokens")).forEach(each -> tokens.add(tokens(each)));
            List<StoredClient> clients = new ArrayList<>();
            entries(all.get("clients")).forEach(each -> clients.add(client(each)));
            return new KeptTokens(List.copyOf(tokens), List.copyOf(clients));
        } catch (JsonException | java.time.DateTimeException e) {
            throw new IllegalArgumentException("it holds something else than tokens", e);
        }
    }

    private static @Nullable Integer number(@Nullable Object value) {
        return value instanceof Number number ? Integer.valueOf(number.intValue()) : null;
    }

    private static List<Map<?, ?>> entries(@Nullable Object list) {
        List<Map<?, ?>> entries = new ArrayList<>();
        if (list instanceof List<?> values) {
            values.forEach(value -> {
                if (value instanceof Map<?, ?> map) {
                    entries.add(map);
                }
            });
        }
        return entries;
    }

    private static StoredTokens tokens(Map<?, ?> each) {
        Set<String> scopes = new LinkedHashSet<>(ServerMetadata.strings(each.get("scopes")));
        return new StoredTokens(
                URI.create(text(each, "server")),
                text(each, "issuer"),
                text(each, "resource"),
                TokenType.valueOf(text(each, "type")),
                text(each, "accessToken"),
                optional(each, "refreshToken"),
                optional(each, "expires").map(Instant::parse),
                optional(each, "renewal").map(Instant::parse),
                scopes,
                optional(each, "proofKey"));
    }

    private static StoredClient client(Map<?, ?> each) {
        return new StoredClient(
                text(each, "issuer"),
                text(each, "id"),
                optional(each, "secret"),
                text(each, "method"),
                URI.create(text(each, "redirectUri")),
                optional(each, "expires").map(Instant::parse));
    }

    private static String text(Map<?, ?> each, String name) {
        return optional(each, name).orElseThrow(() -> new IllegalArgumentException("an entry has no " + name));
    }

    private static Optional<String> optional(Map<?, ?> each, String name) {
        return each.get(name) instanceof String value ? Optional.of(value) : Optional.empty();
    }

    /** Without what it keeps. */
    @Override
    public String toString() {
        return tokens.size() + " tokens, " + clients.size() + " clients";
    }
}
