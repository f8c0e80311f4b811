package dev.mcptestbench.script;

import dev.mcptestbench.protocol.Revision;
import java.time.Duration;
import java.util.Set;
import org.apiguardian.api.API;
import org.jspecify.annotations.Nullable;

/**
 * How a mock server behaves apart from its features and rules. Immutable.
 *
 * @param sessionIds whether initialize gives the client a session id; default yes
 * @param eventIds whether events carry ids, so that streams can be resumed; default yes
 * @param streamsReplies whether a reply is a stream even where it is a single message; default no
 * @param retry the reconnection time that streams tell, or {@code null} for none; default none
 * @param pageSize how many items a list shows at once; 0, the default, for all
 * @param instructions what initialize and discover tell the client, or {@code null}
 * @param revisions the revisions it answers; default all
 * @param caching how long clients may keep what they are told, from 2026-07-28 on; by default not at all
 */
@API(status = API.Status.EXPERIMENTAL)
public record ServerSettings(
        boolean sessionIds,
        boolean eventIds,
        boolean streamsReplies,
        @Nullable Duration retry,
        int pageSize,
        @Nullable String instructions,
        Set<Revision> revisions,
        Caching caching) {

    /** The defaults. */
    public static final ServerSettings DEFAULT =
            new ServerSettings(true, true, false, null, 0, null, java.util.EnumSet.allOf(Revision.class), Caching.NONE);

    /** Checks and copies. */
    public ServerSettings {
        if (pageSize < 0) {
            throw new IllegalArgumentException("A page has at least one item; 0 means no pages: " + pageSize);
        }
        if (revisions.isEmpty()) {
            throw new IllegalArgumentException("A server answers at least one revision");
        }
        revisions = Set.copyOf(revisions);
    }

    ServerSettings withSessionIds(boolean assigned) {
        return new ServerSettings(
                assigned, eventIds, streamsReplies, retry, pageSize, instructions, revisions, caching);
    }

    ServerSettings withEventIds(boolean sent) {
        return new ServerSettings(sessionIds, sent, streamsReplies, retry, pageSize, instructions, revisions, caching);
    }

    ServerSettings withStreamsReplies(boolean streams) {
        return new ServerSettings(sessionIds, eventIds, streams, retry, pageSize, instructions, revisions, caching);
    }

    ServerSettings withRetry(@Nullable Duration time) {
        return new ServerSettings(
                sessionIds, eventIds, streamsReplies, time, pageSize, instructions, revisions, caching);
    }

    /** The same, with lists in pages of so many items; 0 for no pages. */
    public ServerSettings withPageSize(int size) {
        return new ServerSettings(sessionIds, eventIds, streamsReplies, retry, size, instructions, revisions, caching);
    }

    ServerSettings withInstructions(@Nullable String text) {
        return new ServerSettings(sessionIds, eventIds, streamsReplies, retry, pageSize, text, revisions, caching);
    }

    /** The same, answering these revisions. */
    public ServerSettings withRevisions(Set<Revision> answered) {
        return new ServerSettings(
                sessionIds, eventIds, streamsReplies, retry, pageSize, instructions, answered, caching);
    }

    ServerSettings withCaching(Caching hints) {
        return new ServerSettings(
                sessionIds, eventIds, streamsReplies, retry, pageSize, instructions, revisions, hints);
    }
}
