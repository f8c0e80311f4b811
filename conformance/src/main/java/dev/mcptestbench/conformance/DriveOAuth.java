package dev.mcptestbench.conformance;

import dev.mcptestbench.auth.UserAgent;
import dev.mcptestbench.client.auth.Grant;
import dev.mcptestbench.client.auth.OAuthSettings;
import dev.mcptestbench.client.auth.Proof;
import java.net.URI;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** How a client is authorized in the scenarios of OAuth; their user is a program. */
final class DriveOAuth {

    private static final URI DOCUMENT = URI.create("https://conformance-test.local/client-metadata.json");

    private final Map<?, ?> context;

    private DriveOAuth(Map<?, ?> context) {
        this.context = context;
    }

    /** What the scenario asks for, with the values that it gives. */
    static OAuthSettings settings(String scenario, @Nullable Object context, UserAgent user) {
        OAuthSettings settings = OAuthSettings.DEFAULT.withBrowser(user);
        return new DriveOAuth(context instanceof Map<?, ?> map ? map : Map.of()).settings(scenario, settings);
    }

    private OAuthSettings settings(String scenario, OAuthSettings settings) {
        return switch (scenario) {
            case "auth/pre-registration" -> settings.withClient(value("client_id"), value("client_secret"));
            case "auth/client-credentials-basic" ->
                settings.withClient(value("client_id"), value("client_secret"))
                        .withGrant(new Grant.ClientCredentials());
            case "auth/client-credentials-jwt" ->
                settings.with(new OAuthSettings.Identity(
                                Optional.empty(),
                                value("client_id"),
                                new Proof.SignedJwt(key(value("private_key_pem")), value("signing_algorithm"))))
                        .withGrant(new Grant.ClientCredentials());
            case "auth/dpop", "auth/dpop-nonce" ->
                settings.withClientDocument(DOCUMENT).withDpop();
            case "auth/wif-jwt-bearer" ->
                settings.withClient(value("client_id")).withGrant(new Grant.Assertion(() -> value("valid_jwt")));
            case "auth/enterprise-managed-authorization" ->
                settings.withClient(value("client_id"), value("client_secret"))
                        .withGrant(new Grant.Enterprise(
                                URI.create(value("idp_token_endpoint")),
                                value("idp_client_id"),
                                () -> value("idp_id_token")));
            default -> settings.withClientDocument(DOCUMENT);
        };
    }

    private String value(String name) {
        return String.valueOf(context.get(name));
    }

    private static PrivateKey key(String pem) {
        byte[] der = Base64.getMimeDecoder().decode(pem.replaceAll("-----[A-Z ]+-----", ""));
        try {
            return KeyFactory.getInstance("EC").generatePrivate(new PKCS8EncodedKeySpec(der));
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException("private_key_pem is no EC key: " + e.getMessage(), e);
        }
    }
}
