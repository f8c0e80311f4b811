package dev.mcptestbench.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mcptestbench.time.TestClock;
import dev.mcptestbench.wire.WireListener.Welcome;
import dev.mcptestbench.wire.WireServer.Closing;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** How connections begin, are kept, and end. */
class ConnectionsTest {

    private static final Frame FINISH = new Frame.Finish();

    private final TestClock clock = new TestClock();

    @AfterEach
    void close() {
        clock.close();
    }

    private WireServer serve(Scripted script) {
        return WireServer.start(WireSettings.defaults(), clock, script);
    }

    private static Scripted echo() {
        return new Scripted(ConnectionsTest::answer);
    }

    /** Answers with the target of the request. */
    private static void answer(Exchange exchange) {
        String text = exchange.request().target();
        exchange.reply().push(Frame.Head.of(200).with("Content-Length", Integer.toString(text.length())));
        exchange.reply().push(Frame.Data.text(text));
        exchange.reply().push(FINISH);
    }

    @Test
    void aConnectionIsKeptForFurtherRequests() throws Exception {
        Scripted script = echo();
        try (WireServer server = serve(script);
                RawPeer peer = new RawPeer(server)) {
            peer.get("/a").readTo("\r\n\r\n/a");
            peer.get("/b").readTo("\r\n\r\n/b");
            assertThat(script.nextExchange().connection())
                    .isEqualTo(script.nextExchange().connection());
            assertThat(server.openConnections()).isOne();
        }
    }

    @Test
    void aConnectionEndsWhenTheRequestAsksForIt() throws Exception {
        try (WireServer server = serve(echo());
                RawPeer peer = new RawPeer(server)) {
            assertThat(peer.send("GET /a HTTP/1.1\r\nConnection: close\r\n\r\n").readToEnd())
                    .endsWith("\r\n\r\n/a");
        }
    }

    @Test
    void aRequestMayComeByteByByteAndInChunks() throws Exception {
        Scripted script = echo();
        try (WireServer server = serve(script);
                RawPeer peer = new RawPeer(server)) {
            String request = "POST /a HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n";
            for (int i = 0; i < request.length(); i++) {
                peer.send(request.substring(i, i + 1));
            }
            peer.readTo("\r\n\r\n/a");
            assertThat(script.nextExchange().request().body())
                    .asString(StandardCharsets.UTF_8)
                    .isEqualTo("abcde");
        }
    }

    @Test
    void aLargeRequestArrivesWhole() throws Exception {
        Scripted script = echo();
        try (WireServer server = serve(script);
                RawPeer peer = new RawPeer(server)) {
            String body = "0123456789".repeat(300_000);
            peer.send("POST /a HTTP/1.1\r\nContent-Length: " + body.length() + "\r\n\r\n" + body);
            peer.readTo("\r\n\r\n/a");
            assertThat(script.nextExchange().request().body())
                    .asString(StandardCharsets.UTF_8)
                    .isEqualTo(body);
        }
    }

    @Test
    void aClientThatAsksFirstIsToldToContinue() throws Exception {
        Scripted script = echo();
        try (WireServer server = serve(script);
                RawPeer peer = new RawPeer(server)) {
            peer.send("POST /a HTTP/1.1\r\nExpect: 100-continue\r\nContent-Length: 3\r\n\r\n");
            assertThat(peer.readTo("\r\n\r\n")).isEqualTo("HTTP/1.1 100 Continue\r\n\r\n");
            assertThat(peer.send("abc").readTo("\r\n\r\n/a")).startsWith("HTTP/1.1 200 OK");
            assertThat(script.nextExchange().request().body())
                    .asString(StandardCharsets.UTF_8)
                    .isEqualTo("abc");
        }
    }

    @Test
    void repliesToPipelinedRequestsLeaveInTheirOrder() throws Exception {
        Scripted script = Scripted.silent();
        try (WireServer server = serve(script);
                RawPeer peer = new RawPeer(server)) {
            StringBuilder requests = new StringBuilder();
            for (int i = 0; i < 10; i++) {
                requests.append("GET /").append(i).append(" HTTP/1.1\r\n\r\n");
            }
            peer.send(requests.toString());
            List<Exchange> exchanges = new ArrayList<>();
            for (int i = 0; i < 10; i++) {
                exchanges.add(script.nextExchange());
            }
            assertThat(exchanges).extracting(Exchange::number).isSorted();
            Collections.reverse(exchanges);
            exchanges.forEach(ConnectionsTest::answer);
            for (int i = 0; i < 10; i++) {
                peer.readTo("\r\n\r\n/" + i);
            }
        }
    }

