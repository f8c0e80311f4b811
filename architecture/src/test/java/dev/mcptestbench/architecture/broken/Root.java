package dev.mcptestbench.architecture.broken;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.github.tomakehurst.wiremock.WireMockServer;
import com.nimbusds.jwt.JWT;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.netty.buffer.ByteBuf;
import org.junit.jupiter.api.TestInfo;
import org.snakeyaml.engine.v2.api.Load;
import org.testcontainers.DockerClientFactory;
import picocli.CommandLine;

/** Holds a type of every library that has a package of its own, prints and sleeps. */
public final class Root {
    public ByteBuf byteBuf;
    public Load load;
    public ObjectMapper objectMapper;
    public JWT jWT;
    public CircuitBreaker circuitBreaker;
    public TestInfo testInfo;
    public WireMockServer wireMockServer;
    public CommandLine commandLine;
    public DockerClientFactory dockerClientFactory;

    void waits() throws InterruptedException {
        System.out.println("waiting");
        Thread.sleep(1);
    }
}
