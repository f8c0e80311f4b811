package dev.mcptestbench.server.engine;

import dev.mcptestbench.protocol.Message;
import dev.mcptestbench.script.Notification;
import dev.mcptestbench.script.Template;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * How the server speaks to somebody: about a request, or unasked.
 *
 * @param values what the places in templates stand for
 * @param tell says a notification
 * @param over whether nobody hears it any more
 * @param endsSoon whether the stream is that of a request, which ends with its response
 * @param session the session in which something can be asked, or {@code null} if nothing can
 * @param outlet where questions leave
 */
record Voice(
        Template.Values values,
        BiConsumer<Notification, Template.Values> tell,
        BooleanSupplier over,
        boolean endsSoon,
        @Nullable Session session,
        Outlet outlet) {

    /** In a session, on this stream of it, about a request or about none. */
    static Voice of(Session session, Outlet outlet, @Nullable Message request) {
        Object token = request == null ? null : request.at("_meta.progressToken");
        return new Voice(
                request == null
                        ? new Template.Values(0, Map.of(), session.client())
                        : Template.Values.of(request, session.client()),
                (notification, values) -> session.notify(outlet, notification, values, token),
                session::isOver,
                outlet != session.standing(),
                session,
                outlet);
    }

    /** On the stream of a request of the modern era. */
    static Voice of(ModernErrand errand) {
        return new Voice(errand.values(), errand::notify, errand::isOver, true, null, errand.outlet());
    }

    /** Unasked. */
    static Voice of(Audience audience) {
        if (audience instanceof Session session) {
            return of(session, session.standing(), null);
        }
        Subscription subscription = (Subscription) audience;
        return new Voice(
                new Template.Values(0, Map.of(), audience.client()),
                audience::tell,
                audience::isOver,
                false,
                null,
                subscription.outlet());
    }
}
