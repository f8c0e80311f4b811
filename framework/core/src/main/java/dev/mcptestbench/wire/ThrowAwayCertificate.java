package dev.mcptestbench.wire;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/**
 * A self-signed certificate for localhost, 127.0.0.1 and ::1, made once in a JVM at first use.
 *
 * <p>It is made by the JDK's own {@code keytool}, as a process: the JDK has no public API that signs certificates, a
 * library that does (BouncyCastle) would be megabytes on the class path of every user, and a key shipped in our jar
 * would be one that everybody knows. The process takes part of a second, once, and only where HTTPS is asked for. The
 * key store is in a directory of its own, readable by its owner only, and is deleted as soon as it was read.
 */
record ThrowAwayCertificate(X509Certificate certificate, SSLContext serverContext, SSLContext clientContext) {

    private static final String ALIAS = "wire";
    private static final String DAYS_VALID = "3650";
    private static final String PASSWORD = "MCP_TESTBENCH_STORE_PASSWORD";
    private static final long KEYTOOL_SECONDS = 60;

    /** The certificate of this JVM. */
    static ThrowAwayCertificate get() {
        return Holder.CERTIFICATE;
    }

    private static final class Holder {

        static final ThrowAwayCertificate CERTIFICATE = make();
    }

    private static ThrowAwayCertificate make() {
        byte[] random = new byte[16];
        new SecureRandom().nextBytes(random);
        String password = HexFormat.of().formatHex(random);
        try {
            return of(generate(password), password.toCharArray());
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalStateException(
                    "No certificate could be made for HTTPS with the JDK's keytool: " + e.getMessage(), e);
        }
    }

    private static ThrowAwayCertificate of(KeyStore keys, char[] password) throws GeneralSecurityException {
        X509Certificate certificate = (X509Certificate) keys.getCertificate(ALIAS);
        KeyManagerFactory own = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        own.init(keys, password);
        SSLContext server = SSLContext.getInstance("TLS");
        server.init(own.getKeyManagers(), null, null);
        TrustManagerFactory trusted = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trusted.init(storeOf(certificate));
        SSLContext client = SSLContext.getInstance("TLS");
        client.init(null, trusted.getTrustManagers(), null);
        return new ThrowAwayCertificate(certificate, server, client);
    }

    private static KeyStore storeOf(X509Certificate certificate) throws GeneralSecurityException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        try {
            store.load(null, null);
        } catch (IOException e) {
            throw new GeneralSecurityException(e);
        }
        store.setCertificateEntry(ALIAS, certificate);
        return store;
    }

    private static KeyStore generate(String password) throws IOException, GeneralSecurityException {
        Path directory = Files.createTempDirectory("mcp-testbench");
        Path file = directory.resolve("keys.p12");
        try {
            runKeytool(file, password);
            KeyStore keys = KeyStore.getInstance("PKCS12");
            try (InputStream in = Files.newInputStream(file)) {
                keys.load(in, password.toCharArray());
            }
            return keys;
        } finally {
            Files.deleteIfExists(file);
            Files.deleteIfExists(directory);
        }
    }

    private static void runKeytool(Path file, String password) throws IOException {
        String keytool =
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
        String names = "san=dns:localhost,ip:127.0.0.1,ip:::1";
        String[] key = {"-genkeypair", "-alias", ALIAS, "-keyalg", "EC", "-groupname", "secp256r1"};
        String[] subject = {"-dname", "CN=localhost, O=MCP Testbench", "-ext", names, "-validity", DAYS_VALID};
        String[] store = {"-storetype", "PKCS12", "-keystore", file.toString(), "-storepass:env", PASSWORD};
        List<String> command = new ArrayList<>(List.of(keytool, "-J-XX:TieredStopAtLevel=1"));
        Stream.of(key, subject, store).forEach(options -> command.addAll(List.of(options)));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        // Not on the command line, which every user of the machine can see.
        builder.environment().put(PASSWORD, password);
        Process process = builder.start();
        try {
            process.getOutputStream().close();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (!process.waitFor(KEYTOOL_SECONDS, TimeUnit.SECONDS) || process.exitValue() != 0) {
                throw new IOException(keytool + " failed: " + output);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while waiting for " + keytool, e);
        } finally {
            process.destroyForcibly();
        }
    }
}
