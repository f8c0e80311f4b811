package dev.mcptestbench.protocol;

import dev.mcptestbench.protocol.Requirement.Level;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** The requirements of one topic while they are being written down. */
final class RequirementTable {

    private final Set<Party> parties;
    private final List<Requirement> rows = new ArrayList<>();

    RequirementTable(Party first, Party... others) {
        this.parties = EnumSet.of(first, others);
    }

    /** Returns where to write what all revisions ask for. */
    Rows everywhere() {
        return new Rows(EnumSet.allOf(Revision.class));
    }

    /** Returns where to write what the revisions of the legacy era ask for. */
    Rows legacy() {
        return new Rows(Revision.of(Era.LEGACY));
    }

    /** Returns where to write what the legacy era asks for from one revision on. */
    Rows legacySince(Revision first) {
        return new Rows(Revision.between(first, Revision.LATEST_LEGACY));
    }

    /** Returns where to write what is asked for from one revision on, up to the newest. */
    Rows since(Revision first) {
        return new Rows(Revision.between(first, Revision.LATEST));
    }

    /** Returns where to write what the given revisions ask for. */
    Rows in(Set<Revision> revisions) {
        return new Rows(revisions);
    }

    /** Returns all that was written, in that order. */
    List<Requirement> rows() {
        return Collections.unmodifiableList(rows);
    }

    final class Rows {

        private final Set<Revision> revisions;

        private Rows(Set<Revision> revisions) {
            this.revisions = revisions;
        }

        Requirement must(String id, String section, String statement) {
            return add(id, section, statement, Level.MUST);
        }

        Requirement mustNot(String id, String section, String statement) {
            return add(id, section, statement, Level.MUST_NOT);
        }

        Requirement should(String id, String section, String statement) {
            return add(id, section, statement, Level.SHOULD);
        }

        Requirement shouldNot(String id, String section, String statement) {
            return add(id, section, statement, Level.SHOULD_NOT);
        }

        private Requirement add(String id, String section, String statement, Level level) {
            Requirement row = new Requirement(id, statement, level, section, revisions, parties);
            rows.add(row);
            return row;
        }
    }
}
