package dev.mcptestbench.wire;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** What counts as in flight between two ends of one connection; the ports are beyond those that sockets have. */
class LinkTest {

    private static final boolean SERVER = true;
    private static final boolean CLIENT = false;

    @Test
    void aConnectionIsInFlightUntilOurServerHasTakenIt() {
        int port = 70_001;
        Link link = Link.join(CLIENT, 1, port);
        assertThat(link.inFlight()).as("to a server of others").isFalse();
        Link.listening(port);
        assertThat(link.inFlight()).as("to a server of ours").isTrue();
        assertThat(Link.join(SERVER, 1, port)).isSameAs(link);
        assertThat(link.inFlight()).isFalse();
        Link.listeningNoMore(port);
        end(link, CLIENT, SERVER);
    }

    @Test
    void bytesAreInFlightUntilTheyAreRead() {
        Link link = joined(70_002);
        link.end(SERVER).sent(10);
        assertThat(link.inFlight()).isTrue();
        link.end(CLIENT).read(4);
        assertThat(link.inFlight()).isTrue();
        link.end(CLIENT).read(6);
        assertThat(link.inFlight()).isFalse();
        link.end(CLIENT).sent(1);
        assertThat(link.inFlight()).isTrue();
        link.end(SERVER).read(1);
        assertThat(link.inFlight()).isFalse();
        end(link, CLIENT, SERVER);
    }

    @Test
    void anEndIsInFlightUntilTheOtherEndHasSeenIt() {
        Link link = joined(70_003);
        link.end(SERVER).sent(10);
        link.end(SERVER).ending();
        assertThat(link.serverIsLeaving()).isTrue();
        assertThat(link.inFlight()).isTrue();
        link.end(CLIENT).over();
        assertThat(link.inFlight())
                .as("the server has yet to see the client's end")
                .isTrue();
        link.end(SERVER).over();
        assertThat(link.inFlight()).isFalse();
        assertThat(link.isOver()).isTrue();
    }

    @Test
    void bytesToAnEndThatIsOverAreLost() {
        Link link = joined(70_004);
        link.end(CLIENT).sent(10);
        end(link, SERVER, CLIENT);
        assertThat(link.inFlight()).isFalse();
    }

    @Test
    void nothingIsKnownOfTheSocketsOfOthers() {
        Link link = Link.join(SERVER, 1, 70_005);
        link.end(SERVER).sent(10);
        assertThat(link.inFlight()).isFalse();
        link.end(SERVER).over();
        assertThat(link.isOver()).isTrue();
    }

    @Test
    void portsThatAreTakenAgainMakeAnotherLink() {
        Link first = joined(70_006);
        first.end(CLIENT).over();
        Link second = Link.join(CLIENT, 1, 70_006);
        assertThat(second).isNotSameAs(first);
        first.end(SERVER).over();
        assertThat(Link.join(SERVER, 1, 70_006))
                .as("undisturbed by the end of the first")
                .isSameAs(second);
        end(second, CLIENT, SERVER);
        Link third = Link.join(CLIENT, 1, 70_006);
        assertThat(third).isNotSameAs(second);
        third.end(CLIENT).over();
    }

    private static Link joined(int port) {
        Link link = Link.join(CLIENT, 1, port);
        assertThat(Link.join(SERVER, 1, port)).isSameAs(link);
        return link;
    }

    private static void end(Link link, boolean first, boolean second) {
        link.end(first).over();
        link.end(second).over();
    }
}
