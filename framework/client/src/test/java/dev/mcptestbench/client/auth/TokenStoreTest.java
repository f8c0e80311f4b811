package dev.mcptestbench.client.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import javax.crypto.KeyGenerator;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Stores of tokens, in memory and in an encrypted file. */
class TokenStoreTest {

    private static final URI SERVER = URI.create("http://127.0.0.1:1/mcp");
    private static final String ISSUER = "http://127.0.0.1:2/tenant";

    @TempDir
    Path directory;

    private static SecretKey key() {
        try {
            KeyGenerator generator = KeyGenerator.getInstance("AES");
            generator.init(256);
            return generator.generateKey();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static StoredTokens tokens(URI server, String access) {
        return new StoredTokens(
                server,
                ISSUER,
                server.toString(),
                TokenType.DPOP,
                access,
                Optional.of("refresh-" + access),
                Optional.of(Instant.parse("2026-01-01T00:05:00Z")),
                Optional.of(Instant.parse("2026-01-01T00:04:30Z")),
                Set.of("mcp:read"),
                Optional.of("{\"kty\":\"EC\"}"));
    }

    private static StoredClient client(String id) {
        return new StoredClient(
                ISSUER,
                id,
                Optional.of("hush-" + id),
                "client_secret_basic",
                URI.create("http://127.0.0.1:3/callback"),
                Optional.of(Instant.parse("2027-01-01T00:00:00Z")));
    }

    private Path file() {
        return directory.resolve("deep/tokens.jwe");
    }

    private static void keepsWhatItIsGiven(TokenStore store, TokenStore same) {
        URI other = URI.create("http://127.0.0.1:1/other");
        assertThat(store.tokens(SERVER)).isEmpty();
        assertThat(store.client(ISSUER)).isEmpty();
        store.save(tokens(SERVER, "one"));
        store.save(tokens(other, "two"));
        store.save(client("a"));
        assertThat(same.tokens(SERVER)).contains(tokens(SERVER, "one"));
        assertThat(same.client(ISSUER)).contains(client("a"));

        store.save(tokens(SERVER, "three"));
        store.save(client("b"));
        same.forget(tokens(SERVER, "one"));
        same.forget(client("a"));
        assertThat(store.tokens(SERVER))
                .as("what came later is not forgotten with it")
                .contains(tokens(SERVER, "three"));
        assertThat(store.client(ISSUER)).contains(client("b"));

        same.forget(tokens(SERVER, "three"));
        same.forget(client("b"));
        assertThat(store.tokens(SERVER)).isEmpty();
        assertThat(store.client(ISSUER)).isEmpty();
        assertThat(store.tokens(other)).contains(tokens(other, "two"));
    }

    @Test
    void keepsInMemoryWhatItIsGiven() {
        TokenStore store = TokenStore.inMemory();
        keepsWhatItIsGiven(store, store);
    }

    @Test
    void keepsInAFileWhatItIsGiven() {
        SecretKey key = key();
        keepsWhatItIsGiven(TokenStore.inFile(file(), key), TokenStore.inFile(file(), key));
    }

    @Test
    void makesNothingForSomebodyWhoOnlyAsks() {
        assertThat(TokenStore.inFile(file(), key()).tokens(SERVER)).isEmpty();
        assertThat(file().getParent()).doesNotExist();
    }

    @Test
    void nothingCanBeReadInTheFile() throws IOException {
        TokenStore store = TokenStore.inFile(file(), key());
        store.save(tokens(SERVER, "an access token"));
        store.save(client("of somebody"));

        // Nothing as short as a word: that comes about by chance in what is sealed.
        assertThat(Files.readString(file(), StandardCharsets.ISO_8859_1))
                .doesNotContain("an access token", "refresh-an", "hush-of somebody", ISSUER, "mcp:read");
        assertThat(store).hasToString("tokens in " + file());
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void nobodyButTheOwnerMayReadIt() throws IOException {
        TokenStore.inFile(file(), key()).save(tokens(SERVER, "one"));

        for (Path each : new Path[] {file(), file().resolveSibling("tokens.jwe.lock")}) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(each)))
                    .isEqualTo("rw-------");
        }
    }

    @Test
    void anotherKeyOpensNothingAndHarmsNothing() throws IOException {
        SecretKey key = key();
        TokenStore.inFile(file(), key).save(tokens(SERVER, "one"));
        byte[] before = Files.readAllBytes(file());
        TokenStore other = TokenStore.inFile(file(), key());

        assertThatThrownBy(() -> other.save(tokens(SERVER, "two")))
                .isInstanceOf(TokenStoreException.class)
                .hasMessageContaining(file() + " is no token store that this key opens: it is sealed by another key");
        assertThat(Files.readAllBytes(file())).isEqualTo(before);
        assertThat(TokenStore.inFile(file(), key).tokens(SERVER)).contains(tokens(SERVER, "one"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "no JWE", "a.b.c.d.e", "{\"tokens\":[]}"})
    void leavesAFileAsItIsThatIsSomethingElse(String content) throws IOException {
        Files.createDirectories(file().getParent());
        Files.writeString(file(), content);

        assertThatThrownBy(() -> TokenStore.inFile(file(), key()).tokens(SERVER))
                .isInstanceOf(TokenStoreException.class)
                .hasMessageContaining("It was left as it is: name its key, delete it, or name another file");
        assertThat(file()).hasContent(content);
    }

    @Test
    void wantsAKeyThatIsLongEnough() {
        assertThatThrownBy(() -> TokenStore.inFile(file(), new SecretKeySpec(new byte[16], "AES")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("needs a key of 256 bits");
    }

    @Test
    void textsHoldNoSecret() {
        String shown = "" + tokens(SERVER, "one") + client("a") + new Proof.Secret("hush")
                + new OAuthSettings.Identity(Optional.empty(), "a", new Proof.Secret("hush"))
                + OAuthSettings.DEFAULT.withClient("a", "hush")
                + new Authorizations.Need("refresh-it", Set.of("mcp:read"), true);

        assertThat(shown).doesNotContain("one", "refresh-", "hush", "kty");
    }
}
