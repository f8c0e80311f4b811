package dev.mcptestbench.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mcptestbench.time.TestClock;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** How a process is spoken to, and how it is ended. */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "its programs are those of a POSIX shell")
@Timeout(60)
class ChildProcessTest implements ChildProcess.Listener {

    private final TestClock clock = new TestClock();
    private final LinkedBlockingQueue<String> told = new LinkedBlockingQueue<>();
    private final CompletableFuture<Void> room = new CompletableFuture<>();

    @TempDir
    private Path folder;

    @AfterEach
    void close() {
        clock.close();
    }

    private ChildProcess shell(String script) {
        ChildProcess process = new ChildProcess(List.of("sh", "-c", script), new Workers(), clock);
        process.start(this);
        return process;
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8).strip();
    }

    @Override
    public void said(byte[] line) {
        told.add(text(line));
    }

    @Override
    public void brokeOff(byte[] rest) {
        told.add("half " + text(rest));
    }

    /** Shells say how their children have ended. */
    @Override
    public void complained(byte[] bytes) {}

    @Override
    public void notLaunched(IOException why) {
        told.add("not launched: " + why.getMessage());
    }

    @Override
    public void gaveUp(String why) {
        told.add(why);
    }

    @Override
    public void outputEnded() {
        told.add("output ended");
    }

    @Override
    public void exited(int code) {
        told.add("exit " + code);
    }

    private String next() throws InterruptedException {
        return told.poll(30, TimeUnit.SECONDS);
    }

    private Path pidOf(String name) {
        return folder.resolve(name);
    }

    /** Whether the process that has written its number there runs. */
    private boolean isAlive(Path pid) throws IOException {
        return ProcessHandle.of(Long.parseLong(Files.readString(pid).strip()))
                .map(ProcessHandle::isAlive)
                .orElse(false);
    }

    @Test
    void passesLinesAndTellsItsExitLast() throws Exception {
        ChildProcess process = shell("read -r a; echo \"$a!\"; printf rest; exit 7");
        process.write("hi".getBytes(StandardCharsets.UTF_8));

        assertThat(next()).isEqualTo("hi!");
        assertThat(next()).isEqualTo("half rest");
        assertThat(next()).isEqualTo("exit 7");
        process.close();
        assertThat(told).isEmpty();
    }

    @Test
    void tellsItsExitThoughAnotherProcessHoldsItsOutput() throws Exception {
        Path pid = pidOf("orphan");
        ChildProcess process = shell("sleep 600 & echo $! > " + pid + "; exit 5");
        try {
            assertThat(next()).isEqualTo("exit 5");
            assertThat(isAlive(pid)).isTrue();
        } finally {
            process.close();
            ProcessHandle.of(Long.parseLong(Files.readString(pid).strip())).ifPresent(ProcessHandle::destroyForcibly);
        }
    }

    @Test
    void tellsThatItIsDeafOrMuteThoughItRuns() throws Exception {
        ChildProcess mute = shell("exec >&-; cat > /dev/null");
        assertThat(next()).isEqualTo("output ended");
        mute.close();
        assertThat(next()).isEqualTo("exit 0");
        try (ChildProcess deaf = shell("exec <&-; echo deaf; exec sleep 600")) {
            assertThat(next()).isEqualTo("deaf");
            deaf.write(new byte[1]);
            assertThat(next()).isEqualTo("has closed its standard input");
        }
    }

    @Test
    void whatIsReadIsHeldUpUntilThereIsRoom() throws Exception {
        ChildProcess.Listener slow = new Slow();
        ChildProcess process = new ChildProcess(
                List.of("sh", "-c", "head -c 30000 /dev/zero | tr '\\0' '\\n'; echo last"), new Workers(), clock);
        process.start(slow);

        // Longer than an exit is waited for: what waits for room is not lost.
        assertThat(told.poll(1500, TimeUnit.MILLISECONDS)).isNull();
        room.complete(null);

        assertThat(next()).isEqualTo("last");
        assertThat(next()).isEqualTo("exit 0");
        process.close();
    }

    private final class Slow implements ChildProcess.Listener {

        @Override
        public void said(byte[] line) {
            if (line.length > 0) {
                told.add(text(line));
            }
        }

        @Override
        public Room room() {
            return new Room() {
                @Override
                public boolean isThere() {
                    return room.isDone();
                }

                @Override
                public void whenThere(Runnable action) {
                    var unused = room.thenRun(action);
                }
            };
        }

        @Override
        public void complained(byte[] bytes) {}

        @Override
        public void notLaunched(IOException why) {}

        @Override
        public void gaveUp(String why) {}

        @Override
        public void outputEnded() {}

        @Override
        public void exited(int code) {
            told.add("exit " + code);
        }
    }

    @Test
    void aProgramThatIsMissingIsTold() throws Exception {
        ChildProcess process = new ChildProcess(List.of("no-such-program-anywhere"), new Workers(), clock);
        process.start(this);
        process.write(new byte[1]);

        assertThat(next()).startsWith("not launched: ").contains("no-such-program-anywhere");
        process.close();
        assertThat(told).isEmpty();
    }

    @Test
    void aLineWithoutEndIsGivenUp() throws Exception {
        ChildProcess process = shell("cat /dev/zero");

        assertThat(next()).isEqualTo("wrote a line of more than 16777216 bytes");
        process.close();
    }

    // ── the order of the shutdown ───────────────────────────────────────────────────────────────────────────────────

    @Test
    void endsWithItsInput() throws Exception {
        Path signals = pidOf("signals");
        ChildProcess process =
                shell("trap 'echo term >> " + signals + "' TERM; echo up; cat > /dev/null; echo eof >> " + signals);
        assertThat(next()).isEqualTo("up");

        process.close();

        assertThat(next()).isEqualTo("exit 0");
        assertThat(signals).content().isEqualTo("eof\n");
    }

    @Test
    void isToldToTerminateIfItDoesNot() throws Exception {
        Path signals = pidOf("signals");
        ChildProcess process =
                shell("trap 'echo term >> " + signals + "; exit 3' TERM; echo up; cat > /dev/null; echo eof >> "
                        + signals + "; while :; do sleep 0.05; done");
        assertThat(next()).isEqualTo("up");

        process.close();

        assertThat(next()).isEqualTo("exit 3");
        assertThat(signals).content().isEqualTo("eof\nterm\n");
    }

    @Test
    void isKilledInTheEndAndItsChildrenToo() throws Exception {
        Path own = pidOf("own");
        Path child = pidOf("child");
        ChildProcess process = shell("trap '' TERM; echo $$ > " + own + "; sleep 600 & echo $! > " + child
                + "; echo up; while :; do sleep 0.05; done");
        assertThat(next()).isEqualTo("up");

        stopInSteps(process);

        assertThat(next()).isEqualTo("exit 137");
        assertThat(isAlive(own)).isFalse();
        assertThat(isAlive(child)).isFalse();
    }

    /** Its waits go by the clock, so that it takes as long as the clock is advanced. */
    private void stopInSteps(ChildProcess process) throws Exception {
        clock.advance(Duration.ZERO);
        CompletableFuture<Void> closed = CompletableFuture.runAsync(process::close);
        while (told.isEmpty()) {
            clock.advance(Duration.ofSeconds(2));
            Thread.onSpinWait();
        }
        closed.get(30, TimeUnit.SECONDS);
    }

    @Test
    void whatWasNeverStartedIsGoneAtOnce() {
        ChildProcess process = new ChildProcess(List.of("sh"), new Workers(), clock);
        process.close();
        process.start(this);

        assertThat(told).isEmpty();
    }
}
