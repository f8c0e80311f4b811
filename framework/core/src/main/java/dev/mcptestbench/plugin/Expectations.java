package dev.mcptestbench.plugin;

import dev.mcptestbench.journal.JournalEntry;
import dev.mcptestbench.journal.ViolationText;
import dev.mcptestbench.wire.Playback;
import java.util.ArrayList;
import java.util.List;
import org.apiguardian.api.API;

/** What a mock expects of a test that does not fail otherwise. */
@API(status = API.Status.INTERNAL)
public final class Expectations {

    private Expectations() {}

    /**
     * What did not come about: what rules complain of, rules that never fired unless that is allowed, and in strict tests
     * what clients did against the specification.
     */
    public static List<String> unmet(
            TestSettings settings, List<Playback> playbacks, List<JournalEntry.Violation> violations) {
        List<String> unmet = new ArrayList<>();
        playbacks.forEach(playback -> unmet.addAll(playback.complaints()));
        if (!settings.unfiredRulesAllowed()) {
            playbacks.forEach(playback -> playback.unfired().forEach(unfired -> unmet.add(unfired.text())));
        }
        if (settings.strict() && !violations.isEmpty()) {
            unmet.add(ViolationText.of(violations));
        }
        return unmet;
    }
}
