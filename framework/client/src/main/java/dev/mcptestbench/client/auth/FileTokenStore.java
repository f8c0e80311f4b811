package dev.mcptestbench.client.auth;

import com.nimbusds.jose.EncryptionMethod;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWEAlgorithm;
import com.nimbusds.jose.JWEHeader;
import com.nimbusds.jose.JWEObject;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.DirectDecrypter;
import com.nimbusds.jose.crypto.DirectEncrypter;
import dev.mcptestbench.client.session.LockedFile;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.text.ParseException;
import java.util.Optional;
import java.util.function.UnaryOperator;
import javax.crypto.SecretKey;

/** Tokens in an encrypted file. Each access is one step under the file's lock. Thread-safe, among processes too. */
final class FileTokenStore implements TokenStore {

    private static final int MAX_BYTES = 16 * 1024 * 1024;
    private static final int KEY_BYTES = 32;
    private static final JWEHeader HEADER = new JWEHeader(JWEAlgorithm.DIR, EncryptionMethod.A256GCM);

    private final LockedFile file;
    private final SecretKey key;

    FileTokenStore(Path file, SecretKey key) {
        byte[] encoded = key.getEncoded();
        if (encoded == null || encoded.length != KEY_BYTES) {
            throw new IllegalArgumentException(
                    "A token store needs a key of 256 bits, as KeyGenerator.getInstance(\"AES\")"
                            + " makes it after init(256)");
        }
        this.file = new LockedFile(file, MAX_BYTES);
        this.key = key;
    }

    @Override
    public Optional<StoredTokens> tokens(URI server) {
        return present().tokens().stream()
                .filter(each -> each.server().equals(server))
                .findFirst();
    }

    @Override
    public void save(StoredTokens tokens) {
        changed(kept -> kept.with(tokens));
    }

    @Override
    public void forget(StoredTokens tokens) {
        changed(kept -> kept.without(tokens));
    }

    @Override
    public Optional<StoredClient> client(String issuer) {
        return present().clients().stream()
                .filter(each -> each.issuer().equals(issuer))
                .findFirst();
    }

    @Override
    public void save(StoredClient client) {
        changed(kept -> kept.with(client));
    }

    @Override
    public void forget(StoredClient client) {
        changed(kept -> kept.without(client));
    }

    /** Nothing is made for somebody who only asks. */
    private KeptTokens present() {
        return file.exists() ? changed(kept -> kept) : KeptTokens.NONE;
    }

    private KeptTokens changed(UnaryOperator<KeptTokens> change) {
        try (LockedFile.Held held = file.hold()) {
            byte[] bytes = held.read();
            KeptTokens kept = bytes == null ? KeptTokens.NONE : KeptTokens.read(decrypted(bytes));
            KeptTokens changed = change.apply(kept);
            if (!changed.equals(kept)) {
                held.replace(encrypted(changed.write()));
            }
            return changed;
        } catch (IOException e) {
            throw new TokenStoreException(
                    "The token store " + file + " cannot be used: " + e
                            + ". See to it that its directory can be read and written, or name another file",
                    e);
        } catch (IllegalArgumentException e) {
            throw new TokenStoreException(
                    file + " is no token store that this key opens: " + e.getMessage()
                            + ". It was left as it is: name its key, delete it, or name another file",
                    e);
        }
    }

    private byte[] encrypted(byte[] plain) {
        JWEObject sealed = new JWEObject(HEADER, new Payload(plain));
        try {
            sealed.encrypt(new DirectEncrypter(key));
        } catch (JOSEException e) {
            throw new IllegalStateException("This JVM does not encrypt by A256GCM", e);
        }
        return sealed.serialize().getBytes(StandardCharsets.US_ASCII);
    }

    private byte[] decrypted(byte[] bytes) {
        try {
            JWEObject sealed = JWEObject.parse(new String(bytes, StandardCharsets.US_ASCII));
            sealed.decrypt(new DirectDecrypter(key));
            return sealed.getPayload().toBytes();
        } catch (ParseException e) {
            throw new IllegalArgumentException("it is no JWE", e);
        } catch (JOSEException e) {
            throw new IllegalArgumentException("it is sealed by another key, or was tampered with", e);
        }
    }

    @Override
    public String toString() {
        return "tokens in " + file;
    }
}
