package dev.mcptestbench.wire;

import dev.mcptestbench.protocol.Message;
import dev.mcptestbench.protocol.Methods;
import dev.mcptestbench.protocol.Subscriptions;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Decorators of what {@code subscriptions/listen} opens (2026-07-28, basic/patterns/subscriptions). */
final class ListenSink {

    private static final String FILTER = "notifications";

    private ListenSink() {}

    /** All but the acknowledgement. */
    static FrameSink unacknowledged(FrameSink next, Runnable fired) {
        return frame -> next.push(isAcknowledgement(frame.message()) ? new Frame.Aside(fired) : frame);
    }

    /** The acknowledgement of so much of the filter, and no notifications of any other. */
    static FrameSink acknowledging(FrameSink next, Set<String> kinds, Runnable fired) {
        return frame -> {
            Message message = frame.message();
            if (message != null && isAcknowledgement(message)) {
                next.push(new Frame.Aside(fired));
                next.push(RewritingSink.carrying(frame, narrowed(message, kinds)));
                return;
            }
            String kind = message == null ? null : Subscriptions.kindOf(message.method());
            if (kind == null || kinds.contains(kind)) {
                next.push(frame);
            }
        };
    }

    private static boolean isAcknowledgement(@Nullable Message message) {
        return message != null && Methods.SUBSCRIPTIONS_ACKNOWLEDGED.equals(message.method());
    }

    private static Message narrowed(Message acknowledgement, Set<String> kinds) {
        Map<String, @Nullable Object> granted = new LinkedHashMap<>();
        if (acknowledgement.params().get(FILTER) instanceof Map<?, ?> filter) {
            filter.forEach((kind, value) -> {
                if (kinds.contains(String.valueOf(kind))) {
                    granted.put(String.valueOf(kind), value);
                }
            });
        }
        Map<String, @Nullable Object> params = new LinkedHashMap<>(acknowledgement.params());
        params.put(FILTER, granted);
        return acknowledgement.with("params", params);
    }
}
