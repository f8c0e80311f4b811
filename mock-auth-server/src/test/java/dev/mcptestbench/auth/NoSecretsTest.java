package dev.mcptestbench.auth;

import static dev.mcptestbench.auth.AuthPeer.basic;
import static dev.mcptestbench.auth.AuthPeer.params;
import static dev.mcptestbench.auth.OAuth.codeExchange;
import static dev.mcptestbench.auth.OAuth.refresh;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.mcptestbench.auth.endpoint.RegisteredClient;
import dev.mcptestbench.journal.Journal;
import dev.mcptestbench.journal.JournalEntry;
import dev.mcptestbench.journal.Timeline;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Whoever reads a report, a log or a failure learns no token, code or secret. */
class NoSecretsTest {

    @Test
    void noTextTellsThem() {
        try (MockAuthServer server = Hosted.auth().start()) {
            AuthPeer peer = new AuthPeer(server);
            RegisteredClient service = RegisteredClient.confidential("svc", "very-secret-secret");
            server.register(service);
            String client = peer.registered();
            String code = peer.code(client);
            AuthPeer.Answer tokens = peer.token(AuthPeer.redemption(client, code));
            peer.token(AuthPeer.refreshing(client, tokens.text("refresh_token")));
            peer.post("introspect", params("token", tokens.text("access_token")), basic("svc", "very-secret-secret"));
            peer.get(peer.path("token") + "?refresh_token=" + tokens.text("refresh_token"));
            peer.token(AuthPeer.redemption(client, code));
            Throwable failure = catchThrowable(() -> assertThat(server)
                    .received(refresh().with("refresh_token", "another").with("client_id", client)));
            Throwable counted = catchThrowable(
                    () -> assertThat(server).received(codeExchange()).times(7));
            Journal journal = server.journal();
            StringBuilder texts = new StringBuilder()
                    .append(Timeline.of(journal).toText())
                    .append(Timeline.of(journal).toHtml())
                    .append(failure)
                    .append(counted)
                    .append(service)
                    .append(server)
                    .append(server.endpoints().completedFlows());
            for (JournalEntry entry : journal.entries()) {
                texts.append(entry).append('\n');
            }

            for (String secret : List.of(
                    "very-secret-secret",
                    code,
                    AuthPeer.VERIFIER,
                    tokens.text("refresh_token"),
                    tokens.text("access_token"),
                    tokens.text("access_token").split("\\.", -1)[2])) {
                assertThat(texts.toString()).doesNotContain(secret);
            }
        }
    }
}
