package dev.mcptestbench.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class FactsTest {

    @Test
    void revisionsAreFoundByTheirNames() {
        assertThat(Revision.values()).allSatisfy(revision -> {
            assertThat(Revision.of(revision.text())).contains(revision);
            assertThat(revision).hasToString(revision.text());
            assertThat("V" + revision.text().replace('-', '_')).isEqualTo(revision.name());
        });
        assertThat(Revision.of("2025-01-01")).isEmpty();
    }

    @Test
    void revisionsAreOrderedByAge() {
        assertThat(Revision.V2025_06_18.isAtLeast(Revision.V2025_06_18)).isTrue();
        assertThat(Revision.V2025_06_18.isAtLeast(Revision.V2025_11_25)).isFalse();
        assertThat(Revision.between(Revision.V2025_03_26, Revision.V2025_11_25))
                .containsExactly(Revision.V2025_03_26, Revision.V2025_06_18, Revision.V2025_11_25);
        assertThat(Revision.of(Era.LEGACY)).hasSize(4).allMatch(Revision::hasHandshake);
        assertThat(Revision.of(Era.MODERN)).containsExactly(Revision.LATEST);
        assertThatIllegalArgumentException().isThrownBy(() -> Revision.between(Revision.LATEST, Revision.OLDEST));
    }

    @Test
    void revisionsDifferInWhatTheyKnow() {
        assertThat(Revision.values()).filteredOn(Revision::allowsBatches).containsExactly(Revision.V2025_03_26);
        assertThat(Revision.values()).filteredOn(Revision::hasHttpWithSse).containsExactly(Revision.V2024_11_05);
        assertThat(Revision.values()).filteredOn(Revision::hasCoreTasks).containsExactly(Revision.V2025_11_25);
        assertThat(Revision.values()).filteredOn(Revision::hasPolledStreams).containsExactly(Revision.V2025_11_25);
        assertThat(Revision.values()).filteredOn(Revision::requiresMethodHeader).containsExactly(Revision.V2026_07_28);
        assertThat(Revision.values())
                .filteredOn(Revision::hasSessionIds)
                .containsExactly(Revision.V2025_03_26, Revision.V2025_06_18, Revision.V2025_11_25);
        assertThat(Revision.values())
                .filteredOn(Revision::requiresVersionHeader)
                .containsExactly(Revision.V2025_06_18, Revision.V2025_11_25, Revision.V2026_07_28);
        assertThat(Revision.V2025_11_25.resourceNotFound()).isEqualTo(ErrorCode.RESOURCE_NOT_FOUND);
        assertThat(Revision.V2026_07_28.resourceNotFound()).isEqualTo(ErrorCode.INVALID_PARAMS);
    }

    @Test
    void errorCodesReadWell() {
        assertThat(ErrorCode.INTERNAL_ERROR).hasToString("-32603 internal error");
        assertThat(ErrorCode.of(-32603)).isSameAs(ErrorCode.INTERNAL_ERROR);
        assertThat(ErrorCode.of(-32050)).hasToString("-32050 server error");
        assertThat(ErrorCode.of(42)).hasToString("42 application error");
        assertThat(new ErrorCode(-32603, "broken"))
                .isEqualTo(ErrorCode.INTERNAL_ERROR)
                .hasSameHashCodeAs(ErrorCode.INTERNAL_ERROR);
    }

    @Test
    void methodsHaveFacts() {
        Method subscribe = Method.of("resources/subscribe").orElseThrow();
        assertThat(subscribe.kind()).isEqualTo(Method.Kind.REQUEST);
        assertThat(subscribe.isSentBy(Party.CLIENT)).isTrue();
        assertThat(subscribe.isSentBy(Party.SERVER)).isFalse();
        assertThat(subscribe.isIn(Revision.V2026_07_28)).isFalse();
        assertThat(subscribe.capability(Revision.V2025_11_25)).contains("resources.subscribe");
        assertThat(subscribe.declaredBy(Party.CLIENT)).isEqualTo(Party.SERVER);

        Method changed = Method.of("notifications/roots/list_changed").orElseThrow();
        assertThat(changed.declaredBy(Party.CLIENT)).isEqualTo(Party.CLIENT);

        Method completion = Method.of("completion/complete").orElseThrow();
        assertThat(completion.capability(Revision.V2024_11_05)).isEmpty();
        assertThat(completion.capability(Revision.V2025_03_26)).contains("completions");

        assertThat(Method.of("own/method")).isEmpty();
        assertThat(Direction.SERVER_TO_CLIENT.sender()).isEqualTo(Party.SERVER);
        assertThat(Direction.SERVER_TO_CLIENT.receiver()).isEqualTo(Party.CLIENT);
    }

    @ParameterizedTest
    @EnumSource(Revision.class)
    void methodsAreThoseOfTheSchema(Revision revision) throws IOException {
        Schemas schema = Schemas.of(revision);
        for (Party party : Party.values()) {
            String name = party == Party.CLIENT ? "Client" : "Server";
            Set<String> theirs = new TreeSet<>();
            Set<String> ours = new TreeSet<>();
            for (String kind : List.of("Request", "Notification")) {
                theirs.addAll(schema.methods(name + kind));
            }
            for (Method method : Methods.all()) {
                if (method.isIn(revision)
                        && method.isSentBy(party)
                        && method.isSentBy(party, revision)
                        && !method.isExtension(revision)) {
                    ours.add(method.name());
                }
            }
            assertThat(ours).as("sent by the %s in %s", party, revision).isEqualTo(theirs);
        }
    }
}
