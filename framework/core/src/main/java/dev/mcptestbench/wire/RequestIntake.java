package dev.mcptestbench.wire;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.TooLongFrameException;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Puts the pieces of one request together. Used on one event loop. */
final class RequestIntake {

    private static final byte[] NO_BYTES = {};

    private final int maxBodyBytes;
    private io.netty.handler.codec.http.@Nullable HttpRequest head;
    private @Nullable HeaderMap lastHeaders;
    private String lastTarget = "";
    private byte[] body = NO_BYTES;
    private int length;
    private long declared;

    RequestIntake(int maxBodyBytes) {
        this.maxBodyBytes = maxBodyBytes;
    }

    /** What the next piece of a request led to. */
    sealed interface Step {

        /** There is more to come. */
        record More() implements Step {}

        /** The head is there and its sender waits to be asked for the body. */
        record AskForBody() implements Step {}

        /** The request is whole. */
        record Whole(HttpRequest request, boolean keepAlive, boolean http10) implements Step {}

        /** This is no request that we serve. */
        record Refused(int status, String detail) implements Step {}
    }

    private static final Step MORE = new Step.More();
    private static final Step ASK_FOR_BODY = new Step.AskForBody();

    Step take(HttpObject piece) {
        if (piece.decoderResult().isFailure()) {
            return refusal(piece.decoderResult().cause());
        }
        Step step = MORE;
        if (piece instanceof io.netty.handler.codec.http.HttpRequest start) {
            step = begin(start);
        }
        if (step == MORE && piece instanceof HttpContent content) {
            step = add(content);
        }
        return step;
    }

    private static Step refusal(Throwable cause) {
        String detail = String.valueOf(cause.getMessage());
        if (cause instanceof TooLongHttpLineException) {
            return new Step.Refused(414, detail);
        }
        if (cause instanceof TooLongHttpHeaderException || cause instanceof TooLongFrameException) {
            return new Step.Refused(431, detail);
        }
        return new Step.Refused(400, detail);
    }

    private Step begin(io.netty.handler.codec.http.HttpRequest start) {
        HttpVersion version = start.protocolVersion();
        if (version.majorVersion() != 1 || version.minorVersion() > 1) {
            return new Step.Refused(505, "this server speaks HTTP/1.1 only, not " + version);
        }
        if (start.headers().getAll(HttpHeaderNames.HOST).size() > 1) {
            return new Step.Refused(400, "a request has one Host");
        }
        // What is coded otherwise has an end that we do not see, and what follows would be taken for requests.
        for (String coding : start.headers().getAll(HttpHeaderNames.TRANSFER_ENCODING)) {
            if (!HttpHeaderValues.CHUNKED.contentEqualsIgnoreCase(coding.trim())) {
                return new Step.Refused(400, "the transfer coding " + coding + " is not known here");
            }
        }
        head = start;
        length = 0;
        body = NO_BYTES;
        declared = HttpUtil.getContentLength(start, -1L);
        if (declared > maxBodyBytes) {
            return tooLarge(declared + " bytes");
        }
        boolean asks = start.headers()
                .containsValue(HttpHeaderNames.EXPECT, HttpHeaderValues.CONTINUE, /* ignoreCase= */ true);
        return asks && version.equals(HttpVersion.HTTP_1_1) ? ASK_FOR_BODY : MORE;
    }

    private Step add(HttpContent content) {
        ByteBuf bytes = content.content();
        int more = bytes.readableBytes();
        if (more > maxBodyBytes - length) {
            return tooLarge("more");
        }
        if (more > 0) {
            if (body.length < length + more) {
                body = Arrays.copyOf(body, grown(length + more));
            }
            bytes.readBytes(body, length, more);
            length += more;
        }
        return content instanceof LastHttpContent ? whole() : MORE;
    }

    /** A body of declared length is not trusted to come: space doubles with what is there. */
    private int grown(int needed) {
        long doubled = Math.max(needed, 2L * body.length);
        return (int) Math.min(doubled, declared >= needed ? declared : maxBodyBytes);
    }

    private Step whole() {
        io.netty.handler.codec.http.HttpRequest start = head;
        if (start == null) {
            return new Step.Refused(400, "a body without a head");
        }
        byte[] exact = body.length == length ? body : Arrays.copyOf(body, length);
        HttpRequest request = new HttpRequest(start.method().name(), target(start.uri()), headers(start), exact);
        head = null;
        body = NO_BYTES;
        return new Step.Whole(
                request, HttpUtil.isKeepAlive(start), start.protocolVersion().equals(HttpVersion.HTTP_1_0));
    }

    private String target(String target) {
        if (!lastTarget.equals(target)) {
            lastTarget = target;
        }
        return lastTarget;
    }

    /** A client sends the same headers over and over: then there need be but one copy, for all who keep requests. */
    private Map<String, List<String>> headers(io.netty.handler.codec.http.HttpRequest start) {
        HeaderMap known = lastHeaders;
        if (known == null || !known.isOf(start.headers())) {
            known = HeaderMap.of(start.headers());
            lastHeaders = known;
        }
        return known.view();
    }

    private Step tooLarge(String found) {
        return new Step.Refused(413, "a body of " + found + " where " + maxBodyBytes + " bytes are allowed");
    }
}
