package dev.mcptestbench.auth.endpoint;

import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What an authorization server remembers: clients, codes, and tokens by their families. Bounded: the oldest of more than
 * {@value #MOST} of a kind are forgotten. Not thread-safe: one request is answered at a time.
 */
final class Ledger {

    static final int MOST = 50_000;

    private final SecureRandom random = new SecureRandom();
    private final Clock clock;
    private final Consumer<RegisteredClient> registrations;
    private final Map<String, RegisteredClient> clients = bounded();
    private final Map<String, RegistrationKind> kinds = bounded();
    private final Map<String, Instant> secretEnds = bounded();
    private final Map<String, Map<String, Object>> documents = bounded();
    private final Map<String, Code> codes = bounded();
    private final Map<String, Set<String>> alteredAnswers = bounded();
    private final Map<String, RefreshToken> refreshTokens = bounded();
    private final Map<String, AccessToken> accessTokens = bounded();
    private final Map<String, Pushed> pushed = bounded();
    private final Map<String, Instant> assertions = bounded();
    private final List<String> revokedFamilies = new ArrayList<>();
    private final List<CompletedFlow> flows = new ArrayList<>();

    /** A ledger that tells of each client that it comes to know. */
    Ledger(Clock clock, Consumer<RegisteredClient> registrations) {
        this.clock = clock;
        this.registrations = registrations;
    }

    private static <V> Map<String, V> bounded() {
        return new LinkedHashMap<>() {
            private static final long serialVersionUID = 1;

            @Override
            protected boolean removeEldestEntry(Map.Entry<String, V> eldest) {
                return size() > MOST;
            }
        };
    }

    /** All that stems from one authorization: revoked as one. */
    static final class Family {
        private final RegisteredClient client;
        private final String subject;
        private final String scope;
        private final List<String> resources;
        private boolean revoked;

        Family(RegisteredClient client, String subject, String scope, List<String> resources) {
            this.client = client;
            this.subject = subject;
            this.scope = scope;
            this.resources = List.copyOf(resources);
        }

        RegisteredClient client() {
            return client;
        }

        String subject() {
            return subject;
        }

        String scope() {
            return scope;
        }

        List<String> resources() {
            return resources;
        }

        boolean isRevoked() {
            return revoked;
        }

        boolean hasScope(String name) {
            return hasScope(scope, name);
        }

        static boolean hasScope(String scope, String name) {
            return List.of(scope.split(" ", -1)).contains(name);
        }
    }

    /**
     * A code that was given out.
     *
     * @param redirectUri where it was sent
     * @param challenge the code challenge, or {@code null}
     * @param nonce what an ID token is to repeat, or {@code null}
     * @param thumbprint the key that it is bound to, or {@code null}
     */
    record Code(
            Family family,
            String redirectUri,
            @Nullable String challenge,
            boolean plain,
            boolean state,
            @Nullable String nonce,
            @Nullable String thumbprint,
            Instant expires,
            boolean used) {
        @Override
        public String toString() {
            return "Code";
        }
    }

    record RefreshToken(Family family, @Nullable String thumbprint, boolean replaced) {

        /** A new one; bound to a key, or to none. */
        static RefreshToken of(Family family, @Nullable String thumbprint) {
            return new RefreshToken(family, thumbprint, false);
        }
    }

    record AccessToken(
            Family family,
            String scope,
            List<String> resources,
            @Nullable String thumbprint,
            Instant issued,
            Instant expires,
            boolean revoked) {}

    record Pushed(String client, Parameters parameters, Instant expires) {}

    Instant now() {
        return clock.instant();
    }

    /** Something that nobody guesses. */
    String secret() {
        byte[] bytes = new byte[32];
        random.nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    void register(RegisteredClient client, RegistrationKind kind) {
        clients.put(client.id(), client);
        kinds.put(client.id(), kind);
        secretEnds.remove(client.id());
        registrations.accept(client);
    }

    /** Has the secret of a client end as the settings have it; when that is, in seconds of the epoch, or 0 for never. */
    long secretEnds(String client, AuthSettings settings) {
        Duration life = settings.lifetimes().secrets().orElse(null);
        if (life == null) {
            return 0;
        }
        Instant end = now().plus(life);
        secretEnds.put(client, end);
        return end.getEpochSecond();
    }

    boolean hasGoodSecret(String client) {
        Instant end = secretEnds.get(client);
        return end == null || end.isAfter(now());
    }

    /** Knows the client no longer. */
    void forget(String client) {
        clients.remove(client);
        kinds.remove(client);
        documents.remove(client);
    }

    /** The client of this id, or {@code null}. */
    @Nullable
    RegisteredClient client(@Nullable String id) {
        return id == null ? null : clients.get(id);
    }

    void publish(String url, Map<String, Object> document) {
        documents.put(url, document);
    }

    @Nullable
    Map<String, Object> document(String url) {
        return documents.get(url);
    }

    String keep(Code code) {
        return keep(codes, code);
    }

    @Nullable
    Code code(String value) {
        return codes.get(value);
    }

    /** Takes down that the code was redeemed. */
    void redeem(String value, Code code) {
        codes.put(
                value,
                new Code(
                        code.family(),
                        code.redirectUri(),
                        code.challenge(),
                        code.plain(),
                        code.state(),
                        code.nonce(),
                        code.thumbprint(),
                        code.expires(),
                        true));
        if (flows.size() < MOST) {
            String method = code.challenge() == null ? null : code.plain() ? "plain" : "S256";
            Family family = code.family();
            RegisteredClient client = family.client();
            flows.add(new CompletedFlow(
                    client.name(),
                    kinds.getOrDefault(client.id(), RegistrationKind.METADATA_DOCUMENT),
                    method,
                    code.state(),
                    family.resources(),
                    family.scope()));
        }
    }

    /** Takes down which parameters of the answer that brought a code were not the server's. */
    void alter(String code, Set<String> parameters) {
        alteredAnswers.put(code, parameters);
    }

    Set<String> altered(String code) {
        return alteredAnswers.getOrDefault(code, Set.of());
    }

    String keep(RefreshToken token) {
        return keep(refreshTokens, token);
    }

    @Nullable
    RefreshToken refreshToken(String value) {
        return refreshTokens.get(value);
    }

    void replace(String value, RefreshToken token) {
        refreshTokens.put(value, new RefreshToken(token.family(), token.thumbprint(), true));
    }

    void keep(String value, AccessToken token) {
        accessTokens.put(value, token);
    }

    @Nullable
    AccessToken accessToken(String value) {
        return accessTokens.get(value);
    }

    boolean isActive(AccessToken token) {
        return !token.revoked()
                && !token.family().isRevoked()
                && token.expires().isAfter(now());
    }

    void revoke(String value, AccessToken token) {
        accessTokens.put(
                value,
                new AccessToken(
                        token.family(),
                        token.scope(),
                        token.resources(),
                        token.thumbprint(),
                        token.issued(),
                        token.expires(),
                        true));
    }

    String keep(Pushed request) {
        String uri = "urn:ietf:params:oauth:request_uri:" + secret();
        pushed.put(uri, request);
        return uri;
    }

    @Nullable
    Pushed pushed(String uri) {
        return pushed.get(uri);
    }

    void forget(Pushed request) {
        pushed.values().remove(request);
    }

    /** Takes down that the assertion was used; {@code false} if it was used before. */
    boolean firstUse(String assertion, Instant expires) {
        assertions.values().removeIf(until -> until.isBefore(now()));
        return assertions.putIfAbsent(assertion, expires) == null;
    }

    /** Ends a family as its client asks for. */
    void end(Family family) {
        family.revoked = true;
    }

    /** Revokes all tokens of a family, now and to come, for what its client has done. */
    void revoke(Family family, String why) {
        if (!family.revoked) {
            family.revoked = true;
            revokedFamilies.add("that of " + family.client.name() + ": " + why);
        }
    }

    /** Which families were revoked, each in words. */
    List<String> revokedFamilies() {
        return List.copyOf(revokedFamilies);
    }

    /** The flows that ended in tokens. */
    List<CompletedFlow> completedFlows() {
        return List.copyOf(flows);
    }

    /** The scopes that a client was granted for these resources. */
    Set<String> granted(String client, List<String> resources) {
        return flows.stream()
                .filter(flow -> flow.client().equals(client) && flow.resources().equals(resources))
                .flatMap(flow -> Stream.of(flow.scope().split(" ", -1)))
                .collect(Collectors.toSet());
    }

    private <V> String keep(Map<String, V> place, V value) {
        String name = secret();
        place.put(name, value);
        return name;
    }
}
