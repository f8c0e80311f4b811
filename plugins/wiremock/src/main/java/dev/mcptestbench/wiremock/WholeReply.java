package dev.mcptestbench.wiremock;

import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.http.Fault;
import com.github.tomakehurst.wiremock.http.HttpHeader;
import com.github.tomakehurst.wiremock.http.HttpHeaders;
import com.github.tomakehurst.wiremock.http.ResponseDefinition;
import dev.mcptestbench.wire.Frame;
import dev.mcptestbench.wire.HttpRequest;
import dev.mcptestbench.wire.Lane;
import dev.mcptestbench.wire.Lanes;
import dev.mcptestbench.wire.WireListener;
import dev.mcptestbench.wire.WireListener.End;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/** Gathers the frames of one reply until it is whole, for WireMock sends replies in one piece. */
final class WholeReply implements Lanes.Track {

    private final WireListener listener;
    private final boolean headOnly;
    private final List<Part> parts = new ArrayList<>();
    private final CompletableFuture<ResponseDefinition> response = new CompletableFuture<>();

    private record Part(Frame frame, byte[] bytes) {}

    WholeReply(WireListener listener, HttpRequest request) {
        this.listener = listener;
        this.headOnly = request.method().equals("HEAD");
    }

    @Override
    public byte[] encode(Frame frame) {
        if (frame instanceof Frame.Head head) {
            return lines(head);
        }
        if (frame instanceof Frame.Data data) {
            return data.bytes();
        }
        throw new UnsupportedOperationException("WireMock sends heads and bodies, and no " + frame + ": a fault of a"
                + " plugin that needs the connection works on our own wire");
    }

    /** As it is given to WireMock, whose server adds lines of its own. */
    private static byte[] lines(Frame.Head head) {
        StringBuilder lines =
                new StringBuilder("HTTP/1.1 ").append(head.status()).append("\r\n");
        for (Frame.Header header : head.headers()) {
            lines.append(header.name()).append(": ").append(header.value()).append("\r\n");
        }
        return lines.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1);
    }

    @Override
    public boolean put(Lane lane, Frame frame, byte[] bytes, int from, int to) {
        if (to == bytes.length && !(headOnly && frame instanceof Frame.Data)) {
            parts.add(new Part(frame, bytes));
        }
        return true;
    }

    @Override
    public void leave(Lane lane, Frame frame) {
        // Told by over(…), and by WireMock's fault.
    }

    @Override
    public void over(Lane lane, End end) {
        if (end == End.FINISHED) {
            parts.forEach(part -> listener.sent(lane, part.frame(), part.bytes()));
        }
        listener.replyEnded(lane, end);
        // Behind all else that waits for the end: what the client does next is not to be taken for something besides.
        lane.whenOver(() -> response.complete(as(end)));
    }

    @Override
    public void overrun(Lane lane) {
        // Told by over(…).
    }

    private ResponseDefinition as(End end) {
        return switch (end) {
            case FINISHED -> whole();
            case CLOSED -> broken(Fault.EMPTY_RESPONSE);
            default -> broken(Fault.CONNECTION_RESET_BY_PEER);
        };
    }

    private ResponseDefinition whole() {
        ResponseDefinitionBuilder built = ResponseDefinitionBuilder.responseDefinition();
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        for (Part part : parts) {
            if (part.frame() instanceof Frame.Head head) {
                built.withStatus(head.status()).withHeaders(headers(head));
            } else {
                body.writeBytes(part.bytes());
            }
        }
        return built.withBody(body.toByteArray()).build();
    }

    private static HttpHeaders headers(Frame.Head head) {
        return new HttpHeaders(head.headers().stream()
                .map(header -> new HttpHeader(header.name(), header.value()))
                .toList());
    }

    static ResponseDefinition refusal(int status, String detail) {
        return ResponseDefinitionBuilder.responseDefinition()
                .withStatus(status)
                .withHeader("Content-Type", "text/plain; charset=utf-8")
                .withHeader("Connection", "close")
                .withBody(detail)
                .build();
    }

    private static ResponseDefinition broken(Fault fault) {
        return ResponseDefinitionBuilder.responseDefinition().withFault(fault).build();
    }

    /** The reply, once it is whole or has come to another end. */
    ResponseDefinition await() {
        try {
            return response.get();
        } catch (InterruptedException e) {
            // WireMock stops.
            Thread.currentThread().interrupt();
            return broken(Fault.EMPTY_RESPONSE);
        } catch (ExecutionException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
