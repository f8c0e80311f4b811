package dev.mcptestbench.client.session;

import static dev.mcptestbench.client.session.SessionStoreTest.SERVER;
import static dev.mcptestbench.client.session.SessionStoreTest.session;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mcptestbench.client.ChildJvm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FileSessionStoreTest {

    private static final int EACH = 60;

    @TempDir
    Path directory;

    private Path file() {
        return directory.resolve("sessions.json");
    }

    @Test
    void anotherStoreOfTheSameFileFindsWhatOneHasSaved() {
        Path deep = directory.resolve("not/there/yet/sessions.json");
        assertThat(SessionStore.inFile(deep).find(SERVER, "a")).isEmpty();
        assertThat(deep.getParent())
                .as("nothing is made for somebody who only asks")
                .doesNotExist();

        SessionStore.inFile(deep).save(session("a", "s1").after("ünïcode\"\\"));

        assertThat(SessionStore.inFile(deep).find(SERVER, "a"))
                .contains(session("a", "s1").after("ünïcode\"\\"));
        assertThat(SessionStore.inFile(deep)).hasToString("sessions in " + deep);
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void nobodyButTheOwnerMayReadIt() throws IOException {
        SessionStore.inFile(file()).save(session("a", "s1"));
        Files.setPosixFilePermissions(file(), PosixFilePermissions.fromString("rw-rw-rw-"));
        Path left = directory.resolve("sessions.json.tmp");
        Files.writeString(left, "half of someth");

        SessionStore.inFile(file()).save(session("b", "s2"));

        for (String name : List.of("sessions.json", "sessions.json.lock")) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(directory.resolve(name))))
                    .as(name)
                    .isEqualTo("rw-------");
        }
        assertThat(left).doesNotExist();
        assertThat(SessionStore.inFile(file()).find(SERVER, "a")).isPresent();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{ \"format\": \"mcp-testbench-sess",
                "{\"name\": \"my settings\"}",
                "[1, 2]",
                "{\"format\": \"mcp-testbench-sessions\", \"version\": 2, \"sessions\": []}",
                "{\"format\": \"mcp-testbench-sessions\", \"version\": 1}",
                "{\"format\": \"mcp-testbench-sessions\", \"version\": 1, \"sessions\": [{\"client\": \"a\"}]}",
                "{\"format\": \"mcp-testbench-sessions\", \"version\": 1, \"sessions\": [{\"server\": \"http://a\","
                        + " \"client\": \"a\", \"id\": \"top secret\", \"resumptions\": 0}]}"
            })
    void aFileOfSomethingElseIsLeftAsItIs(String content) throws IOException {
        Files.writeString(file(), content);
        SessionStore store = SessionStore.inFile(file());

        for (Runnable access : List.<Runnable>of(
                () -> store.find(SERVER, "a"),
                () -> store.save(session("a", "s1")),
                () -> store.forget(session("a", "s1")))) {
            assertThatThrownBy(access::run)
                    .isInstanceOf(SessionStoreException.class)
                    .hasMessageStartingWith(file() + " is no session store: ")
                    .hasMessageEndingWith(". It was left as it is: delete it, or name another file")
                    .hasMessageNotContaining("secret");
        }

        assertThat(file()).hasContent(content);
    }

    @Test
    void saysWhatIsWrongWithTheFile() throws IOException {
        Files.writeString(file(), "{\"format\": \"mcp-testbench-sessions\", \"version\": 2, \"sessions\": []}");
        assertThatThrownBy(() -> SessionStore.inFile(file()).find(SERVER, "a"))
                .hasMessageContaining("its version is 2, and only 1 is known here");
        Files.write(file(), new byte[SessionFormat.MAX_BYTES + 1]);
        assertThatThrownBy(() -> SessionStore.inFile(file()).find(SERVER, "a"))
                .hasMessageContaining("it is larger than 16777216 bytes");
        assertThatThrownBy(() -> SessionStore.inFile(file().resolve("below")).save(session("a", "s1")))
                .isInstanceOf(SessionStoreException.class)
                .hasMessageStartingWith("The session store " + file().resolve("below") + " cannot be used: ")
                .hasMessageEndingWith("See to it that its directory can be read and written, or name another file");
    }

    private static StoredSession sized(String client, int bytes) {
        return new StoredSession(
                SERVER,
                client,
                "s",
                Map.of("protocolVersion", "2025-11-25", "instructions", "x".repeat(bytes)),
                null,
                0);
    }

    @Test
    void itsSizeIsBounded() throws IOException {
        SessionStore store = SessionStore.inFile(file());
        for (int i = 0; i < 5; i++) {
            store.save(sized("c" + i, SessionFormat.MAX_BYTES / 4));
        }

        assertThat(Files.size(file())).isLessThanOrEqualTo(SessionFormat.MAX_BYTES);
        assertThat(store.find(SERVER, "c1")).isEmpty();
        assertThat(store.find(SERVER, "c2")).isPresent();
        assertThat(store.find(SERVER, "c4")).isPresent();
        assertThatThrownBy(() -> store.save(sized("big", SessionFormat.MAX_BYTES)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("of \"big\" at " + SERVER + " takes 16777");
        assertThat(store.find(SERVER, "c4")).isPresent();
    }

    @Test
    void manyStoresOfOneJvmLoseNothing() {
        List<CompletableFuture<Void>> writing = new ArrayList<>();
        for (int writer = 0; writer < 4; writer++) {
            String prefix = "w" + writer + "-";
            writing.add(CompletableFuture.runAsync(() -> Writer.saveAll(SessionStore.inFile(file()), prefix, 20)));
        }
        writing.forEach(CompletableFuture::join);

        for (int writer = 0; writer < 4; writer++) {
            assertAllThere("w" + writer + "-", 20);
        }
    }

    @Test
    void twoProcessesThatWriteAtOnceLoseNothing() {
        try (ChildJvm one = new ChildJvm(Writer.class, file(), "one-", EACH);
                ChildJvm two = new ChildJvm(Writer.class, file(), "two-", EACH)) {
            assertThat(one.line()).isEqualTo("ready");
            assertThat(two.line()).isEqualTo("ready");
            one.tell("go");
            two.tell("go");
            assertThat(one.lines()).containsExactly("done");
            assertThat(two.lines()).containsExactly("done");
        }

        assertAllThere("one-", EACH);
        assertAllThere("two-", EACH);
    }

    private void assertAllThere(String prefix, int count) {
        SessionStore store = SessionStore.inFile(file());
        for (int i = 0; i < count; i++) {
            assertThat(store.find(SERVER, prefix + i)).as(prefix + i).contains(session(prefix + i, "s" + i));
        }
    }

    /** Saves sessions when it is told to. */
    static final class Writer {

        private Writer() {}

        public static void main(String[] args) throws IOException {
            System.out.println("ready");
            if (System.in.read() >= 0) {
                saveAll(SessionStore.inFile(Path.of(args[0])), args[1], Integer.parseInt(args[2]));
                System.out.println("done");
            }
        }

        static void saveAll(SessionStore store, String prefix, int count) {
            for (int i = 0; i < count; i++) {
                store.save(session(prefix + i, "s" + i));
            }
        }
    }
}
