package dev.mcptestbench.peers;

import java.net.URI;
import java.util.HashMap;
import java.util.Map;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** The application: a resource server that knows nothing of its authorization server but the issuer's URL. */
@RestController
@EnableAutoConfiguration
class ResourceServer implements AutoCloseable {

    private ConfigurableApplicationContext running;

    @GetMapping("/who")
    String who(@AuthenticationPrincipal Jwt token) {
        return token.getSubject();
    }

    static ResourceServer start(URI issuer) {
        return start(issuer, Map.of());
    }

    /** With more settings than the issuer. */
    static ResourceServer start(URI issuer, Map<String, Object> more) {
        Map<String, Object> settings = new HashMap<>(more);
        settings.put("spring.security.oauth2.resourceserver.jwt.issuer-uri", issuer.toString());
        settings.put("server.address", "127.0.0.1");
        settings.put("server.port", "0");
        settings.put("spring.main.banner-mode", "off");
        settings.put("logging.level.root", "warn");
        ConfigurableApplicationContext running = new SpringApplicationBuilder(ResourceServer.class)
                .properties(settings)
                .run();
        ResourceServer server = running.getBean(ResourceServer.class);
        server.running = running;
        return server;
    }

    URI url() {
        return URI.create("http://127.0.0.1:" + running.getEnvironment().getProperty("local.server.port") + "/who");
    }

    @Override
    public void close() {
        if (running != null) {
            ConfigurableApplicationContext ending = running;
            running = null; // Spring closes its beans, and this is one.
            ending.close();
        }
    }
}
