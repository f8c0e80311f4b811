package dev.mcptestbench.wiremock;

import com.github.tomakehurst.wiremock.http.Fault;
import com.github.tomakehurst.wiremock.http.HttpHeader;
import com.github.tomakehurst.wiremock.http.LoggedResponse;
import com.github.tomakehurst.wiremock.http.ResponseDefinition;
import com.github.tomakehurst.wiremock.stubbing.ServeEvent;
import com.github.tomakehurst.wiremock.verification.LoggedRequest;
import dev.mcptestbench.time.TestClock;
import dev.mcptestbench.wire.Frame;
import dev.mcptestbench.wire.HttpRequest;
import dev.mcptestbench.wire.Lane;
import dev.mcptestbench.wire.Lanes;
import dev.mcptestbench.wire.WireListener;
import dev.mcptestbench.wire.WireListener.End;
import dev.mcptestbench.wire.WireSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Requests of WireMock's as exchanges, and frames as its responses. WireMock does not tell which connection a request came on,
 * so each has one of its own. Thread-safe.
 */
final class Traffic {

    private static final byte[] NO_BYTES = {};

    private final WireSettings settings;
    private final WireListener listener;
    private final Lanes lanes;
    private final Map<UUID, Lane> overheard = new ConcurrentHashMap<>();

    Traffic(WireSettings settings, TestClock clock, WireListener listener) {
        this.settings = settings;
        this.listener = listener;
        this.lanes = new Lanes(clock, settings.maxUnreadBytes());
    }

    /** Has the listener answer; waits until it has, or until this is closed. */
    ResponseDefinition answer(LoggedRequest logged) {
        HttpRequest request = request(logged);
        WholeReply reply = new WholeReply(listener, request);
        Lane lane = open(request, reply);
        if (request.body().length > settings.maxBodyBytes()) {
            String detail = "a body of " + request.body().length + " bytes where " + settings.maxBodyBytes()
                    + " bytes are allowed";
            listener.requestMalformed(lane.connection(), 413, detail);
            return WholeReply.refusal(413, detail);
        }
        listener.requestArrived(lane);
        return reply.await();
    }

    private Lane open(HttpRequest request, WholeReply reply) {
        return lanes.open(Lanes.nextExchange(), Lanes.nextConnection(), request, reply);
    }

    private static HttpRequest request(LoggedRequest logged) {
        List<Frame.Header> headers = new ArrayList<>();
        if (logged.getHeaders() != null) {
            logged.getHeaders().all().forEach(header -> addTo(headers, header));
        }
        byte[] body = logged.getBody();
        return HttpRequest.of(logged.getMethod().getName(), logged.getUrl(), headers, body == null ? NO_BYTES : body);
    }

    private static void addTo(List<Frame.Header> headers, HttpHeader header) {
        header.values().forEach(value -> headers.add(new Frame.Header(header.key(), value)));
    }

    /** Tells of a request that something else than the listener answers. */
    void overhear(ServeEvent event) {
        HttpRequest request = request(event.getRequest());
        Lane lane = open(request, new WholeReply(listener, request));
        overheard.put(event.getId(), lane);
        listener.requestOverheard(lane);
    }

    /** Tells of the answer to it, just before that is sent; delays of WireMock's own come after. */
    void overhearReply(ServeEvent event) {
        Lane lane = overheard.remove(event.getId());
        LoggedResponse response = event.getResponse();
        if (lane == null || response == null) {
            return;
        }
        if (response.getFault() != null) {
            boolean reset = response.getFault() == Fault.CONNECTION_RESET_BY_PEER;
            lane.push(reset ? new Frame.Reset() : new Frame.Close());
            return;
        }
        List<Frame.Header> headers = new ArrayList<>();
        if (response.getHeaders() != null) {
            response.getHeaders().all().forEach(header -> addTo(headers, header));
        }
        lane.push(new Frame.Head(response.getStatus(), List.copyOf(headers)));
        if (response.getBody() != null && response.getBody().length > 0) {
            lane.push(new Frame.Data(response.getBody(), null));
        }
        lane.push(new Frame.Finish());
    }

    /** Ends the replies that are held. */
    void close() {
        lanes.close(End.CLOSED);
    }
}
