package dev.mcptestbench.benchmarks;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.net.InetSocketAddress;
import java.net.URI;

/** As little as Netty can do: parse the request, write the same bytes to whatever was asked. */
@SuppressWarnings("FutureReturnValueIgnored")
final class NettyContender implements ServerUnderLoad {

    private final ByteBuf reply;
    private final Channel listening;
    private final ChannelGroup connections = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE, true);

    NettyContender(EventLoopGroup group, byte[] canned) {
        reply = Unpooled.directBuffer(canned.length).writeBytes(canned);
        ByteBuf shared = Unpooled.unreleasableBuffer(reply);
        listening = new ServerBootstrap()
                .group(group)
                .channel(NioServerSocketChannel.class)
                .option(ChannelOption.SO_BACKLOG, 1024)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childHandler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        connections.add(channel);
                        channel.pipeline().addLast(new HttpRequestDecoder(), new Canned(shared));
                    }
                })
                .bind("127.0.0.1", 0)
                .syncUninterruptibly()
                .channel();
    }

    /** Event loops of its own, as many as the mock server has on two cores. */
    // Deprecated in Netty 4.2 for a constructor that Netty 4.1 does not have; both run this one.
    @SuppressWarnings("deprecation")
    static EventLoopGroup newLoops() {
        return new NioEventLoopGroup(2, new DefaultThreadFactory("bare-netty", true));
    }

    @Override
    public URI url() {
        return URI.create("http://127.0.0.1:" + ((InetSocketAddress) listening.localAddress()).getPort() + "/mcp");
    }

    @Override
    public void broadcast() {
        throw new UnsupportedOperationException("Bare Netty knows of no streams");
    }

    @Override
    public int complaints() {
        return 0;
    }

    @Override
    public void close() {
        listening.close().syncUninterruptibly();
        connections.close().syncUninterruptibly();
        reply.release();
    }

    private static final class Canned extends ChannelInboundHandlerAdapter {

        private final ByteBuf reply;

        Canned(ByteBuf reply) {
            this.reply = reply;
        }

        @Override
        public void channelRead(ChannelHandlerContext context, Object piece) {
            if (piece instanceof LastHttpContent) {
                context.write(reply.duplicate(), context.voidPromise());
            }
            ReferenceCountUtil.release(piece);
        }

        @Override
        public void channelReadComplete(ChannelHandlerContext context) {
            context.flush();
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            context.close();
        }
    }
}
