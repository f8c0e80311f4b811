package dev.mcptestbench.client.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What every store does. */
class SessionStoreTest {

    static final URI SERVER = URI.create("http://127.0.0.1:8080/mcp");

    @TempDir
    Path directory;

    private enum Kind {
        MEMORY,
        FILE
    }

    private SessionStore store(Kind kind) {
        return kind == Kind.MEMORY ? SessionStore.inMemory() : SessionStore.inFile(directory.resolve("sessions.json"));
    }

    static StoredSession session(String client, String id) {
        return new StoredSession(SERVER, client, id, Map.of("protocolVersion", "2025-11-25"), null, 0);
    }

    @ParameterizedTest
    @EnumSource
    void keepsOneForEachServerAndClient(Kind kind) {
        SessionStore store = store(kind);
        StoredSession elsewhere = new StoredSession(
                URI.create("http://127.0.0.1:9090/mcp"),
                "a",
                "s3",
                Map.of("protocolVersion", "2025-06-18", "capabilities", Map.of("tools", Map.of())),
                "0-7",
                2);
        assertThat(store.find(SERVER, "a")).isEmpty();
        store.forget(session("a", "s1"));

        store.save(session("a", "s1"));
        store.save(session("b", "s2"));
        store.save(elsewhere);
        store.save(session("a", "s4").after("0-1"));

        assertThat(store.find(SERVER, "a")).contains(session("a", "s4").after("0-1"));
        assertThat(store.find(SERVER, "b")).contains(session("b", "s2"));
        assertThat(store.find(elsewhere.server(), "a")).contains(elsewhere);
        assertThat(store.find(SERVER, "c")).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void forgetsASessionButNotTheOneThatCameAfterIt(Kind kind) {
        SessionStore store = store(kind);
        store.save(session("a", "s1"));
        store.save(session("b", "s2"));
        store.save(session("a", "s3"));

        store.forget(session("a", "s1"));
        assertThat(store.find(SERVER, "a")).contains(session("a", "s3"));

        store.forget(session("a", "s3").after("0-9"));
        assertThat(store.find(SERVER, "a")).isEmpty();
        assertThat(store.find(SERVER, "b")).isPresent();
    }

    @Test
    void theOneThatWasSavedLongestAgoGoesFirst() {
        SessionStore store = SessionStore.inMemory();
        for (int i = 0; i < SessionStore.MAX_SESSIONS; i++) {
            store.save(session("c" + i, "s"));
        }
        store.save(session("c0", "again"));

        store.save(session("one more", "s"));

        assertThat(store.find(SERVER, "c0")).isPresent();
        assertThat(store.find(SERVER, "c1")).isEmpty();
        assertThat(store.find(SERVER, "c2")).isPresent();
        assertThat(store.find(SERVER, "one more")).isPresent();
    }

    @Test
    void nobodyReadsTheIdOffASession() {
        StoredSession session = session("a", "0123456789abcdef").after("0-3");

        assertThat(session).hasToString("session 0123… of \"a\" at http://127.0.0.1:8080/mcp after event 0-3");
        assertThat(session.resumed().resumptions()).isEqualTo(1);
        assertThat(session.revision()).contains(dev.mcptestbench.protocol.Revision.V2025_11_25);
    }

    @Test
    void misuseIsNamed() {
        assertThatThrownBy(() -> session("a", ""))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("A stored session needs an id that is not empty");
        assertThatThrownBy(() -> new StoredSession(SERVER, "a", "s", Map.of(), null, 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("initializeResult has no protocolVersion");
        assertThatThrownBy(() -> new StoredSession(SERVER, "a", "s", Map.of("protocolVersion", "1"), null, -1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("resumptions must not be negative, but it is -1");
    }
}