    @Test
    void manyPipelinedRequestsAreServedAFewAtATime() throws Exception {
        Scripted script = Scripted.silent();
        try (WireServer server = serve(script);
                RawPeer peer = new RawPeer(server)) {
            String padding = "X-Padding: " + "x".repeat(20_000) + "\r\n";
            for (int i = 0; i < 100; i++) {
                peer.send("GET /" + (1000 + i) + " HTTP/1.1\r\n" + padding + "\r\n");
            }
            for (int i = 0; i < 100; i++) {
                answer(script.nextExchange());
                peer.readTo("\r\n\r\n/" + (1000 + i));
                assertThat(script.arrived.size()).as("waiting for their turn").isLessThan(40);
            }
        }
    }

    @Test
    void noMoreAreServedWhenManyRepliesLeaveAtOnce() throws Exception {
        Scripted script = Scripted.silent();
        try (WireServer server = serve(script);
                RawPeer peer = new RawPeer(server)) {
            peer.send("GET /a HTTP/1.1\r\n\r\n".repeat(100));
            List<Exchange> exchanges = new ArrayList<>();
            for (int i = 0; i < 16; i++) {
                exchanges.add(script.nextExchange());
            }
            Collections.reverse(exchanges);
            exchanges.forEach(ConnectionsTest::answer);
            clock.advance(Duration.ofMillis(1));

            assertThat(script.arrived.size()).as("waiting for their turn").isEqualTo(16);
        }
    }

    @Test
    void aPeerThatGoesWhileManyRequestsWaitIsSeenToGo() throws Exception {
        Scripted script = Scripted.silent();
        try (WireServer server = serve(script);
                RawPeer peer = new RawPeer(server)) {
            peer.send("GET /a HTTP/1.1\r\n\r\n".repeat(100));
            Exchange first = script.nextExchange();
            first.reply().push(Frame.Head.of(200));
            peer.readTo("\r\n\r\n");
            peer.socket().shutdownOutput();
            script.awaitEvent("closed CLOSED_BY_PEER");

            assertThat(first.isOver()).isTrue();
            assertThat(script.arrived.size()).as("waiting for their turn").isLessThan(40);
        }
    }

    @Test
    void aRequestThatIsNotWholeInTimeIsRefusedBehindManyOthersToo() throws Exception {
        Scripted script = Scripted.silent();
        WireSettings hasty = WireSettings.defaults().withRequestTimeout(Duration.ofMillis(60));
        try (WireServer server = WireServer.start(hasty, clock, script);
                RawPeer peer = new RawPeer(server)) {
            peer.send("GET /a HTTP/1.1\r\n\r\n".repeat(20) + "GET /half");
            for (int i = 0; i < 20; i++) {
                answer(script.nextExchange());
            }
            assertThat(peer.readToEnd()).contains("HTTP/1.1 408 ");
        }
    }

    @Test
    void whatIsNoHttpIsRefusedBehindManyOthersToo() throws Exception {
        Scripted script = Scripted.silent();
        try (WireServer server = serve(script);
                RawPeer peer = new RawPeer(server)) {
            peer.send("GET /a HTTP/1.1\r\n\r\n".repeat(20) + "\u0001\r\n\r\n");
            for (int i = 0; i < 20; i++) {
                answer(script.nextExchange());
            }
            assertThat(peer.readToEnd())
                    .contains("HTTP/1.1 400 ")
                    .contains("a request cannot start with the byte 0x01");
        }
    }

