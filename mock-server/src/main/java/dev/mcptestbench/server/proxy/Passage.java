package dev.mcptestbench.server.proxy;

import dev.mcptestbench.journal.Journal;
import dev.mcptestbench.journal.JournalEntry;
import dev.mcptestbench.protocol.Headers;
import dev.mcptestbench.protocol.Message;
import dev.mcptestbench.protocol.SessionFacts;
import dev.mcptestbench.wire.Exchange;
import dev.mcptestbench.wire.Frame;
import dev.mcptestbench.wire.HttpRequest;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One request that is passed on to the real server: what changes on the way there and back, and what is noted of it. */
final class Passage {

    /** Of one connection only (RFC 9110, section 7.6.1), or about a framing that is made anew. */
    private static final Set<String> HOP_BY_HOP = Set.of(
            "connection",
            "keep-alive",
            "proxy-connection",
            "proxy-authenticate",
            "te",
            "trailer",
            "transfer-encoding",
            "upgrade");

    private final Exchange exchange;
    private final URI proxy;
    private final URI upstream;
    private final String name;
    private final Journal journal;
    private final ProxySessions sessions;
    private final @Nullable ProxySession session;
    private final @Nullable Message message;
    private final @Nullable String client;

    Passage(
            Exchange exchange,
            URI proxy,
            URI upstream,
            String name,
            Journal journal,
            ProxySessions sessions,
            @Nullable ProxySession session,
            @Nullable Message message,
            @Nullable String client) {
        this.exchange = exchange;
        this.proxy = proxy;
        this.upstream = upstream;
        this.name = name;
        this.journal = journal;
        this.sessions = sessions;
        this.session = session;
        this.message = message;
        this.client = client;
    }

    /** The request as it goes on: any header but those of the connection; what is compressed could not be read. */
    HttpRequest request() {
        HttpRequest request = exchange.request();
        List<Frame.Header> headers = new ArrayList<>();
        request.headers().forEach((header, values) -> {
            String plain = header.toLowerCase(Locale.ROOT);
            if (!HOP_BY_HOP.contains(plain)
                    && !Set.of("host", "accept-encoding", "expect").contains(plain)) {
                values.forEach(value -> headers.add(new Frame.Header(header, outward(header, value))));
            }
        });
        seen("asked " + upstream.resolve(request.target()), null, request.body().length);
        return HttpRequest.of(request.method(), request.target(), List.copyOf(headers), request.body());
    }

    /** A page of the proxy's own origin is to the real server one of its own. */
    private String outward(String header, String value) {
        return header.equalsIgnoreCase(Headers.ORIGIN) && value.equals(origin(proxy)) ? origin(upstream) : value;
    }

    /** The head as it goes back; a redirect to the real server leads to the proxy. */
    Frame.Head head(int status, Map<String, List<String>> headers, boolean lengthUnknown) {
        List<Frame.Header> passed = new ArrayList<>();
        headers.forEach((header, values) -> {
            String plain = header.toLowerCase(Locale.ROOT);
            boolean dropped = HOP_BY_HOP.contains(plain) || (lengthUnknown && plain.equals("content-length"));
            if (!dropped) {
                values.forEach(value ->
                        passed.add(new Frame.Header(header, plain.equals("location") ? inward(value) : value)));
            }
        });
        return new Frame.Head(status, List.copyOf(passed));
    }

    private String inward(String location) {
        String real = origin(upstream);
        boolean same = location.equals(real) || location.startsWith(real + "/");
        return same ? origin(proxy) + location.substring(real.length()) : location;
    }

    private static String origin(URI uri) {
        return uri.getScheme() + "://" + uri.getRawAuthority();
    }

    /** The real server has answered, with this status. */
    void answered(int status, @Nullable String sessionId) {
        boolean ok = status >= 200 && status < 300;
        if (session == null) {
            return;
        }
        if (ok && sessionId != null && session.id() == null) {
            sessions.open(session, sessionId);
        } else if (ok && exchange.request().method().equals("DELETE")) {
            session.state(SessionFacts.State.DELETED);
        } else if (status == 404) {
            session.state(SessionFacts.State.GONE);
        }
    }

    /** The real server has said this, to whomever. */
    void said(Message answer) {
        if (message != null) {
            sessions.modern().answered(message, answer);
        }
        if (session != null) {
            session.conversation().sent(answer);
            boolean opening = message != null && "initialize".equals(message.method());
            if (opening && session.id() == null && answer.kind() == Message.Kind.RESULT) {
                sessions.open(session, null);
            }
        }
    }

    /** Notes what was seen of the real server. */
    void seen(String what, @Nullable Message came, int size) {
        journal.add(stamp -> new JournalEntry.UpstreamSeen(stamp, name, exchange.number(), client, what, came, size));
    }
}
