package dev.mcptestbench.script;

import dev.mcptestbench.protocol.Message;
import java.time.Duration;
import org.apiguardian.api.API;
import org.jspecify.annotations.Nullable;

/** Something that happened on which a rule may wait. */
@API(status = API.Status.EXPERIMENTAL)
public sealed interface Occasion {

    /** The client it came from, or {@code null} where it is not known. */
    @Nullable
    String client();

    /** A message came from the client: a request, a notification or a response. */
    record Received(Message message, @Nullable String client) implements Occasion {}

    /**
     * The client opened a stream with GET.
     *
     * @param lastEventId the event to resume after, or {@code null} for the standing stream
     */
    record StreamOpened(
            @Nullable String lastEventId, @Nullable String client) implements Occasion {}

    /**
     * The client answered a request of the server's.
     *
     * @param question the method of that request, or {@code null} if it answers none
     */
    record Answered(
            Message response,
            @Nullable String question,
            @Nullable String client) implements Occasion {}

    /** The standing stream of a client ended, whoever ended it. */
    record StreamClosed(@Nullable String client) implements Occasion {}

    /** A session came to a moment of its life. */
    record SessionReached(Trigger.Moment moment, @Nullable String client) implements Occasion {}

    /** A connection was made. */
    record ConnectionMade() implements Occasion {
        @Override
        public @Nullable String client() {
            return null;
        }
    }

    /** A point in time has come, on the test clock. */
    record TimeReached(Duration since) implements Occasion {
        @Override
        public @Nullable String client() {
            return null;
        }
    }
}
