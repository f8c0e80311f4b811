package dev.mcptestbench.auth.endpoint;

import dev.mcptestbench.script.OAuthTrait;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Set;

/** Which resources a token is for (RFC 8707), and which scope it has. */
final class Resources {

    private Resources() {}

    static boolean isCanonical(String resource) {
        try {
            URI uri = new URI(resource);
            return uri.isAbsolute() && !uri.isOpaque() && uri.getHost() != null && uri.getRawFragment() == null;
        } catch (URISyntaxException e) {
            return false;
        }
    }

    /** The resources that an authorization request asks for. */
    static List<String> asked(AuthRequest request, Parameters parameters) {
        List<String> resources = parameters.all("resource").stream().distinct().toList();
        ClientLint.resource(request, resources);
        return checked(request, resources);
    }

    /** The resources, if tokens are given for them. */
    static List<String> checked(AuthRequest request, List<String> resources) {
        Set<String> known = request.settings().resources();
        boolean unknown = !known.isEmpty() && !known.containsAll(resources);
        if (unknown || !resources.stream().allMatch(Resources::isCanonical)) {
            throw new RefusedException("invalid_target", "No tokens are given for this resource");
        }
        requireSome(request, resources);
        return resources;
    }

    /** The resources that a token request asks for, among those that were granted before. */
    static List<String> asked(AuthRequest request, Parameters parameters, List<String> granted) {
        List<String> resources = asked(request, parameters);
        if (!granted.isEmpty() && !granted.containsAll(resources)) {
            request.found(OAuthRequirements.CANONICAL_RESOURCE, "is not the one that was authorized", "resource");
            throw new RefusedException("invalid_target", "This resource was not authorized");
        }
        return resources.isEmpty() ? granted : resources;
    }

    private static void requireSome(AuthRequest request, List<String> resources) {
        if (resources.isEmpty() && request.has(OAuthTrait.REQUIRES_RESOURCE)) {
            throw new RefusedException("invalid_target", "resource is missing");
        }
    }

    /** The scope that is granted where this one is asked for; all that there is where none is. */
    static String scope(AuthRequest request, Parameters parameters) {
        String asked = parameters.get("scope");
        Set<String> known = request.settings().scopes();
        if (asked == null) {
            return known.isEmpty() ? "mcp" : String.join(" ", known);
        }
        for (String scope : asked.split(" ", -1)) {
            boolean legal =
                    !scope.isEmpty() && scope.chars().allMatch(c -> c > 0x20 && c < 0x7F && c != '"' && c != '\\');
            if (!legal || (!known.isEmpty() && !known.contains(scope))) {
                throw new RefusedException("invalid_scope", "There is no such scope");
            }
        }
        return asked;
    }

    /** The scope of a refreshed token: no more than was granted (RFC 6749, section 6). */
    static String scope(Parameters parameters, String granted) {
        String asked = parameters.get("scope");
        if (asked != null && !List.of(granted.split(" ", -1)).containsAll(List.of(asked.split(" ", -1)))) {
            throw new RefusedException("invalid_scope", "This scope was not granted before");
        }
        return asked == null ? granted : asked;
    }
}
