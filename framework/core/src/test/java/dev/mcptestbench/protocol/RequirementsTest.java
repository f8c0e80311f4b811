package dev.mcptestbench.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class RequirementsTest {

    @ParameterizedTest
    @MethodSource("dev.mcptestbench.protocol.Trips#all")
    void aBrokenOneIsFoundAndNothingElse(Trip trip) {
        Set<Requirement> found =
                trip.breaches().get().stream().map(Breach::requirement).collect(Collectors.toSet());

        assertThat(found).containsExactly(trip.requirement());
        assertThat(trip.requirement().appliesTo(trip.revision())).isTrue();
    }

    @Test
    void eachIsBrokenAtLeastOnce() {
        Set<Requirement> broken = Trips.all().map(Trip::requirement).collect(Collectors.toSet());

        assertThat(broken).containsExactlyInAnyOrderElementsOf(Requirement.all());
    }

    @Test
    void eachHasAnIdOfItsOwn() {
        assertThat(Requirement.all()).extracting(Requirement::id).doesNotHaveDuplicates();
        assertThat(Requirement.all()).allSatisfy(requirement -> {
            assertThat(requirement.id()).matches("[a-z0-9]+(-[a-z0-9]+)*");
            assertThat(requirement.statement()).endsWith(".");
            assertThat(requirement.section()).matches("[a-z0-9/-]+(#[a-z-]+)?");
        });
    }

    @Test
    void allOfTheListedClassesAreListed() {
        assertThat(Requirement.all())
                .containsAll(JsonRpcRequirements.all())
                .containsAll(FeatureRequirements.all())
                .containsAll(SessionRequirements.all())
                .containsAll(TransportRequirements.all())
                .containsAll(ModernRequirements.all())
                .containsAll(StatelessRequirements.all())
                .containsAll(AnswerRequirements.all());
    }

    @Test
    void theFirstRevisionHasItsMessagesOnAPageOfTheirOwn() {
        assertThat(JsonRpcRequirements.REQUEST_ID.url(Revision.V2024_11_05))
                .isEqualTo("https://modelcontextprotocol.io/specification/2024-11-05/basic/messages#requests");
        assertThat(JsonRpcRequirements.REQUEST_ID.url(Revision.V2025_11_25))
                .isEqualTo("https://modelcontextprotocol.io/specification/2025-11-25/basic#requests");
    }

    @Test
    void theModernRevisionHasOtherPages() {
        assertThat(FeatureRequirements.CANCELLED_PARAMS.url(Revision.V2026_07_28))
                .isEqualTo("https://modelcontextprotocol.io/specification/2026-07-28/basic/patterns/cancellation"
                        + "#cancellation-flow");
        assertThat(FeatureRequirements.METHOD_OF_REVISION.url(Revision.V2026_07_28))
                .isEqualTo("https://modelcontextprotocol.io/specification/2026-07-28/basic/versioning"
                        + "#protocol-version-negotiation");
        assertThat(StatelessRequirements.TASK_ID.url(Revision.V2026_07_28))
                .isEqualTo("https://modelcontextprotocol.io/seps/2663-tasks-extension#task-polling");
    }

    @Test
    void aBreachReadsAsASentence() {
        Breach breach = MessageRules.check(
                        Message.parse("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/call\"}"),
                        Revision.V2025_11_25,
                        Direction.CLIENT_TO_SERVER)
                .get(0);

        assertThat(breach).hasToString("tools-call-params: params.name is missing [server/tools#calling-tools]");
        assertThat(breach.requirement())
                .hasToString("tools-call-params [MUST, server/tools#calling-tools]: "
                        + "A tool is called by its name, a string, and its arguments, if any, are an object.");
    }
}
