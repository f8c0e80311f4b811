package dev.mcptestbench.auth.resource;

import java.net.URI;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The metadata document of each endpoint, and where it is (RFC 9728, sections 2 and 3); before there were any, that of the
 * authorization server.
 */
final class ResourceMetadata {

    private static final String WELL_KNOWN = "/.well-known/oauth-protected-resource";
    private static final String OF_ISSUER = "/.well-known/oauth-authorization-server";

    private final List<URI> endpoints;

    ResourceMetadata(List<URI> endpoints) {
        this.endpoints = endpoints;
    }

    /** The endpoint whose document is at this path, if there is one there. */
    Optional<URI> at(String path, ResourceSettings settings) {
        if (settings.has(ResourceTrait.METADATA_AT_ROOT) && path.equals(WELL_KNOWN)) {
            return Optional.of(endpoints.get(0));
        }
        return endpoints.stream()
                .filter(endpoint -> settings.has(ResourceTrait.METADATA_AT_PATH) && path.equals(inserted(endpoint)))
                .findFirst();
    }

    private static String inserted(URI endpoint) {
        String path = endpoint.getRawPath();
        return WELL_KNOWN + (path.equals("/") ? "" : path);
    }

    /** Where the document of the endpoint is, or {@code null} if it is nowhere. */
    static @Nullable String url(URI endpoint, ResourceSettings settings) {
        if (settings.advertised() != null) {
            return settings.advertised();
        }
        if (settings.has(ResourceTrait.METADATA_AT_PATH)) {
            return endpoint.resolve(inserted(endpoint)).toString();
        }
        return settings.has(ResourceTrait.METADATA_AT_ROOT)
                ? endpoint.resolve(WELL_KNOWN).toString()
                : null;
    }

    /** What tokens for the endpoint have to be for. */
    static String identifier(URI endpoint, ResourceSettings settings) {
        return settings.identifier() == null ? endpoint.toString() : settings.identifier();
    }

    /** Whether the metadata of the authorization server are at this path (2025-03-26, basic/authorization). */
    static boolean isOfIssuer(String path, ResourceSettings settings) {
        return settings.has(ResourceTrait.METADATA_OF_ISSUER) && path.equals(OF_ISSUER);
    }

    /** Those metadata: the issuer is the one that is asked (RFC 8414, section 3.3), the endpoints are where they are. */
    static Map<String, Object> ofIssuer(URI endpoint, TrustedIssuer issuer) {
        Map<String, Object> told = new LinkedHashMap<>(issuer.metadata());
        told.put("issuer", endpoint.resolve("/").toString().replaceFirst("/$", ""));
        return told;
    }

    /** The document. */
    static Map<String, @Nullable Object> document(
            URI endpoint, ResourceSettings settings, List<TrustedIssuer> issuers, List<String> scopes) {
        Map<String, @Nullable Object> told = new LinkedHashMap<>();
        told.put("resource", identifier(endpoint, settings));
        told.put(
                "authorization_servers",
                issuers.stream().map(issuer -> issuer.issuer().toString()).toList());
        List<String> listed = settings.listed() == null ? scopes : settings.listed();
        if (settings.has(ResourceTrait.LISTS_SCOPES) && !listed.isEmpty()) {
            told.put("scopes_supported", listed);
        }
        told.put("bearer_methods_supported", List.of("header"));
        if (settings.has(ResourceTrait.REQUIRES_DPOP)) {
            told.put("dpop_signing_alg_values_supported", List.of(Admission.PROOFS.split(" ", -1)));
            told.put("dpop_bound_access_tokens_required", true);
        }
        told.putAll(settings.described());
        return told;
    }
}
