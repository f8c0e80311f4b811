package dev.mcptestbench.server.engine;

import dev.mcptestbench.script.Notification;
import dev.mcptestbench.script.Template;
import org.apiguardian.api.API;
import org.jspecify.annotations.Nullable;

/**
 * Somebody to whom the server can speak unasked: a session of the legacy era on its standing stream, or a subscription of
 * the modern one on its own. Thread-safe.
 */
@API(status = API.Status.INTERNAL)
public sealed interface Audience permits Session, Subscription {

    /** The name that the client gave, or {@code null}. */
    @Nullable
    String client();

    /** Whether it can be spoken to. */
    default boolean isReady() {
        return true;
    }

    /** Whether nobody is there any more. */
    boolean isOver();

    /** Whether it wants to be told this, said to everybody. */
    boolean hears(Notification notification);

    /** Whether it wants to be told when the resource of this URI changes. */
    boolean watches(String uri);

    /** Tells it, whether it wants to be told or not. */
    void tell(Notification notification, Template.Values values);
}
