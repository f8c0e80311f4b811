package dev.mcptestbench.wire;

import dev.mcptestbench.wire.BrokenReplyException.Reason;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.PrematureChannelClosureException;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** One connection of a client, serving one call at a time. All but {@link #offer} runs on its event loop. */
@SuppressWarnings("FutureReturnValueIgnored")
final class ClientConnection extends ChannelInboundHandlerAdapter {

    private final WireClient client;
    private final Origin origin;
    private final Channel channel;
    private final ReplyDecoder decoder;
    private final CompletableFuture<Void> gone = new CompletableFuture<>();
    private @Nullable WireCall call;
    private boolean reused;
    private boolean headSeen;
    private boolean interim;
    private boolean keepAlive;
    private long bodyBytes;

    ClientConnection(WireClient client, Origin origin, Channel channel, ReplyDecoder decoder) {
        this.client = client;
        this.origin = origin;
        this.channel = channel;
        this.decoder = decoder;
    }

    Origin origin() {
        return origin;
    }

    Channel channel() {
        return channel;
    }

    /** Completed when the connection is no more and its call knows. */
    CompletableFuture<Void> gone() {
        return gone;
    }

    /**
     * Serves the call on this kept connection, or hands it back if the server has closed it. The socket is looked at
     * once more before that is decided: a FIN that came before the call is always seen.
     */
    void offer(WireCall next) {
        channel.eventLoop()
                .execute(() -> EventLoops.nextRound(channel.eventLoop(), () -> {
                    if (!channel.isActive()) {
                        client.dispatch(next);
                    } else if (next.attach(channel)) {
                        reused = true;
                        start(next);
                    } else {
                        client.keep(this);
                    }
                }));
    }

    /** Sends the call's request. */
    void start(WireCall next) {
        call = next;
        headSeen = false;
        interim = false;
        bodyBytes = 0;
        if (!channel.isActive()) {
            broken(Reason.CLOSED_BEFORE_REPLY, "closed the connection " + progress(), null);
            return;
        }
        HttpRequest request = next.request();
        decoder.expect(request.method());
        ByteBuf bytes = channel.alloc().ioBuffer(512 + request.body().length);
        RequestBytes.write(request, origin, bytes);
        next.sending();
        channel.writeAndFlush(bytes, channel.voidPromise());
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        try {
            if (call == null) {
                // Nobody asked: what follows cannot be told from the next reply.
                channel.close();
            } else if (message instanceof HttpObject piece) {
                take(piece, call);
            }
        } finally {
            ReferenceCountUtil.release(message);
        }
    }

    private void take(HttpObject piece, WireCall current) {
        if (piece.decoderResult().isFailure()) {
            Throwable cause = piece.decoderResult().cause();
            if (cause instanceof PrematureChannelClosureException) {
                broken(Reason.CLOSED_WITHIN_HEAD, "closed the connection within the head of its reply", cause);
            } else {
                broken(Reason.NOT_HTTP, "sent what is no HTTP/1.1: " + cause.getMessage(), cause);
            }
            channel.close();
            return;
        }
        if (piece instanceof HttpResponse response) {
            int status = response.status().code();
            interim = status < 200 && status != 101;
            if (!interim) {
                headSeen = true;
                keepAlive = HttpUtil.isKeepAlive(response)
                        && !"close".equalsIgnoreCase(current.request().header("Connection"));
                current.head(status, HeaderMap.of(response.headers()).view());
            }
        }
        if (piece instanceof HttpContent content && !interim) {
            if (content.content().isReadable()) {
                bodyBytes += content.content().readableBytes();
                current.data(ByteBufUtil.getBytes(content.content()));
            }
            if (content instanceof LastHttpContent) {
                whole(current);
            }
        }
    }

    private void whole(WireCall current) {
        call = null;
        channel.config().setAutoRead(true);
        if (keepAlive && channel.isActive()) {
            client.keep(this);
        } else {
            channel.close();
        }
        current.ended();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        if (cause instanceof IOException) {
            broken(Reason.RESET, "reset the connection " + progress(), cause);
        } else {
            broken(Reason.NOT_HTTP, "sent what cannot be read: " + cause.getMessage(), cause);
        }
        channel.close();
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        client.forget(this);
        Reason reason = headSeen
                ? Reason.CLOSED_WITHIN_BODY
                : decoder.anyByte() ? Reason.CLOSED_WITHIN_HEAD : Reason.CLOSED_BEFORE_REPLY;
        broken(reason, "closed the connection " + progress(), null);
        gone.complete(null);
    }

    private String progress() {
        if (headSeen) {
            return "within the body of its reply, after " + bodyBytes + " bytes";
        }
        return decoder.anyByte() ? "within the head of its reply" : "before any byte of a reply";
    }

    private void broken(Reason reason, String what, @Nullable Throwable cause) {
        WireCall current = call;
        if (current == null) {
            return;
        }
        call = null;
        var broken = new BrokenReplyException(
                reason, origin + " " + what, current.wasSent(), reused, decoder.anyByte(), cause);
        if (broken.connectionWasStale() && current.takeRepeat()) {
            client.connect(current);
        } else {
            current.broke(broken);
        }
    }
}
