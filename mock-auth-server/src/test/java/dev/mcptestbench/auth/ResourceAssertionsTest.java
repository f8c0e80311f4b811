package dev.mcptestbench.auth;

import static dev.mcptestbench.auth.AuthAssertionsTest.fails;
import static dev.mcptestbench.auth.OAuth.refusedRequest;
import static dev.mcptestbench.auth.OAuth.resourceMetadataRequest;
import static dev.mcptestbench.auth.OAuth.resourceRequest;
import static dev.mcptestbench.auth.ResourcePeer.bearer;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Each assertion once as it passes and once as it fails; the texts of failure stand in golden files. */
class ResourceAssertionsTest {

    private final MockAuthServer auth = Hosted.auth().start();
    private final MockProtectedResource resource =
            MockProtectedResource.builder().trusting(auth).start();
    private final ResourcePeer peer = new ResourcePeer(resource.url());

    @AfterEach
    void close() {
        resource.close();
        auth.close();
    }

    @Test
    void answered() {
        fails("answered-nothing", () -> assertThat(resource).answered(refusedRequest()));
        peer.get();
        peer.get(bearer("old"));
        peer.get(bearer("old"));
        peer.get(bearer(peer.token(auth)));

        assertThat(resource)
                .answered(refusedRequest().with("error", "invalid_token"))
                .times(2)
                .atLeast(1)
                .atMost(2);
        assertThat(resource).answered(resourceRequest()).once();
        assertThat(resource).neverAnswered(resourceMetadataRequest());
        fails(
                "answered-times",
                () -> assertThat(resource).answered(refusedRequest()).times(2));
        fails(
                "answered-once",
                () -> assertThat(resource).answered(refusedRequest()).once());
        fails(
                "answered-at-least",
                () -> assertThat(resource).answered(resourceRequest()).atLeast(2));
        fails(
                "answered-at-most",
                () -> assertThat(resource).answered(refusedRequest()).atMost(2));
        fails("never-answered", () -> assertThat(resource).neverAnswered(refusedRequest()));
        fails(
                "answered-eventually",
                () -> assertThat(resource)
                        .eventually(Duration.ofMillis(20))
                        .answered(refusedRequest().with("status", 403)));
    }

    @Test
    void violated() {
        assertThat(resource).hasNoProtocolViolations();
        fails("resource-no-violation", () -> assertThat(resource).hasViolationOf("oauth-foreign-token"));
        peer.get(bearer(ResourcePeer.token(auth, "https://other.example/", "mcp")));

        assertThat(resource).hasViolationOf("oauth-foreign-token");
        fails("resource-violations", () -> assertThat(resource).hasNoProtocolViolations());
    }
}
