package dev.mcptestbench.wire;

import dev.mcptestbench.protocol.Challenge;
import dev.mcptestbench.protocol.Message;
import dev.mcptestbench.script.Action;
import org.apiguardian.api.API;
import org.jspecify.annotations.Nullable;

/**
 * What a rule can reach beyond the frames of the reply it works on: the conversation with the client, its other streams,
 * the server. Given by whoever carries the reply. Thread-safe; never blocks.
 */
@API(status = API.Status.INTERNAL)
public interface Stage {

    /** Nobody is there: what is said goes out as it is, what is to be done elsewhere is not. */
    Stage EMPTY = new Stage() {
        @Override
        public Message speak(Message message) {
            return message;
        }

        @Override
        public void perform(Action action) {}
    };

    /**
     * Takes note of a message of the server's that a rule puts into the reply.
     *
     * @return what goes into the reply, or {@code null} if nothing does: it does not concern the client, or the reply is
     *     no stream and it went out on another
     */
    @Nullable
    Message speak(Message message);

    /** A challenge that a rule sends, as the server would send it; by default as it is. */
    default Challenge completed(Challenge scripted) {
        return scripted;
    }

    /** Does what an action says beyond the reply: speaks to others, changes a tool, has connections refused. */
    void perform(Action action);
}