    @Test
    void aPeerThatGoesEndsTheReply() throws Exception {
        for (int linger : new int[] {-1, 0}) {
            Scripted script = Scripted.silent();
            try (WireServer server = serve(script);
                    RawPeer peer = new RawPeer(server)) {
                Exchange exchange = script.get(peer);
                CountDownLatch over = new CountDownLatch(1);
                exchange.whenOver(over::countDown);
                exchange.reply().push(Frame.Head.of(200));
                peer.readTo("\r\n\r\n");
                peer.socket().setSoLinger(linger == 0, 0);
                peer.hangUp();
                Scripted.await(over);
                script.awaitEvent("ended CLOSED_BY_PEER");
                script.awaitEvent("closed CLOSED_BY_PEER");
                assertThat(exchange.isOver()).isTrue();
                exchange.reply().push(Frame.Data.text("dropped"));
            }
        }
    }

    @Test
    void aPeerThatEndsItsSideDuringTheReplyCountsAsGone() throws Exception {
        Scripted script = Scripted.silent();
        try (WireServer server = serve(script);
                RawPeer peer = new RawPeer(server)) {
            script.get(peer);
            peer.socket().shutdownOutput();
            script.awaitEvent("ended CLOSED_BY_PEER");
            assertThat(peer.readToEnd()).isEmpty();
        }
    }

    @Test
    void connectionsAreRefusedAndAcceptedAgainWhileThoseThereLiveOn() throws Exception {
        try (WireServer server = serve(echo());
                RawPeer there = new RawPeer(server)) {
            there.get("/a").readTo("/a");
            for (int i = 0; i < 100; i++) {
                server.refuseConnections();
                assertThatThrownBy(() -> new RawPeer(server)).isInstanceOf(ConnectException.class);
                there.get("/b").readTo("/b");

                server.acceptConnections();
                server.acceptConnections();
                try (RawPeer later = new RawPeer(server)) {
                    later.get("/c").readTo("/c");
                }
            }
        }
    }

    @Test
    void connectionsAreRefusedToWhoeverWasInterruptedToo() {
        try (WireServer server = serve(echo())) {
            for (int i = 0; i < 20; i++) {
                Thread.currentThread().interrupt();
                server.refuseConnections();
                assertThat(Thread.interrupted()).isTrue();
                assertThatThrownBy(() -> new RawPeer(server)).isInstanceOf(ConnectException.class);
                server.acceptConnections();
            }
        }
    }

