package dev.mcptestbench.auth.resource;

import dev.mcptestbench.protocol.Revision;
import java.util.Collections;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apiguardian.api.API;
import org.jspecify.annotations.Nullable;

/**
 * How a protected resource behaves. Immutable.
 *
 * @param revision the revision of MCP that it keeps to, and judges its clients by
 * @param traits what it asks for and does
 * @param identifier what tokens are for, or {@code null} for the URL of the endpoint
 * @param advertised where challenges say that the metadata document is, or {@code null} for where it is
 * @param listed the scopes that the metadata document lists, or {@code null} for all that are asked for
 * @param described members of the metadata document in place of its own; null is a value too
 */
@API(status = API.Status.INTERNAL)
public record ResourceSettings(
        Revision revision,
        Set<ResourceTrait> traits,
        @Nullable String identifier,
        @Nullable String advertised,
        @Nullable List<String> listed,
        Map<String, @Nullable Object> described) {

    /** Copies. */
    public ResourceSettings {
        traits = Collections.unmodifiableSet(traits.isEmpty() ? Set.of() : EnumSet.copyOf(traits));
        listed = listed == null ? null : List.copyOf(listed);
        described = Collections.unmodifiableMap(new LinkedHashMap<>(described));
    }

    /** As strict as the revision allows, at the URL where it is. */
    public static ResourceSettings of(Revision revision) {
        return new ResourceSettings(revision, ResourceTrait.of(revision), null, null, null, Map.of());
    }

    boolean has(ResourceTrait trait) {
        return traits.contains(trait);
    }

    /** The same with a trait. */
    public ResourceSettings with(ResourceTrait trait) {
        EnumSet<ResourceTrait> more = EnumSet.of(trait);
        more.addAll(traits);
        return new ResourceSettings(revision, more, identifier, advertised, listed, described);
    }

    /** The same without a trait. */
    public ResourceSettings without(ResourceTrait trait) {
        EnumSet<ResourceTrait> fewer = EnumSet.noneOf(ResourceTrait.class);
        fewer.addAll(traits);
        fewer.remove(trait);
        return new ResourceSettings(revision, fewer, identifier, advertised, listed, described);
    }

    /** The same under another name, which tokens have to be for. */
    public ResourceSettings identifiedBy(String name) {
        return new ResourceSettings(revision, traits, name, advertised, listed, described);
    }

    /** The same with challenges that say so of where the metadata document is. */
    public ResourceSettings advertising(String url) {
        return new ResourceSettings(revision, traits, identifier, url, listed, described);
    }

    /** The same with a metadata document that lists these scopes. */
    public ResourceSettings listing(List<String> scopes) {
        return new ResourceSettings(revision, traits, identifier, advertised, scopes, described);
    }

    /** The same with a member of the metadata document in place of its own. */
    public ResourceSettings describing(String member, @Nullable Object value) {
        Map<String, @Nullable Object> more = new LinkedHashMap<>(described);
        more.put(member, value);
        return new ResourceSettings(revision, traits, identifier, advertised, listed, more);
    }
}
