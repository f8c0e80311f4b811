package dev.mcptestbench.client.auth;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.apiguardian.api.API;

/**
 * What users are being asked on behalf of the clients of one test: a server is not late whose client waits for its user.
 * Thread-safe.
 */
@API(status = API.Status.INTERNAL)
public final class UserQuestions {

    private final AtomicLong numbers = new AtomicLong();
    private final Map<Long, Question> open = new ConcurrentHashMap<>();

    private record Question(CompletableFuture<?> answer, Duration patience) {}

    /** None yet. */
    public UserQuestions() {}

    /** A user is asked until there is an answer, or none will come; and for no longer than that. */
    public void ask(CompletableFuture<?> answer, Duration patience) {
        long number = numbers.incrementAndGet();
        open.put(number, new Question(answer, patience));
        var unused = answer.whenComplete((done, failure) -> open.remove(number));
    }

    /** How long the most patient of those who ask waits for the answer; zero if nobody is being asked. */
    public Duration patience() {
        return open.values().stream()
                .map(Question::patience)
                .max(Duration::compareTo)
                .orElse(Duration.ZERO);
    }

    /** Done once all are answered that are being asked now. Never fails. */
    public CompletionStage<?> answered() {
        return CompletableFuture.allOf(
                        open.values().stream().map(Question::answer).toArray(CompletableFuture[]::new))
                .handle((done, failure) -> true);
    }
}