    /** A process that is being started has, for a moment, all that is open here: closing it does not end it. */
    @Test
    @EnabledOnOs(OS.LINUX)
    void connectionsAreRefusedWhileProcessesAreStarted() throws Exception {
        AtomicBoolean over = new AtomicBoolean();
        CompletableFuture<Void> starting = CompletableFuture.runAsync(() -> {
            while (!over.get()) {
                try {
                    new ProcessBuilder("true").start().waitFor();
                } catch (IOException | InterruptedException e) {
                    throw new IllegalStateException(e);
                }
            }
        });
        try {
            for (int i = 0; i < 100; i++) {
                WireServer server = serve(echo());
                server.refuseConnections();
                assertThatThrownBy(() -> new RawPeer(server)).isInstanceOf(ConnectException.class);
                server.acceptConnections();
                server.close();
                assertThatThrownBy(() -> new RawPeer(server)).isInstanceOf(ConnectException.class);
            }
        } finally {
            over.set(true);
            starting.join();
        }
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void thePortStaysOursWhileConnectionsAreRefused() throws Exception {
        try (WireServer server = serve(echo());
                ServerSocket other = new ServerSocket()) {
            server.refuseConnections();
            other.setReuseAddress(false);
            assertThatThrownBy(() -> other.bind(new InetSocketAddress(Port.loopback(), server.port())))
                    .isInstanceOf(BindException.class);
        }
    }

    @Test
    void aTakenPortIsNamedWithTheRemedy() {
        try (WireServer server = serve(echo())) {
            assertThatThrownBy(() -> WireServer.start(WireSettings.defaults().withPort(server.port()), clock, echo()))
                    .isInstanceOf(UncheckedIOException.class)
                    .hasMessageContaining("Port " + server.port())
                    .hasMessageContaining("port 0 takes a free one");
        }
    }

    @Test
    void aPortCanBeTakenAgainAtOnce() throws Exception {
        int port;
        try (WireServer first = serve(echo());
                RawPeer peer = new RawPeer(first)) {
            port = first.port();
            peer.get("/a").readTo("/a");
        }
        try (WireServer second = WireServer.start(WireSettings.defaults().withPort(port), clock, echo());
                RawPeer peer = new RawPeer(second)) {
            assertThat(second.port()).isEqualTo(port);
            peer.get("/b").readTo("/b");
        }
    }

    @Test
    void chosenConnectionsAreClosedByTheTimeTheCallReturns() throws Exception {
        Scripted script = Scripted.silent();
        try (WireServer server = serve(script);
                RawPeer first = new RawPeer(server);
                RawPeer second = new RawPeer(server);
                RawPeer third = new RawPeer(server)) {
            Exchange dropped = script.get(first);
            Exchange reset = script.get(second);
            Exchange kept = script.get(third);

            assertThat(server.closeConnections(Closing.FIN, id -> id == dropped.connection()))
                    .isOne();
            assertThat(dropped.isOver()).isTrue();
            assertThat(first.readToEnd()).isEmpty();
            assertThat(server.closeConnections(Closing.RST, id -> id == reset.connection()))
                    .isOne();
            assertThatThrownBy(second::readToEnd).isInstanceOf(SocketException.class);
            assertThat(script.events()).contains("ended CLOSED", "closed CLOSED", "ended RESET", "closed RESET");

            answer(kept);
            third.readTo("\r\n\r\n/");
            assertThat(server.closeConnections(Closing.FIN)).isOne();
            assertThat(server.openConnections()).isZero();
        }
    }

    @Test
    void closingEndsRepliesUnderWayAndRefusesNewConnections() throws Exception {
        Scripted script = Scripted.silent();
        WireServer server = serve(script);
        try (RawPeer peer = new RawPeer(server)) {
            script.get(peer).reply().push(Frame.Head.of(200));
            peer.readTo("\r\n\r\n");
            server.close();
            server.close();
            assertThat(script.events()).contains("ended CLOSED", "closed CLOSED");
            assertThat(peer.readToEnd()).isEmpty();
            assertThatThrownBy(() -> new RawPeer(server)).isInstanceOf(ConnectException.class);
        }
    }

    @Test
    void aWelcomeMayBeToIgnore() throws Exception {
        Scripted script = echo().welcoming(Welcome.IGNORE);
        try (WireServer server = serve(script);
                RawPeer ignored = new RawPeer(server)) {
            ignored.get("/a");
            script.awaitEvent("opened");
            script.welcoming(Welcome.SERVE);
            try (RawPeer served = new RawPeer(server)) {
                served.get("/b").readTo("/b");
            }
            assertThat(ignored.hearsNothing()).isTrue();
            assertThat(script.events()).doesNotContain("arrived GET /a");
        }
    }

    @Test
    void aWelcomeMayBeToCloseOrReset() throws Exception {
        Scripted script = echo().welcoming(Welcome.CLOSE);
        try (WireServer server = serve(script)) {
            try (RawPeer closed = new RawPeer(server)) {
                assertThat(closed.readToEnd()).isEmpty();
            }
            script.awaitEvent("closed CLOSED");
            script.welcoming(Welcome.RESET);
            // The reset may come before connecting has returned.
            assertThatThrownBy(() -> {
                        try (RawPeer reset = new RawPeer(server)) {
                            reset.readToEnd();
                        }
                    })
                    .isInstanceOf(SocketException.class);
            script.awaitEvent("closed RESET");
        }
    }

    @Test
    void connectionsAreBounded() throws Exception {
        Scripted script = echo();
        try (WireServer server = WireServer.start(WireSettings.defaults().withMaxConnections(2), clock, script);
                RawPeer first = new RawPeer(server);
                RawPeer second = new RawPeer(server)) {
            first.get("/a").readTo("/a");
            second.get("/b").readTo("/b");
            try (Socket third = new Socket(Port.loopback(), server.port())) {
                script.awaitEvent("malformed 0 more than 2 connections");
                assertThatThrownBy(() -> {
                            third.getOutputStream().write(1);
                            third.getInputStream().readAllBytes();
                        })
                        .isInstanceOf(IOException.class);
            }
            first.get("/c").readTo("/c");
        }
    }
}
