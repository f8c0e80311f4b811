package dev.mcptestbench.auth.endpoint;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.apiguardian.api.API;

/**
 * The scopes that resources have named to their clients, and so the ones that a client may ask for: those of challenges, or
 * those of the metadata document while the first challenge names none (basic/authorization#scope-selection-strategy).
 * Thread-safe.
 */
@API(status = API.Status.INTERNAL)
public final class NamedScopes {

    private static final int MOST = 1_000;

    /** Where a resource has named scopes. */
    @API(status = API.Status.INTERNAL)
    public enum Place {
        /** In a challenge to who brought no token that is good. */
        FIRST_CHALLENGE,
        /** In a challenge to who needs more. */
        STEP_UP,
        /** In its metadata document. */
        METADATA
    }

    private record Naming(Place place, Set<String> scopes) {}

    private final Map<String, List<Naming>> namings = new LinkedHashMap<>();

    /** Takes down that a resource has named these. */
    synchronized void add(String resource, Place place, Set<String> scopes) {
        List<Naming> sofar = namings.computeIfAbsent(resource, name -> new ArrayList<>());
        Naming naming = new Naming(place, Set.copyOf(scopes));
        if (sofar.size() < MOST && !sofar.contains(naming)) {
            sofar.add(naming);
        }
        if (namings.size() > MOST) {
            namings.remove(namings.keySet().iterator().next());
        }
    }

    /**
     * What of these scopes no resource has named; nothing where the resources have named none at all, for then the client
     * knows from elsewhere.
     *
     * @param granted what the client was granted before
     */
    synchronized Set<String> beyond(List<String> resources, Set<String> asked, Set<String> granted) {
        List<Naming> all = resources.stream()
                .flatMap(resource -> namings.getOrDefault(resource, List.of()).stream())
                .toList();
        if (all.isEmpty()) {
            return Set.of();
        }
        boolean challenged = all.stream().anyMatch(naming -> naming.place() == Place.FIRST_CHALLENGE);
        Set<String> beyond = new TreeSet<>(asked);
        all.stream()
                .filter(naming -> !challenged || naming.place() != Place.METADATA)
                .forEach(naming -> beyond.removeAll(naming.scopes()));
        beyond.removeAll(granted);
        // What has refresh tokens come is no permission (basic/authorization#refresh-tokens).
        beyond.remove("offline_access");
        return beyond;
    }
}
