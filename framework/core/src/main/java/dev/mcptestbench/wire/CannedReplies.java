package dev.mcptestbench.wire;

import dev.mcptestbench.journal.NearMiss;
import dev.mcptestbench.protocol.Message;
import dev.mcptestbench.script.CannedReply;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.apiguardian.api.API;
import org.jspecify.annotations.Nullable;

/** The canned replies of one script in play, each with how often it was asked for. Thread-safe. */
@API(status = API.Status.INTERNAL)
public final class CannedReplies {

    private record Standing(CannedReply reply, AtomicInteger asked) {}

    private final List<Standing> all = new CopyOnWriteArrayList<>();

    CannedReplies() {}

    void add(CannedReply reply) {
        all.add(new Standing(reply, new AtomicInteger()));
    }

    /** What is to be said to the request now, or {@code null} if nothing is canned for it; each time is counted. */
    public CannedReply.@Nullable Turn next(Message request) {
        // The later one wins, as with features: an edit at the end takes effect.
        for (int i = all.size() - 1; i >= 0; i--) {
            Standing standing = all.get(i);
            if (standing.reply().isAbout(request)
                    && standing.reply().differences(request).isEmpty()) {
                List<CannedReply.Turn> says = standing.reply().says();
                return says.get(Math.min(standing.asked().getAndIncrement(), says.size() - 1));
            }
        }
        return null;
    }

    /** What there is for other arguments, in words, closest first; {@code null} if nothing is canned for such requests. */
    public @Nullable String nearest(Message request) {
        if (all.isEmpty()) {
            return null;
        }
        List<CannedReply> about = all.stream()
                .map(Standing::reply)
                .filter(reply -> reply.isAbout(request))
                .toList();
        CannedReply closest = about.stream()
                .min(Comparator.comparingInt(reply -> reply.differences(request).size()))
                .orElse(null);
        if (closest == null) {
            return null;
        }
        String differences =
                closest.differences(request).stream().map(CannedReplies::told).collect(Collectors.joining(", "));
        return "The closest of " + about.size() + " is to " + closest + ": " + differences;
    }

    private static String told(NearMiss.Difference difference) {
        return difference.what() + " is " + Objects.requireNonNullElse(difference.actual(), "missing") + ", expected "
                + difference.expected();
    }
}
