package dev.mcptestbench.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mcptestbench.client.auth.UserQuestions;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** How long callers are blocked in real time. */
class WaitsTest {

    private final UserQuestions questions = new UserQuestions();

    private boolean until(CompletableFuture<?> future) {
        return Waits.until(future, new Waits.Bound(Duration.ofMillis(1), questions));
    }

    @Test
    void waitsNoLongerThanItsBound() {
        assertThat(until(new CompletableFuture<>())).isFalse();
    }

    @Test
    void givesTheUserTimeOfHisOwn() throws Exception {
        CompletableFuture<String> answer = new CompletableFuture<>();
        questions.ask(answer, Duration.ofSeconds(20));
        CountDownLatch asleep = new CountDownLatch(1);
        CompletableFuture<Boolean> waited = CompletableFuture.supplyAsync(() -> {
            asleep.countDown();
            return until(answer);
        });
        asleep.await();
        // Longer than the bound, and shorter than the user may take.
        assertThat(Waits.until(waited, Duration.ofMillis(200))).isFalse();

        answer.complete("yes");

        assertThat(waited.get()).isTrue();
        assertThat(questions.patience()).isZero();
    }
}
