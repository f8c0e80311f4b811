package dev.mcptestbench.server.carrier;

import dev.mcptestbench.protocol.Headers;
import dev.mcptestbench.protocol.HttpFacts;
import dev.mcptestbench.protocol.Json;
import dev.mcptestbench.protocol.JsonException;
import dev.mcptestbench.protocol.Message;
import dev.mcptestbench.protocol.RequestMeta;
import dev.mcptestbench.protocol.Revision;
import dev.mcptestbench.protocol.SessionFacts;
import dev.mcptestbench.wire.Exchange;
import dev.mcptestbench.wire.FrameSink;
import dev.mcptestbench.wire.HttpRequest;
import dev.mcptestbench.wire.WireJournal;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One request before its content is looked at: whose it is, and whether the transport's own rules let it in. */
final class Visit {

    private final Exchange exchange;
    private final @Nullable String id;
    private final @Nullable HttpSession session;
    private final SessionFacts facts;
    private final Set<Revision> answered;
    private final WireJournal journal;

    Visit(
            Exchange exchange,
            @Nullable String id,
            @Nullable HttpSession session,
            SessionFacts facts,
            Set<Revision> answered,
            WireJournal journal) {
        this.exchange = exchange;
        this.id = id;
        this.session = session;
        this.facts = facts;
        this.answered = answered;
        this.journal = journal;
    }

    @Nullable
    String id() {
        return id;
    }

    @Nullable
    HttpSession session() {
        return session;
    }

    SessionFacts facts() {
        return facts;
    }

    @Nullable
    String client() {
        return session == null ? null : session.session().client();
    }

    Revision revision() {
        if (session != null) {
            return session.session().revision();
        }
        return RequestMeta.isIn(http(), null) ? Revision.V2026_07_28 : Revision.LATEST_LEGACY;
    }

    HttpFacts http() {
        HttpRequest request = exchange.request();
        return new HttpFacts() {
            @Override
            public String httpMethod() {
                return request.method();
            }

            @Override
            public @Nullable String header(String name) {
                List<String> values = request.headers().get(name);
                return values == null ? null : values.size() == 1 ? values.get(0) : String.join(", ", values);
            }
        };
    }

    /** The parsed body; {@code null} if there is none or it is no JSON. */
    @Nullable
    Object body() {
        byte[] body = exchange.request().body();
        try {
            return body.length == 0 ? null : Json.parse(body);
        } catch (JsonException unreadable) {
            return null;
        }
    }

    long arrived(@Nullable Message message) {
        return arrived(client(), message);
    }

    long arrived(@Nullable String client, @Nullable Message message) {
        return journal.arrived(exchange, client, id, message);
    }

    /** Whether the transport's own rules refuse the request; then the reply has been sent. */
    boolean isRefused() {
        FrameSink sink = exchange.reply();
        if (session == null) {
            if (id == null) {
                Refused.with(sink, 400, "No " + Headers.SESSION_ID + " header: initialize first");
            } else {
                Refused.with(sink, 404, "No session " + id + ": initialize anew");
            }
            return true;
        }
        String version = exchange.request().header(Headers.PROTOCOL_VERSION);
        if (version != null && session.session().revision().requiresVersionHeader() && !isServed(version)) {
            String why = "Unsupported " + Headers.PROTOCOL_VERSION + ": " + version + ". Supported: " + answered;
            Refused.with(sink, 400, why);
            return true;
        }
        return accepts(sink);
    }

    private boolean isServed(String version) {
        return Revision.of(version)
                .filter(revision -> answered.contains(revision) && revision.hasHandshake())
                .isPresent();
    }

    private boolean accepts(FrameSink sink) {
        String accept =
                Optional.ofNullable(exchange.request().header(Headers.ACCEPT)).orElse("");
        boolean stream = accept.contains(Headers.EVENT_STREAM) || accept.contains("*/*");
        boolean json = accept.contains(Headers.JSON) || accept.contains("*/*");
        String method = exchange.request().method();
        String missing = !stream && !method.equals("DELETE")
                ? Headers.EVENT_STREAM
                : !json && method.equals("POST") ? Headers.JSON : null;
        if (missing != null) {
            Refused.with(sink, 406, "Accept does not list " + missing + ": \"" + accept + "\"");
        }
        return missing != null;
    }
}
