package dev.mcptestbench.wire;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/** Stands first in a pipeline and counts what crosses the socket, so that it is known when all has come to rest. */
final class Meter extends ChannelDuplexHandler {

    private final Activity activity;
    private final boolean ofServer;
    private Link.@Nullable End end;

    Meter(Activity activity, boolean ofServer) {
        this.activity = activity;
        this.ofServer = ofServer;
    }

    /** A FIN is about to be sent without the connection being closed. */
    static void ending(Channel channel) {
        Meter meter = channel.pipeline().get(Meter.class);
        if (meter != null && meter.end != null) {
            meter.end.ending();
        }
    }

    /** Whether the server at the other end has closed, though the kernel may not have said so yet. */
    static boolean serverIsLeaving(Channel channel) {
        Meter meter = channel.pipeline().get(Meter.class);
        return meter != null && meter.end != null && meter.end.link().serverIsLeaving();
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
        activity.note();
        join(context.channel());
        context.fireChannelActive();
    }

    private void join(Channel channel) {
        InetSocketAddress local = (InetSocketAddress) channel.localAddress();
        InetSocketAddress remote = (InetSocketAddress) channel.remoteAddress();
        if (end == null && remote != null && remote.getAddress().isLoopbackAddress()) {
            int clientPort = (ofServer ? remote : local).getPort();
            int serverPort = (ofServer ? local : remote).getPort();
            Link link = Link.join(ofServer, clientPort, serverPort);
            activity.watch(link);
            end = link.end(ofServer);
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        activity.note();
        if (end != null && message instanceof ByteBuf bytes) {
            end.read(bytes.readableBytes());
        }
        context.fireChannelRead(message);
    }

    @Override
    @SuppressWarnings("FutureReturnValueIgnored")
    public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
        // A client is told that it is connected, and writes, before its channel is told that it is active.
        join(context.channel());
        if (end != null && message instanceof ByteBuf bytes) {
            end.sent(bytes.readableBytes());
        }
        context.write(message, promise);
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        // First the others: what they do about it belongs to the same piece of work.
        context.fireChannelInactive();
        activity.note();
        if (end != null) {
            end.over();
        }
    }
}
