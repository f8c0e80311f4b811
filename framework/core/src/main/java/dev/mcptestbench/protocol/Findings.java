package dev.mcptestbench.protocol;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Gathers breaches of what one revision asks for; holds no list until there is one to hold. */
final class Findings {

    private static final int LONGEST_VALUE = 80;

    private final Revision revision;
    private @Nullable List<Breach> breaches;

    Findings(Revision revision) {
        this.revision = revision;
    }

    Revision revision() {
        return revision;
    }

    /** Takes down a breach, unless the revision does not ask for it. */
    void add(Requirement requirement, String detail, String path) {
        if (requirement.appliesTo(revision)) {
            if (breaches == null) {
                breaches = new ArrayList<>(2);
            }
            breaches.add(new Breach(requirement, detail, path));
        }
    }

    List<Breach> toList() {
        return breaches == null ? List.of() : Collections.unmodifiableList(breaches);
    }

    /** Returns a value as it may stand in the detail of a breach: as JSON, and not too long. */
    static String show(@Nullable Object value) {
        String text = Json.write(value);
        return text.length() <= LONGEST_VALUE ? text : text.substring(0, LONGEST_VALUE) + "…";
    }
}
