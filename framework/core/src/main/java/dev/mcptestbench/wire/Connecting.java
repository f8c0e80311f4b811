package dev.mcptestbench.wire;

import dev.mcptestbench.wire.BrokenReplyException.Reason;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.ConnectTimeoutException;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.NetUtil;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import org.jspecify.annotations.Nullable;

/** Makes one connection for one call: the host's addresses in turn, then TLS. */
@SuppressWarnings("FutureReturnValueIgnored")
final class Connecting extends ChannelInitializer<Channel> {

    private static final Workers RESOLVERS = new Workers();

    private final WireClient client;
    private final WireCall call;
    private final Origin origin;
    private @Nullable ClientConnection connection;
    private @Nullable SslHandler secure;

    Connecting(WireClient client, WireCall call) {
        this.client = client;
        this.call = call;
        this.origin = call.origin();
    }

    void start() {
        String host = origin.host();
        boolean quick =
                host.equals("localhost") || NetUtil.isValidIpV4Address(host) || NetUtil.isValidIpV6Address(host);
        if (quick) {
            resolve();
        } else {
            // A name server may take seconds, and this may be an event loop.
            RESOLVERS.execute(this::resolve);
        }
    }

    private void resolve() {
        try {
            connect(List.of(InetAddress.getAllByName(origin.host())), 0);
        } catch (UnknownHostException e) {
            call.firstLoop().execute(() -> failed(Reason.UNKNOWN_HOST, "The host of " + origin + " is unknown", e));
        }
    }

    private void connect(List<InetAddress> addresses, int index) {
        Bootstrap bootstrap = new Bootstrap()
                .group(call.firstLoop())
                .channel(NioSocketChannel.class)
                .option(ChannelOption.TCP_NODELAY, true)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, (int)
                        client.settings().connectTimeout().toMillis())
                .handler(this);
        ChannelFuture made = bootstrap.connect(new InetSocketAddress(addresses.get(index), origin.port()));
        if (!call.attach(made.channel())) {
            made.channel().close();
            return;
        }
        made.addListener(done -> {
            client.activity().note();
            if (made.isSuccess()) {
                connected();
            } else if (index + 1 < addresses.size() && !call.isOver()) {
                connect(addresses, index + 1);
            } else {
                unreachable(made.cause());
            }
        });
    }

    @Override
    protected void initChannel(Channel channel) throws NoSuchAlgorithmException {
        channel.pipeline().addLast(new Meter(client.activity(), false));
        SslHandler tls = origin.secure() ? tls() : null;
        secure = tls;
        if (tls != null) {
            channel.pipeline().addLast(tls);
        }
        ReplyDecoder decoder = new ReplyDecoder(client.settings().maxHeadBytes());
        ClientConnection made = new ClientConnection(client, origin, channel, decoder);
        connection = made;
        channel.pipeline().addLast(decoder, made);
    }

    private SslHandler tls() throws NoSuchAlgorithmException {
        SSLContext given = client.settings().trust();
        SSLContext trust = given == null ? SSLContext.getDefault() : given;
        SSLEngine engine = trust.createSSLEngine(origin.host(), origin.port());
        engine.setUseClientMode(true);
        SSLParameters parameters = engine.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        engine.setSSLParameters(parameters);
        SslHandler handler = new SslHandler(engine);
        handler.setHandshakeTimeoutMillis(client.settings().connectTimeout().toMillis());
        return handler;
    }

    private void connected() {
        if (secure == null) {
            ready();
            return;
        }
        secure.handshakeFuture().addListener(done -> {
            if (done.isSuccess()) {
                ready();
            } else {
                failed(
                        Reason.TLS,
                        "TLS with " + origin + " failed: " + done.cause().getMessage(),
                        done.cause());
            }
        });
    }

    private void ready() {
        ClientConnection made = connection;
        if (made == null || call.isOver() || !client.admit(made)) {
            return;
        }
        made.start(call);
    }

    private void unreachable(Throwable cause) {
        if (cause instanceof ConnectTimeoutException) {
            failed(
                    Reason.CONNECT_TIMEOUT,
                    origin + " did not accept a connection within "
                            + client.settings().connectTimeout(),
                    cause);
        } else if (cause instanceof ConnectException
                && String.valueOf(cause.getMessage()).contains("refused")) {
            failed(Reason.REFUSED, origin + " refused the connection: nobody listens there", cause);
        } else {
            failed(Reason.UNREACHABLE, "No connection to " + origin + ": " + cause.getMessage(), cause);
        }
    }

    private void failed(Reason reason, String message, Throwable cause) {
        call.broke(new BrokenReplyException(reason, message, call.wasSent(), false, false, cause));
    }
}
