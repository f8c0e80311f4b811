package dev.mcptestbench.wire;

import dev.mcptestbench.time.TestClock;
import dev.mcptestbench.wire.WireListener.Welcome;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.codec.http.HttpObject;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.ScheduledFuture;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One connection of a server, from its welcome to its end: requests are told as they arrive, replies leave in the order
 * of the requests. Everything but {@link #execute} runs on the connection's event loop.
 */
@SuppressWarnings("FutureReturnValueIgnored")
final class ServerConnection extends ChannelInboundHandlerAdapter {

    private static final Logger LOG = LoggerFactory.getLogger(ServerConnection.class);
    private static final AtomicLong IDS = new AtomicLong();

    /** So many requests, or so many bytes in their bodies, may wait for their turn before we decode no further. */
    private static final int MAX_PIPELINED = 16;

    /** So many bytes may wait undecoded besides before we stop reading, and no longer see that the peer leaves. */
    private static final long MAX_PIPELINED_BYTES = 1024 * 1024;

    private static final int BUFFER_BYTES = 512;

    private final long id = nextId();
    private final Service service;
    private final SocketChannel channel;
    private final RequestDecoder decoder;
    private final RequestIntake intake;
    private final Departure departure;
    private final Deque<ServerExchange> exchanges = new ArrayDeque<>();
    private final CompletableFuture<Void> gone = new CompletableFuture<>();

    private volatile boolean deaf;
    private long waitingBytes;
    private boolean continueOwed;
    private @Nullable ScheduledFuture<?> lateness;

    ServerConnection(Service service, SocketChannel channel, RequestDecoder decoder) {
        this.service = service;
        this.channel = channel;
        this.decoder = decoder;
        this.departure = new Departure(channel, decoder);
        this.intake = new RequestIntake(service.settings().maxBodyBytes());
    }

    static long nextId() {
        return IDS.incrementAndGet();
    }

    long id() {
        return id;
    }

    WireListener listener() {
        return service.listener();
    }

    int maxUnreadBytes() {
        return service.settings().maxUnreadBytes();
    }

    TestClock clock() {
        return service.clock();
    }

    /** Completed when the connection is no more and the listener knows. */
    CompletableFuture<Void> gone() {
        return gone;
    }

    /** Takes no further request: it is about to be closed. From any thread. */
    void hearNoMore() {
        deaf = true;
    }

    /** Runs the task on the event loop, later. Dropped if the loops have ended. From any thread. */
    void execute(Runnable task) {
        try {
            channel.eventLoop().execute(task);
        } catch (RejectedExecutionException e) {
            LOG.debug("Connection {} is past its end", id, e);
        }
    }

    boolean isWritable() {
        return channel.isWritable();
    }

    ByteBuf newBuffer() {
        return channel.alloc().ioBuffer(BUFFER_BYTES);
    }

    void write(ByteBuf bytes) {
        channel.writeAndFlush(bytes, channel.voidPromise());
    }

    @Override
    public void channelActive(ChannelHandlerContext active) {
        if (!service.admit(this)) {
            if (service.ended().get()) {
                close(true);
                return;
            }
            listener().requestMalformed(id, 0, "more than " + service.settings().maxConnections() + " connections");
            close(true);
            return;
        }
        Welcome welcome = listener().connectionOpened(id, peer());
        switch (welcome) {
            case SERVE -> active.fireChannelActive();
            case IGNORE -> discardAll();
            case CLOSE -> {
                discardAll();
                departure.finThenDrain(Unpooled.EMPTY_BUFFER);
            }
            case RESET -> close(true);
        }
    }

    private void discardAll() {
        channel.pipeline().addAfter(channel.pipeline().context(Meter.class).name(), null, new Discard());
    }

    private String peer() {
        return channel.remoteAddress().getAddress().getHostAddress() + ":"
                + channel.remoteAddress().getPort();
    }

    @Override
    public void channelRead(ChannelHandlerContext reading, Object message) {
        try {
            if (!deaf && !departure.hasBegun() && message instanceof HttpObject piece) {
                onStep(intake.take(piece));
            }
        } finally {
            ReferenceCountUtil.release(message);
        }
    }

    private void onStep(RequestIntake.Step step) {
        if (step instanceof RequestIntake.Step.Whole whole) {
            inTime();
            arrived(new ServerExchange(this, whole));
        } else if (step instanceof RequestIntake.Step.Refused refused) {
            refuse(refused.status(), refused.detail());
        } else if (step instanceof RequestIntake.Step.AskForBody) {
            continueOwed = true;
            sendOwed();
        }
    }

    private void arrived(ServerExchange exchange) {
        boolean first = exchanges.isEmpty();
        continueOwed = false;
        exchanges.add(exchange);
        waitingBytes += exchange.request().body().length;
        if (exchanges.size() >= MAX_PIPELINED || (!first && waitingBytes > MAX_PIPELINED_BYTES)) {
            decoder.pause();
        }
        exchange.pump().gather();
        try {
            listener().requestArrived(exchange);
        } catch (RuntimeException e) {
            LOG.error("The listener failed on {}", exchange, e);
            Frame.Data text = Frame.Data.text("The listener of this server failed: " + e);
            List.of(Frame.Head.of(500), text, new Frame.Finish()).forEach(exchange.reply()::push);
        }
        if (first) {
            exchange.pump().takeTurn();
        }
        exchange.pump().run();
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext reading) {
        watchTime();
        if (decoder.waitingBytes() > MAX_PIPELINED_BYTES) {
            channel.config().setAutoRead(false);
        }
        reading.fireChannelReadComplete();
    }

    private void watchTime() {
        if (decoder.isUnderWay() && lateness == null && !departure.hasBegun()) {
            long millis = service.settings().requestTimeout().toMillis();
            lateness = channel.eventLoop().schedule(this::late, millis, TimeUnit.MILLISECONDS);
        }
    }

    private void late() {
        lateness = null;
        if (decoder.isUnderWay() && !departure.hasBegun()) {
            refuse(408, "the request was not whole after " + service.settings().requestTimeout());
        }
    }

    private void inTime() {
        if (lateness != null) {
            lateness.cancel(false);
            lateness = null;
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext changed) {
        ServerExchange current = exchanges.peek();
        if (channel.isWritable() && current != null) {
            current.pump().advance();
        }
    }

    /** A reply was handed to the socket, whole. */
    void replyDone(ServerExchange exchange, @Nullable Frame leave) {
        exchanges.poll();
        waitingBytes -= exchange.request().body().length;
        if (leave != null) {
            leave(Unpooled.EMPTY_BUFFER, leave);
            return;
        }
        ServerExchange next = exchanges.peek();
        if (next != null) {
            next.pump().takeTurn();
        } else {
            sendOwed();
        }
        if (decoder.isPaused() && exchanges.size() < MAX_PIPELINED / 2) {
            // Later, for it may be decoding now.
            execute(this::hearOn);
        }
    }

    private void hearOn() {
        ChannelHandlerContext decoding = channel.pipeline().context(decoder);
        // By now another one may have heard on, until as many were there again.
        if (decoding == null || !decoder.isPaused() || exchanges.size() >= MAX_PIPELINED / 2) {
            return;
        }
        try {
            decoder.resume(decoding);
        } catch (Exception e) {
            decoding.fireExceptionCaught(e);
        }
        watchTime();
        channel.config().setAutoRead(true);
    }

    private void sendOwed() {
        if (exchanges.isEmpty() && !departure.sayParting() && continueOwed) {
            continueOwed = false;
            write(Unpooled.copiedBuffer("HTTP/1.1 100 Continue\r\n\r\n", StandardCharsets.US_ASCII));
        }
    }

    /** What came is no HTTP that we serve: say so, behind the replies that are still under way, and leave. */
    private void refuse(int status, String detail) {
        inTime();
        departure.prepare(status == 0 ? Unpooled.EMPTY_BUFFER : Departure.refusal(status, detail));
        listener().requestMalformed(id, status, detail);
        sendOwed();
    }

    /** Writes the last bytes, then ends the connection as the frame says. */
    void leave(ByteBuf last, Frame way) {
        inTime();
        departure.leave(last, way);
    }

    /** Ends the connection with a FIN or an RST, at once. */
    void close(boolean reset) {
        departure.close(reset);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext failing, Throwable cause) {
        if (departure.hasBegun() || cause instanceof IOException) {
            failing.close();
        } else if (cause instanceof DecoderException decoding) {
            Throwable reason = decoding.getCause() == null ? decoding : decoding.getCause();
            boolean http = reason instanceof RequestDecoder.NotHttpException;
            refuse(http ? 400 : 0, http ? String.valueOf(reason.getMessage()) : "TLS failed: " + reason.getMessage());
        } else {
            LOG.error("Connection {} failed", id, cause);
            close(true);
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext inactive) {
        inTime();
        departure.over();
        try {
            for (ServerExchange exchange : exchanges) {
                exchange.pump().abandon(departure.end());
            }
            listener().connectionClosed(id, departure.end());
        } finally {
            exchanges.clear();
            service.forget(this);
            // An RST leaves when the selector lets go of the socket, in the loop's next round.
            EventLoops.nextRound(channel.eventLoop(), () -> gone.complete(null));
        }
    }
}
