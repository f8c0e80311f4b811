package dev.mcptestbench.client.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mcptestbench.plugin.CredentialsException;
import java.net.URI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which URLs that servers name are gone to. */
class UrlsTest {

    private static final URI PUBLIC = URI.create("https://mcp.example.com/mcp");
    private static final URI HERE = URI.create("http://127.0.0.1:8080/mcp");

    @ParameterizedTest
    @ValueSource(
            strings = {
                "javascript:alert(1)",
                "file:///etc/passwd",
                "http://auth.example.com/token",
                "https://user:pw@auth.example.com/token",
                "https:///token",
                "//auth.example.com/token",
                "token",
                "ht tp://x"
            })
    void refusesWhatIsNotSafe(String url) {
        assertThatThrownBy(() -> Urls.safe(url, "token endpoint", HERE))
                .isInstanceOf(CredentialsException.class)
                .hasMessageContaining("token endpoint");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://10.0.0.1/token",
                "https://192.168.1.1/token",
                "https://169.254.169.254/latest",
                "https://172.20.0.1/token",
                "https://localhost/token",
                "http://127.0.0.1:1/token",
                "https://[::1]/token",
                "https://[fd00::1]/token"
            })
    void refusesPrivateAddressesThatAPublicServerNames(String url) throws Exception {
        assertThatThrownBy(() -> Urls.safe(url, "token endpoint", PUBLIC))
                .isInstanceOf(CredentialsException.class)
                .hasMessageContaining("is a private address, and the server at " + PUBLIC + " has none");
        assertThat(Urls.safe(url, "token endpoint", HERE)).isEqualTo(URI.create(url));
    }

    @Test
    void goesWhereItIsSafe() throws Exception {
        assertThat(Urls.safe("https://auth.example.com/token", "token endpoint", PUBLIC))
                .isEqualTo(URI.create("https://auth.example.com/token"));
        assertThat(Urls.safe("http://localhost:1/token", "token endpoint", HERE))
                .hasPort(1);
    }

    @ParameterizedTest
    @CsvSource({
        "https://mcp.example.com/mcp, true",
        "https://mcp.example.com, true",
        "https://mcp.example.com/, true",
        "HTTPS://MCP.example.com:443/mcp/, true",
        "https://mcp.example.com/mcp/deeper, false",
        "https://mcp.example.com/mc, false",
        "https://other.example.com/mcp, false",
        "http://mcp.example.com/mcp, false",
        "https://mcp.example.com/mcp#part, false",
        "no uri, false"
    })
    void aResourceCoversWhatIsWithinIt(String resource, boolean covers) {
        assertThat(Urls.covers(resource, PUBLIC)).isEqualTo(covers);
    }
}
